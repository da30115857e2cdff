/** The fronts of an open jacket. */

import type { Garment } from '../../domain/garment.ts';
import type { FlatMap } from './flat-map.ts';
import { Outline } from './outline.ts';
import type { Piece, Point2, Vec3 } from './piece.ts';
import { reversed, SIDES, type Side, type SideEdges, type UpperKeys } from './upper-keys.ts';

/** The two fronts of an open jacket. */
export function frontHalves(
  garment: Garment,
  map: FlatMap,
  keys: UpperKeys,
  sides: Record<Side, SideEdges>,
  place: (p: Point2) => Vec3,
): Piece[] {
  const { innerBack, axisX } = garment;
  return SIDES.map((s) => {
    const outline = new Outline(garment, {
      part: (x, y) => {
        if (s === 'R' ? x < axisX : x > axisX) return false;
        const at = Math.floor(y) * innerBack.width + Math.floor(x);
        return innerBack.data[at] <= 0.5;
      },
    });
    // the corner of front edge and hem: low and close to the axis
    const corner = outline.points.reduce((best, p) =>
      p.y - 0.7 * Math.abs(p.x - axisX) > best.y - 0.7 * Math.abs(best.x - axisX) ? p : best,
    );
    const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
    const hem =
      s === 'R'
        ? flat(reversed(outline.arc(keys.hem.R, corner)))
        : flat(reversed(outline.arc(corner, keys.hem.L)));
    const front =
      s === 'R'
        ? flat(reversed(outline.arc(corner, keys.collar.R)))
        : flat(reversed(outline.arc(keys.collar.L, corner)));
    const own = sides[s];
    return {
      name: `front${s}`,
      edges:
        s === 'R'
          ? [
              { name: 'hem', points: hem },
              own.side,
              own.armhole,
              own.shoulder,
              { name: 'front', points: front },
            ]
          : [
              { name: 'hem', points: hem },
              { name: 'front', points: front },
              own.shoulder,
              own.armhole,
              own.side,
            ],
      facesOut: true,
      picture: 'front' as const,
      photo: (p: Point2) => map.toPicture(p),
      place,
      limb: 'torso' as const,
    };
  });
}
