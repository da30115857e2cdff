/** Wearing: where a garment goes among the layers of a look, and which one it takes the place of. */

import type { Category } from '../../../../src-main/contract/catalog/garment.ts';
import type { LookLayer } from '../../../../src-main/contract/catalog/look.ts';

/** From the skin outwards. Legs come first: tops fall over them unless tucked, which is the layer's own setting. */
const SLOT: Record<Category, number> = { trousers: 0, shorts: 0, skirt: 0, dress: 1, top: 1, jacket: 2 };

export type CategoryOf = (garmentId: string) => Category | undefined;
const slotOf = (category: Category | undefined) => SLOT[category ?? 'top'];

/** Place in the wearing order for a garment: over everything of its kind, under everything worn further out. */
export function wearingPlace(layers: LookLayer[], category: Category | undefined, of: CategoryOf): number {
  const slot = slotOf(category);
  const above = layers.findIndex((layer) => slotOf(of(layer.garmentId)) > slot);
  return above < 0 ? layers.length : above;
}

/** Layer whose place a garment takes when it is put on: the outermost unlocked one of the same kind. */
export function takesPlaceOf(
  layers: LookLayer[],
  category: Category | undefined,
  of: CategoryOf,
): LookLayer | undefined {
  const slot = slotOf(category);
  const kin = (layer: LookLayer) => {
    const other = of(layer.garmentId);
    return slotOf(other) === slot && (other === 'dress') === (category === 'dress');
  };
  return layers.findLast((layer) => kin(layer) && !layer.locked);
}
