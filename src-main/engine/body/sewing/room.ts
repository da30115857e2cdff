/** Room: what garments worn beneath take between the body and the garment that is being sewn over them. */

import type { DistanceField } from '../../domain/body.ts';
import type { ClothLayer } from '../../domain/garment3d.ts';
import type { DressForm } from './form.ts';

/** Room that a layer of cloth takes, metres. */
const ROOM = 0.003;
/** Over this length the room fades beyond the edge of the garment beneath, metres. */
const FADE = 0.02;

/** A solid from which cloth keeps more distance, ROOM where `there` is 1. */
function roomy(field: DistanceField, there: (x: number, y: number, z: number) => number): DistanceField {
  return {
    sample(x, y, z, out) {
      field.sample(x, y, z, out);
      // what is far away needs no answer to the millimetre
      if (out[0] < 0.03) out[0] -= ROOM * there(x, y, z);
    },
  };
}

/** Fields of a form's solids with the room that garments worn beneath take. */
export interface Roomy {
  arm(side: 'L' | 'R', field: DistanceField): DistanceField;
  trunk(field: DistanceField): DistanceField;
}

/** The room that garments draped on a form take; none when there are none. */
export function roomFor(beneath: readonly ClothLayer[], form: DressForm): Roomy {
  const none: Roomy = { arm: (_, field) => field, trunk: (field) => field };
  if (beneath.length === 0) return none;
  const fade = (inside: number): number => Math.min(1, Math.max(0, 1 + inside / FADE));
  const reaches = beneath.map((garment) => {
    const trunk = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const arms = { L: 0, R: 0 };
    const p = garment.mesh.positions;
    for (let i = 0; i < p.length; i += 3) {
      const { limb } = garment.panels[garment.panelOf[i / 3]];
      if (limb === 'armL' || limb === 'armR') {
        const side = limb === 'armL' ? 'L' : 'R';
        const s = form.shoulder[side];
        arms[side] = Math.max(arms[side], Math.hypot(p[i] - s[0], p[i + 1] - s[1], p[i + 2] - s[2]));
      } else {
        trunk[0] = Math.min(trunk[0], p[i + 1]);
        trunk[1] = Math.max(trunk[1], p[i + 1]);
      }
    }
    return { low: trunk[0], high: trunk[1], arms };
  });
  return {
    arm: (side, field) =>
      roomy(field, (x, y, z) => {
        const s = form.shoulder[side];
        const away = Math.hypot(x - s[0], y - s[1], z - s[2]);
        return reaches.reduce((sum, { arms }) => sum + fade(arms[side] - away), 0);
      }),
    trunk: (field) =>
      roomy(field, (_, y) => reaches.reduce((sum, { low, high }) => sum + fade(y - low) * fade(high - y), 0)),
  };
}
