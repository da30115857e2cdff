/** Every migration, oldest first. */

import { catalog } from './0001-catalog.ts';
import { renders } from './0002-renders.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [catalog, renders];
