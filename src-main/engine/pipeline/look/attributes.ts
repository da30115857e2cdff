/** Attributes of a garment that its picture tells; what cannot be told with some certainty is left out. */

import type { SeenAttributes } from '../../../contract/catalog/garment.ts';
import type { Garment } from '../../domain/garment.ts';
import { patternOf } from './pattern.ts';

/** Landmarks below this confidence tell nothing. */
const SURE = 0.4;
/**
 * Length of a top from its shoulders over its width below the armpits. What lies between the steps may be called either,
 * and how long a dress or a skirt is worn depends on who wears it.
 */
const TOP_LENGTH = { cropped: 0.95, regular: [1.1, 1.65], long: 1.85 } as const;
/** Depth of the neckline over its width, and height half way to the middle over that depth: a straight V has 0.5. */
const NECK = { deep: 0.55, straight: 0.62, shallow: 0.12, flat: 0.75, full: 0.68 };

/** What the picture tells of the garment. */
export function garmentAttributes(garment: Garment): SeenAttributes {
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

/** Rounds and Vs overlap, so only the clear ends are named; straps and halters have edges of many kinds. */
function necklineOf({
  offShoulder,
  openFront,
  sleeve,
  neckline,
  landmarks,
}: Garment): SeenAttributes['neckline'] {
  if (offShoulder) return 'off-shoulder';
  if (openFront || sleeve === 'none' || sleeve === 'strap') return undefined;
  const collar = middle(landmarks.collarL, landmarks.collarR);
  if (!collar || collar.span < 8 || neckline.length < 5) return undefined;
  let lowest = neckline[0];
  for (const point of neckline) if (point.y > lowest.y) lowest = point;
  const depth = (lowest.y - collar.y) / collar.span;
  const at = (x: number) => neckline.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a)).y;
  const half = (at(lowest.x - collar.span / 4) + at(lowest.x + collar.span / 4)) / 2;
  const fullness = (half - collar.y) / Math.max(1, lowest.y - collar.y);
  if (depth > NECK.deep && fullness < NECK.straight) return 'v-neck';
  if (depth > NECK.shallow && depth < NECK.flat && fullness > NECK.full) return 'round';
  return undefined;
}

function lengthOf({ category, landmarks: l }: Garment): SeenAttributes['length'] {
  if (category === 'shorts') return 'short';
  if (category === 'trousers') return 'long';
  if (category !== 'top') return undefined;
  const hem = middle(l.hemL, l.hemR);
  const shoulder = middle(l.shoulderL, l.shoulderR);
  const armpit = middle(l.armpitL, l.armpitR);
  if (!hem || !shoulder || !armpit) return undefined;
  const ratio = (hem.y - shoulder.y) / Math.max(1, armpit.span);
  const [from, to] = TOP_LENGTH.regular;
  if (ratio < TOP_LENGTH.cropped) return 'cropped';
  if (ratio >= from && ratio <= to) return 'regular';
  return ratio > TOP_LENGTH.long ? 'long' : undefined;
}
