/** Lettering and emblems for printed cloth, as distances to strokes, so that no font of the machine is needed. */

/** Strokes of each letter on a grid of 4 x 6, y downwards: chains of points. */
const STROKES: Record<string, number[][]> = {
  A: [
    [0, 6, 2, 0, 4, 6],
    [0.7, 4, 3.3, 4],
  ],
  E: [
    [4, 0, 0, 0, 0, 6, 4, 6],
    [0, 3, 3.2, 3],
  ],
  I: [[2, 0, 2, 6]],
  L: [[0, 0, 0, 6, 4, 6]],
  M: [[0, 6, 0, 0, 2, 3.5, 4, 0, 4, 6]],
  N: [[0, 6, 0, 0, 4, 6, 4, 0]],
  O: [[1.2, 0, 2.8, 0, 4, 1.4, 4, 4.6, 2.8, 6, 1.2, 6, 0, 4.6, 0, 1.4, 1.2, 0]],
  R: [
    [0, 6, 0, 0, 3, 0, 4, 1, 4, 2.2, 3, 3.2, 0, 3.2],
    [2, 3.2, 4, 6],
  ],
  S: [[4, 0.8, 3, 0, 1, 0, 0, 1, 0, 2.2, 1, 3, 3, 3, 4, 3.8, 4, 5, 3, 6, 1, 6, 0, 5.2]],
  T: [
    [0, 0, 4, 0],
    [2, 0, 2, 6],
  ],
  V: [[0, 0, 2, 6, 4, 0]],
};

export const WORDS = [
  'TOILE',
  'ATELIER',
  'SOLEIL',
  'STONE',
  'NORTE',
  'MARINE',
  'RIVAL',
  'LINEN',
  'AMORE',
] as const;

export interface Motif {
  text: string;
  /** Middle of the word on the cloth, metres, y downwards, and the height of its letters. */
  x: number;
  y: number;
  height: number;
  /** An emblem above the word. */
  emblem: 'none' | 'sun' | 'peaks' | 'ring';
}

/** Distance in metres from a point of the cloth to the inside of the motif; 0 or less is inked; Infinity far from it. */
export function motifDistance(motif: Motif, x: number, y: number): number {
  const unit = motif.height / 6;
  const advance = 5.6;
  const w = motif.text.length * advance - 1.6;
  const gx = (x - motif.x) / unit + w / 2;
  const gy = (y - motif.y) / unit + 3;
  let best = Number.POSITIVE_INFINITY;
  // letters reach from 0 to w and 0 to 6, emblems 7 up and down and 15 to each side of a point 9 above the letters' middle
  if (gy < -18 || gy > 9 || Math.abs(gx - w / 2) > Math.max(w / 2 + 3, 17)) return best;
  if (gy > -3 && gy < 9) {
    const i = Math.floor(gx / advance);
    for (const k of [i - 1, i, i + 1]) {
      for (const chain of STROKES[motif.text[k]] ?? []) {
        for (let p = 0; p + 3 < chain.length; p += 2) {
          best = Math.min(
            best,
            segment(gx - k * advance, gy, chain[p], chain[p + 1], chain[p + 2], chain[p + 3]),
          );
        }
      }
    }
    best -= 0.55;
  }
  if (motif.emblem !== 'none') best = Math.min(best, emblem(motif.emblem, gx - w / 2, gy + 9));
  return best * unit;
}

function segment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

function emblem(kind: 'sun' | 'peaks' | 'ring', x: number, y: number): number {
  const r = Math.hypot(x, y);
  if (kind === 'ring') return Math.min(Math.abs(r - 5.5) - 0.7, r - 2.6);
  if (kind === 'sun') {
    const a = Math.atan2(y, x);
    const ray = Math.abs(((a / (Math.PI / 6)) % 1) - 0.5) * r * 0.52;
    return Math.min(r - 3.2, Math.max(ray * 1.6 - 0.7, 4.2 - r, r - 6.2));
  }
  // two mountains: inside both slopes and above the ground
  const peak = (cx: number, top: number): number => Math.max(Math.abs(x - cx) * 0.8 + top - y, y - 5) * 0.75;
  return Math.min(peak(-1.6, -4.5), peak(3, -1.2));
}
