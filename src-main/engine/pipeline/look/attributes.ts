/** Attributes of a garment that its picture tells; what cannot be told with some certainty is left out. */

import type { Garment } from '../../domain/garment.ts';
import { patternOf } from './pattern.ts';

/** Landmarks below this confidence tell nothing. */
const SURE = 0.4;

/** `neckline`, `sleeve`, `length`, `pattern` and `front`, each a short English word. */
export function garmentAttributes(garment: Garment): Record<string, string> {
  const { category, sleeve, openFront } = garment;
  const length = lengthOf(garment);
  const neckline = necklineOf(garment);
  const pattern = patternOf(garment);
  return {
    ...(sleeve === 'none' ? {} : { sleeve }),
    ...(neckline ? { neckline } : {}),
    ...(length ? { length } : {}),
    ...(pattern ? { pattern } : {}),
    ...(category === 'jacket' ? { front: openFront ? 'open' : 'closed' } : {}),
  };
}

type Mark = NonNullable<Garment['landmarks']['hemL']>;

function middle(
  a: Mark | undefined,
  b: Mark | undefined,
): { x: number; y: number; span: number } | undefined {
  if (!a || !b || Math.min(a.confidence, b.confidence) < SURE) return undefined;
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, span: Math.abs(b.x - a.x) };
}

/** Depth of the front neckline over its width: rounds and Vs overlap, so only the clear ends are named. */
function necklineOf({ category, offShoulder, openFront, neckline, landmarks }: Garment): string | undefined {
  if (offShoulder) return 'off-shoulder';
  if (category === 'trousers' || category === 'shorts' || category === 'skirt' || openFront) return undefined;
  const collar = middle(landmarks.collarL, landmarks.collarR);
  if (!collar || collar.span < 8 || neckline.length < 5) return undefined;
  let lowest = neckline[0];
  for (const point of neckline) if (point.y > lowest.y) lowest = point;
  const depth = (lowest.y - collar.y) / collar.span;
  // Height half way between middle and collar over the depth: a straight V has 0.5 of it, a round far more.
  const at = (x: number) => neckline.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a)).y;
  const half = (at(lowest.x - collar.span / 4) + at(lowest.x + collar.span / 4)) / 2;
  const fullness = (half - collar.y) / Math.max(1, lowest.y - collar.y);
  if (depth < 0.12) return 'boat';
  if (depth > 0.55 && fullness < 0.62) return 'v-neck';
  if (depth < 0.75 && fullness > 0.68) return 'round';
  return undefined;
}

/** By the garment's own proportions: its length over its width where it is widest worn. */
function lengthOf({ category, landmarks: l }: Garment): string | undefined {
  const hem = middle(l.hemL ?? l.legOuterL, l.hemR ?? l.legOuterR);
  if (!hem) return undefined;
  if (category === 'shorts') return 'short';
  if (category === 'trousers') return 'long';
  if (category === 'skirt') {
    const waist = middle(l.waistL, l.waistR);
    return waist && named((hem.y - waist.y) / waist.span, [1.5, 'mini'], [2.3, 'knee'], [3, 'midi'], 'maxi');
  }
  const shoulder = middle(l.shoulderL, l.shoulderR);
  const armpit = middle(l.armpitL, l.armpitR);
  if (!shoulder || !armpit) return undefined;
  const ratio = (hem.y - shoulder.y) / armpit.span;
  if (category === 'dress') return named(ratio, [1.9, 'mini'], [2.3, 'knee'], [2.8, 'midi'], 'maxi');
  return named(ratio, [1, 'cropped'], [1.6, 'regular'], 'long');
}

function named(value: number, ...steps: [...[below: number, name: string][], string]): string {
  for (const step of steps)
    if (typeof step === 'string' || value < step[0]) return typeof step === 'string' ? step : step[1];
  return steps.at(-1) as string;
}
