/** Scene of one person or garment: meshes to draw with their materials and what each triangle is. */

import { PART } from '../domain/parsing.ts';
import { decodeRgba } from '../image/decode.ts';
import type { Raster } from '../image/raster.ts';
import { normals, type Triangulation, trianglesOf, triangulate } from '../mesh/quad-mesh.ts';
import { buildScene, type Scene, type SceneMesh } from '../mesh/scene.ts';
import type { Material } from '../mesh/surface-light.ts';
import { encodeLinear, makeTexture, type Texture } from '../mesh/texture.ts';
import { CLOTH_SCALE, CLOTH_SHIFT, type Fabric, fabricTexture } from './fabric.ts';
import { browsPiece, type Looks } from './looks.ts';
import type { Outfit, WornGarment } from './outfit.ts';
import type { Person } from './people.ts';
import { skinLabels } from './skin-labels.ts';
import type { Wearer } from './wearer.ts';

/** Where a triangle of the scene comes from. */
export interface PictureScene {
  scene: Scene;
  materials: Material[];
  /** Label of every triangle of the scene. */
  labels: Uint8Array;
  /** For meshes of garments: garment, part, and for each triangle its number in the part. */
  cloth: ({ garment: number; part: number; triangles: Uint32Array } | undefined)[];
}

/** Textures made once for a set of pictures. */
export class Paints {
  private readonly size: number;
  private readonly fabrics = new Map<Fabric, Texture>();
  private readonly pictures = new Map<Uint8Array, Promise<Raster<Uint8Array>>>();

  /** `size` is the long side of the pictures, pixels. */
  constructor(size: number) {
    this.size = size;
  }

  fabric(fabric: Fabric): Texture {
    let texture = this.fabrics.get(fabric);
    if (!texture) {
      texture = fabricTexture(fabric, this.size);
      this.fabrics.set(fabric, texture);
    }
    return texture;
  }

  rgba(picture: Uint8Array): Promise<Raster<Uint8Array>> {
    let decoded = this.pictures.get(picture);
    if (!decoded) {
      decoded = decodeRgba(picture);
      this.pictures.set(picture, decoded);
    }
    return decoded;
  }
}

class Collector {
  private readonly meshes: SceneMesh[] = [];
  private readonly materials: Material[] = [];
  private readonly labels: Uint8Array[] = [];
  private readonly cloth: PictureScene['cloth'] = [];

  add(
    mesh: SceneMesh,
    material: Material,
    labels: Uint8Array | number,
    cloth?: PictureScene['cloth'][number],
  ): void {
    const count = mesh.mesh.triangles.length / 3;
    if (count === 0) return;
    this.meshes.push(mesh);
    this.materials.push(material);
    this.labels.push(typeof labels === 'number' ? new Uint8Array(count).fill(labels) : labels);
    this.cloth.push(cloth);
  }

  done(): PictureScene {
    const labels = new Uint8Array(this.labels.reduce((s, l) => s + l.length, 0));
    let at = 0;
    for (const l of this.labels) {
      labels.set(l, at);
      at += l.length;
    }
    return { scene: buildScene(this.meshes), materials: this.materials, labels, cloth: this.cloth };
  }
}

const linear = (v: number): number =>
  v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;

/** Cloth of the garments, inner ones with what outer ones hide left out. */
function addGarments(out: Collector, garments: readonly WornGarment[], paints: Paints, tuck: boolean): void {
  garments.forEach((garment, g) => {
    const { fabric } = garment.spec;
    // the layer that is worn outside wins where facets of two layers cross
    const rank = garment.spec.category === 'jacket' ? 3 : garment.spec.category === 'top' && !tuck ? 2 : 1;
    const ground = fabric.ground.map(linear);
    const inside = ground.map((c) => c * 0.72) as [number, number, number];
    const material: Material = {
      kind: 'cloth',
      colour: [1, 1, 1],
      texture: paints.fabric(fabric),
      scale: CLOTH_SCALE,
      shift: CLOTH_SHIFT,
      inside,
    };
    garment.parts.forEach(({ part, mesh }, p) => {
      const { a, b, triangles } = part.cutting;
      const hidden = garment.hidden[p];
      const gone = (v: number): boolean =>
        hidden[part.vertexOf[a[v]]] === 1 && hidden[part.vertexOf[b[v]]] === 1;
      const kept: number[] = [];
      const numbers: number[] = [];
      for (let t = 0; t < triangles.length; t += 3) {
        if (gone(triangles[t]) && gone(triangles[t + 1]) && gone(triangles[t + 2])) continue;
        kept.push(triangles[t], triangles[t + 1], triangles[t + 2]);
        numbers.push(t / 3);
      }
      const label = LABEL[garment.spec.category];
      out.add({ mesh: { ...mesh, triangles: Uint32Array.from(kept) }, lift: rank * 0.004 }, material, label, {
        garment: g,
        part: p,
        triangles: Uint32Array.from(numbers),
      });
    });
  });
}

