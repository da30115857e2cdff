/** Pattern on show: whose, what is being dragged, and the newest drawing of it. */

import { create } from 'zustand';
import type { Alterations } from '../../../../src-main/contract/alterations.ts';
import type { Pattern } from '../logic/outfit.ts';

export interface DrawnPattern {
  layerId: string;
  /** What it is the drawing of: equal for the same cut of the same garment. */
  cut: string;
  alterations: Alterations;
  pattern: Pattern;
}

export interface PatternState {
  open: boolean;
  drawn: DrawnPattern | undefined;
  error: unknown;
  /** Of a handle under way, by layer: no step of the history yet. */
  live: { layerId: string; alterations: Alterations } | undefined;
  /** Handle that keys and numbers act on. */
  chosen: string | undefined;
  /** Both sides of the garment move alike. */
  symmetric: boolean;
}

export const usePattern = create<PatternState>(() => ({
  open: false,
  drawn: undefined,
  error: undefined,
  live: undefined,
  chosen: undefined,
  symmetric: true,
}));
