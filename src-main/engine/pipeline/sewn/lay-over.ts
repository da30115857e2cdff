/** Lay over: garments worn over each other, each below those over it, and what is to be seen of them. */

import { coverOf } from '../../body/projection/cover.ts';
import type { ProjectedGarment } from '../../body/projection/project-garment.ts';
import type { DressForm } from '../../body/sewing/form.ts';
import { layBeneath, shownTriangles } from '../../body/sewing/layers.ts';
import type { SewnResult } from '../../body/sewing/sew-garment.ts';
import type { TriangleMesh } from '../../mesh/triangle-mesh.ts';

/** A garment as it lies between others. */
export interface LaidCloth {
  /** Without what others hide. */
  mesh: TriangleMesh;
  /** Vertices, those that were pressed down by more than a millimetre, and seen ones that still stand out by as much. */
  vertices: number;
  pressed: number;
  astray: number;
  /** Share of its faces that others hide, 0..1. */
  hidden: number;
}

/** @param worn innermost first, all on the body of `form` */
export function layOver(worn: readonly (SewnResult | ProjectedGarment)[], form: DressForm): LaidCloth[] {
  const laid: LaidCloth[] = [];
  const over: (SewnResult | ProjectedGarment)[] = [];
  for (const cloth of worn.toReversed()) {
    const { mesh } = cloth;
    const vertices = mesh.positions.length / 3;
    if (over.length === 0) {
      laid.unshift({ mesh, vertices, pressed: 0, astray: 0, hidden: 0 });
      over.unshift(cloth);
      continue;
    }
    const layered = layBeneath(cloth, over.map(coverOf), form);
    const triangles = shownTriangles(layered);
    const { pressed, astray } = layered;
    const hidden = 1 - triangles.length / mesh.triangles.length;
    laid.unshift({ mesh: { ...layered.garment.mesh, triangles }, vertices, pressed, astray, hidden });
    over.unshift(layered.garment);
  }
  return laid;
}
