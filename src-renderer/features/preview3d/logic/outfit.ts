/** Outfit: what of a look is worn in the 3D view, from the skin outwards, and what is asked of the core for it. */

import type { CallInput, CallOutput } from '../../../../src-main/contract/calls/index.ts';
import type { Category } from '../../../../src-main/contract/catalog/garment.ts';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import type { FigureStyle } from '../../../../src-main/contract/figure-style.ts';
import type { AnyPose } from '../../../../src-main/contract/shape-body.ts';
import type { ShapeWish } from './shape-loop.ts';

export type DressWish = Omit<CallInput<'worn.dress'>, 'ticket'>;
export type Dressing = CallOutput<'worn.dress'>;
export type DressedGarment = Dressing['garments'][number];
export type Material = DressedGarment['material'];
export type Pattern = CallOutput<'worn.pattern'>;

/** So many garments are sewn at once. */
export const MOST_WORN = 5;

const LOWER: ReadonlySet<Category | undefined> = new Set(['trousers', 'shorts', 'skirt']);

export interface Outfit {
  /** Innermost first. */
  worn: readonly LookLayer[];
  /** Those beyond {@link MOST_WORN}, the outermost ones. */
  left: readonly LookLayer[];
}

/**
 * The visible layers of a look in wearing order. A top that is tucked in goes below what is worn on the legs.
 *
 * @param layers innermost first, as the look has them
 */
export function outfitOf(
  layers: readonly LookLayer[],
  categoryOf: (garmentId: string) => Category | undefined,
): Outfit {
  const visible = layers.filter((layer) => layer.visible);
  const legs = visible.findIndex(({ garmentId }) => LOWER.has(categoryOf(garmentId)));
  const above = legs < 0 ? [] : visible.slice(legs);
  const order = [
    ...(legs < 0 ? visible : visible.slice(0, legs)),
    ...above.filter(({ tuck }) => tuck),
    ...above.filter(({ tuck }) => !tuck),
  ];
  return { worn: order.slice(0, MOST_WORN), left: order.slice(MOST_WORN) };
}

/** What the core is asked for; undefined where nothing is worn. */
export function dressWish(
  { worn }: Outfit,
  { sex, ageYears, measures }: ShapeWish,
  { pose, style }: { pose: AnyPose; style?: FigureStyle },
): DressWish | undefined {
  if (worn.length === 0) return undefined;
  return {
    body: { sex, ...(ageYears === undefined ? {} : { ageYears }), measures },
    garments: worn.map(({ garmentId, size, material, alterations }) => ({
      garmentId,
      ...(size ? { size } : {}),
      ...(material ? { material } : {}),
      ...(alterations ? { alterations } : {}),
    })),
    pose,
    ...(style ? { style } : {}),
  };
}

/** Equal for wishes that have the same answer. */
export const keyOf = (wish: DressWish): string => JSON.stringify(wish);

const withoutSizes = (wish: DressWish): string =>
  keyOf({ ...wish, garments: wish.garments.map(({ size: _, ...garment }) => garment) });

/** True when the answer to another wish is one to `wish` too: without a choice the recommended size is worn. */
export function isAnswer(wish: DressWish, other: DressWish, { garments, failed }: Dressing): boolean {
  if (failed.length > 0 || withoutSizes(wish) !== withoutSizes(other)) return false;
  return garments.every(
    ({ index, size, recommendation }) => size === (wish.garments[index].size ?? recommendation.size),
  );
}
