/** Rows: batches and their items as they are kept, and as the rest of the program knows them. */

import type {
  BatchCounts,
  BatchItem,
  BatchOptions,
  BatchState,
  BatchView,
  ItemOutcome,
  ItemState,
} from '../../contract/batch.ts';
import type { StudioErrorData } from '../../contract/errors.ts';

export interface BatchRow {
  id: string;
  name: string;
  out: string;
  root: string | null;
  options: string;
  state: BatchState;
  wanted: BatchView['wanted'];
  trouble: string | null;
  created_at: string;
  updated_at: string;
}

export interface ItemRow {
  number: number;
  spec: string;
  targets: string;
  state: ItemState;
  priority: number;
  position: number;
  attempts: number;
  crashes: number;
  placed: string;
  outcome: string | null;
  accepted: number;
  error: string | null;
}

/** What only the process that works on an item needs to know. */
export interface ItemInWork extends BatchItem {
  crashes: number;
  /** sha256 of every file it ever put in its places. */
  placed: string[];
}

const parsed = <T>(text: string | null): T | undefined =>
  text === null ? undefined : (JSON.parse(text) as T);

export const toItem = (row: ItemRow): ItemInWork => {
  const outcome = parsed<ItemOutcome>(row.outcome);
  const error = parsed<StudioErrorData>(row.error);
  return {
    number: row.number,
    spec: JSON.parse(row.spec),
    targets: JSON.parse(row.targets),
    state: row.state,
    priority: row.priority,
    position: row.position,
    attempts: row.attempts,
    ...(outcome ? { outcome } : {}),
    ...(error ? { error } : {}),
    accepted: row.accepted === 1,
    crashes: row.crashes,
    placed: JSON.parse(row.placed),
  };
};

export const toBatch = (row: BatchRow, counts: BatchCounts): BatchView => {
  const trouble = parsed<StudioErrorData>(row.trouble);
  return {
    id: row.id,
    name: row.name,
    out: row.out,
    state: row.state,
    wanted: row.wanted,
    ...(trouble ? { trouble } : {}),
    counts,
    options: JSON.parse(row.options) as BatchOptions,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
};