const LABEL = {
  top: PART.upper,
  jacket: PART.upper,
  trousers: PART.lower,
  shorts: PART.lower,
  skirt: PART.lower,
  dress: PART.dress,
} as const;

/** Garments alone, as on an invisible body. */
export function garmentScene(garments: readonly WornGarment[], paints: Paints): PictureScene {
  const out = new Collector();
  addGarments(out, garments, paints, false);
  return out.done();
}

/** A dressed person with skin, eyes, brows, hair and shoes. */
export async function personScene(
  person: Person,
  outfit: Outfit,
  shoes: { colour: readonly [number, number, number]; piece: string },
  tuck: boolean,
  looks: Looks,
  paints: Paints,
): Promise<PictureScene> {
  const out = new Collector();
  const { wearer } = outfit;
  await addSkin(out, person, outfit, looks, paints);
  addGarments(out, outfit.garments, paints, tuck);
  const piece = wearer.body.pieces.find((p) => p.name === shoes.piece)!;
  const { rest, posed } = wearer.body.fitPiece(piece, wearer.rest, wearer.pose);
  const form = triangulate(piece.mesh);
  const sides = new Uint8Array(form.triangles.length / 3);
  for (let t = 0; t < sides.length; t++) {
    sides[t] = rest[form.source[form.triangles[t * 3]] * 3] > 0 ? PART.leftFootwear : PART.rightFootwear;
  }
  out.add(
    { mesh: trianglesOf(form, posed, normals(piece.mesh.quads, posed)), lift: 0.005 },
    { kind: 'plain', colour: shoes.colour, gloss: 0.5, roughness: 0.5 },
    sides,
  );
  await addHair(out, person, wearer, paints);
  return out.done();
}

async function addSkin(
  out: Collector,
  person: Person,
  outfit: Outfit,
  looks: Looks,
  paints: Paints,
): Promise<void> {
  const { wearer, hiddenSkin } = outfit;
  const { body } = wearer;
  const form = body.skinTriangles;
  const smooth = normals(body.asset.body.quads, wearer.vertices.slice(0, body.asset.skinCount * 3));
  const label = skinLabels(body, wearer.rest);
  const kept: number[] = [];
  const labels: number[] = [];
  for (let t = 0; t < form.triangles.length; t += 3) {
    const v = [0, 1, 2].map((k) => form.source[form.triangles[t + k]]);
    if (v.every((i) => hiddenSkin[i])) continue;
    kept.push(form.triangles[t], form.triangles[t + 1], form.triangles[t + 2]);
    labels.push(label[v[0]]);
  }
  const skin = looks.skins.find((s) => s.name === person.skin) ?? looks.skins[0];
  const mesh = { ...trianglesOf(form, wearer.vertices, smooth), triangles: Uint32Array.from(kept) };
  out.add(
    { mesh },
    {
      kind: 'skin',
      colour: [1, 1, 1],
      texture: makeTexture(await paints.rgba(skin.picture), false),
      gloss: 0.35,
      roughness: 0.55,
    },
    Uint8Array.from(labels),
  );
  addEyes(out, person, wearer);
  const { brows } = looks;
  const piece = browsPiece(looks, body.pieces.find((p) => p.kind === 'hair')!.scale);
  const { posed: placed } = body.fitPiece(piece, wearer.rest, wearer.pose);
  const texture = makeTexture(await paints.rgba(brows.picture), false);
  const browMesh = trianglesOf(triangulate(brows.mesh), placed, normals(brows.mesh.quads, placed));
  out.add(
    { mesh: browMesh, cutout: { texture, channel: 3 }, lift: 0.003 },
    { kind: 'hair', colour: person.hairColour, texture },
    PART.face,
  );
}

