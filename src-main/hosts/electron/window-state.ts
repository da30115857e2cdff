/** Window state: where the window was, checked against the screens that are there now. */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Coordinate = z.int().min(-100_000).max(100_000);

export const WindowState = z.object({
  /** Screen points of the window when it is neither maximised nor filling the screen. */
  bounds: z.object({
    x: Coordinate,
    y: Coordinate,
    width: z.int().min(1).max(100_000),
    height: z.int().min(1).max(100_000),
  }),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;
export type Bounds = WindowState['bounds'];

export const SMALLEST = { width: 960, height: 640 };
const USUAL = { width: 1440, height: 920 };
/** Points of the title bar that must be on a screen, so that the window can be taken hold of. */
const GRIP = { width: 120, height: 24 };

/**
 * The state to open with. A window whose title bar is on no screen any more comes back in the middle of the first one; one
 * larger than its screen is made to fit.
 *
 * @param areas usable areas of the screens, the main one first; never empty
 */
export function restoredState(stored: unknown, areas: readonly Bounds[]): WindowState {
  const known = WindowState.safeParse(stored);
  const first = areas[0];
  if (!known.success) return { bounds: centred(USUAL, first), maximized: false, fullScreen: false };
  const { bounds, maximized, fullScreen } = known.data;
  const area = areas.find((candidate) => canBeHeld(bounds, candidate));
  if (!area) return { bounds: centred(bounds, first), maximized, fullScreen };
  const width = clamp(bounds.width, SMALLEST.width, area.width);
  const height = clamp(bounds.height, SMALLEST.height, area.height);
  return { bounds: { x: bounds.x, y: bounds.y, width, height }, maximized, fullScreen };
}

function canBeHeld(bounds: Bounds, area: Bounds): boolean {
  const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const below = area.y + area.height - bounds.y;
  return overlap >= GRIP.width && bounds.y >= area.y - GRIP.height / 2 && below >= GRIP.height;
}

function centred(size: { width: number; height: number }, area: Bounds): Bounds {
  const width = clamp(size.width, SMALLEST.width, area.width);
  const height = clamp(size.height, SMALLEST.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/** A screen smaller than the smallest window wins. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** What the file holds; undefined when there is none or it cannot be read. */
export function readState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Where the window was is worth no error: a folder that cannot be written to is passed over. */
export function writeState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {}
}
