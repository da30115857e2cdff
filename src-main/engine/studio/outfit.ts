/** Outfits: garments put on one over the other, inner first, with what they hide. */

import {
  addFlags,
  CLOTH_REACH,
  coveredBy,
  type Surface,
  shrinkFlags,
  surfaceOf,
} from '../mesh/near-surface.ts';
import { filterQuads } from '../mesh/quad-mesh.ts';
import { cutPart, type GarmentPart } from './garment-part.ts';
import { type PlacedPart, placeParts } from './place-part.ts';
import type { GarmentSpec } from './wardrobe.ts';
import type { Wearer } from './wearer.ts';

/** How far below cloth a surface counts as covered, metres. */
const COVER = 0.035;

export interface WornGarment {
  spec: GarmentSpec;
  parts: PlacedPart[];
  /** For each part, 1 for fine vertices that outer garments hide. */
  hidden: Uint8Array[];
}

export interface Outfit {
  wearer: Wearer;
  /** Inner first. */
  garments: WornGarment[];
  /** 1 for skin vertices that cloth hides. */
  hiddenSkin: Uint8Array;
}

/** Work done before: the same garment worn twice is the same cloth, and over the same layers it hangs the same. */
export class Cuttings {
  private readonly parts = new Map<GarmentSpec, GarmentPart[]>();
  private readonly placed = new Map<
    GarmentSpec,
    { wearer: Wearer; below: PlacedPart[]; placed: PlacedPart[] }[]
  >();

  /** Parts of a garment, cut for the wearer who is the first to ask. */
  cut(garment: GarmentSpec, wearer: Wearer): GarmentPart[] {
    let parts = this.parts.get(garment);
    if (!parts) {
      parts = garment.parts.map((part) => cutPart(part, garment, wearer));
      this.parts.set(garment, parts);
    }
    return parts;
  }

  /** A garment put on a wearer over the layers `below`. */
  place(garment: GarmentSpec, wearer: Wearer, below: readonly PlacedPart[]): PlacedPart[] {
    const known = this.placed.get(garment) ?? [];
    this.placed.set(garment, known);
    const same = known.find(
      (k) =>
        k.wearer === wearer && k.below.length === below.length && k.below.every((b, i) => b === below[i]),
    );
    if (same) return same.placed;
    const placed = placeParts(this.cut(garment, wearer), wearer, below);
    known.push({ wearer, below: [...below], placed });
    return placed;
  }
}

/** Dresses a wearer, innermost garment first. */
export function dress(wearer: Wearer, specs: readonly GarmentSpec[], cuttings: Cuttings): Outfit {
  const garments: WornGarment[] = [];
  const below: PlacedPart[] = [];
  const hiddenSkin = new Uint8Array(wearer.body.asset.skinCount);
  for (const spec of specs) {
    const parts = cuttings.place(spec, wearer, below);
    for (const { part, fine } of parts) {
      const cloth = surfaceOf(part.kept, fine, CLOTH_REACH);
      const covered = coveredBy(wearer.surface, cloth, COVER);
      // an arm that touches the trunk lies on its cloth, not below it
      const sleeves = surfaceOf(sleeveQuads(part), fine, CLOTH_REACH);
      const byOwn = coveredBy(wearer.surface, sleeves, COVER);
      addFlags(
        hiddenSkin,
        covered.map((flag, v) => (wearer.farArm[v] < 0.5 ? flag : byOwn[v])),
      );
      for (const inner of garments) {
        inner.parts.forEach((p, i) => {
          addFlags(inner.hidden[i], coveredBy(surfaceOfPart(p), cloth, COVER));
          // a jacket's sleeves hold those of the top in them, crumpled as they may be
          if (spec.category === 'jacket') addFlags(inner.hidden[i], p.part.sleeve);
        });
      }
    }
    garments.push({ spec, parts, hidden: parts.map((p) => new Uint8Array(p.fine.length / 3)) });
    below.push(...parts);
  }
  return {
    wearer,
    garments: garments.map((g) => ({
      ...g,
      hidden: g.hidden.map((h, i) => shrinkFlags(h, g.parts[i].part.fine.quads, 3)),
    })),
    hiddenSkin: shrinkFlags(hiddenSkin, wearer.body.asset.body.quads, 2),
  };
}

/** Faces of the sleeves of a part. */
const sleeveQuads = ({ kept, sleeve }: GarmentPart): Uint32Array =>
  filterQuads(kept, (face) => face.every((v) => sleeve[v]));

const surfaceOfPart = (p: PlacedPart): Surface => surfaceOf(p.part.fine.quads, p.fine, CLOTH_REACH);