/** Texture coordinates of eyeballs: the picture's middle is where they look at rest, its border their back. */
export function eyeCoordinates({ source }: Triangulation, rest: Float32Array): Float32Array {
  const uvs = new Float32Array(source.length * 2);
  for (const side of [-1, 1]) {
    const own = [...source.keys()].filter((i) => rest[source[i] * 3] * side > 0);
    const range = (k: number): [number, number] => {
      const values = own.map((i) => rest[source[i] * 3 + k]);
      return [Math.min(...values), Math.max(...values)];
    };
    const [x0, x1] = range(0);
    const [y0, y1] = range(1);
    const [z0, z1] = range(2);
    for (const i of own) {
      const v = source[i] * 3;
      const back = rest[v + 2] < (z0 + z1) / 2;
      // the back of the ball gets the white border of the picture
      uvs[i * 2] = back ? 0.02 : (rest[v] - x0) / (x1 - x0);
      uvs[i * 2 + 1] = back ? 0.02 : (y1 - rest[v + 1]) / (y1 - y0);
    }
  }
  return uvs;
}

/** Eyeballs: white with an iris around the axis that looks forward at rest. */
function addEyes(out: Collector, person: Person, wearer: Wearer): void {
  const { eyes } = wearer.body.asset;
  const form = triangulate(eyes);
  const uvs = eyeCoordinates(form, wearer.rest.vertices);
  out.add(
    { mesh: { ...trianglesOf(form, wearer.vertices, normals(eyes.quads, wearer.vertices)), uvs } },
    {
      kind: 'plain',
      colour: [1, 1, 1],
      texture: makeTexture(irisPicture(person.iris), false),
      gloss: 0.9,
      roughness: 0.25,
    },
    PART.face,
  );
}

/** Pupil, iris with a dark rim and white, as seen from the front. */
export function irisPicture(iris: Person['iris']): Raster<Uint8Array> {
  const n = 96;
  const data = new Uint8Array(n * n * 3);
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const r = Math.hypot(x + 0.5 - n / 2, y + 0.5 - n / 2) / (n / 2);
      for (let c = 0; c < 3; c++) {
        const colour =
          r < 0.2 ? 0.003 : r < 0.48 ? iris[c] * (r > 0.42 ? 0.45 : 1) : 0.62 - (c > 0 ? 0.05 : 0);
        data[(y * n + x) * 3 + c] = encodeLinear(colour);
      }
    }
  }
  return { width: n, height: n, channels: 3, data };
}

async function addHair(out: Collector, person: Person, wearer: Wearer, paints: Paints): Promise<void> {
  const piece = wearer.body.pieces.find((p) => p.name === person.hair)!;
  const { posed } = wearer.body.fitPiece(piece, wearer.rest, wearer.pose);
  const picture = await paints.rgba(piece.picture!);
  const texture = makeTexture(opaqueHair(picture), false);
  const mesh = trianglesOf(triangulate(piece.mesh), posed, normals(piece.mesh.quads, posed));
  out.add(
    { mesh, cutout: { texture, channel: 3 }, lift: 0.004 },
    { kind: 'hair', colour: person.hairColour, texture, gloss: 0.6, roughness: 0.45 },
    PART.hair,
  );
}

/** Hair pictures have a white ground below their transparent parts: filled with the hair's own colour. */
export function opaqueHair(picture: Raster<Uint8Array>): Raster<Uint8Array> {
  const data = Uint8Array.from(picture.data);
  const mean = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 250) continue;
    count++;
    for (let c = 0; c < 3; c++) mean[c] += data[i + c];
  }
  for (let i = 0; i < data.length; i += 4) {
    const t = (data[i + 3] / 255) ** 2;
    for (let c = 0; c < 3; c++) data[i + c] = data[i + c] * t + (mean[c] / Math.max(1, count)) * (1 - t);
  }
  return { ...picture, data };
}
