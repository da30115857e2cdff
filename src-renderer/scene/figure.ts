/** Figure: the parts of a file as meshes; parts of the same make keep their buffers, and what is replaced is disposed of. */

import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  DynamicDrawUsage,
  FrontSide,
  Group,
  Mesh,
  MeshStandardMaterial,
  SRGBColorSpace,
  Texture,
} from 'three';
import { COARSE_TRIANGLES, canBeThin } from './coarse-parts.ts';
import { type Dye, type DyeUniforms, dyeUniforms, setDye } from './dye.ts';
import { tintByEase } from './fit-map.ts';
import { type Part, type PartSurface, sameMake, samePicture } from './glb.ts';

/** Sizes of what is on show, metres. */
export interface FigureSize {
  height: number;
  width: number;
  /** Farthest from the axis that it is turned around. */
  reach: number;
}

interface Shown {
  mesh: Mesh<BufferGeometry, MeshStandardMaterial>;
  part: Part;
  /** Corners of its coarse triangles, which lie behind the others in the index; 0 = there are none. */
  coarse: number;
}

export class Figure {
  readonly group = new Group();
  private readonly shown = new Map<string, Shown>();
  /** Another number: there are surfaces of another make than before. */
  make = 0;
  size: FigureSize = { height: 1.7, width: 0.8, reach: 0.4 };
  private readonly fitMap = { value: 0 };
  /** By name of the part; they outlive its meshes. */
  private readonly dyes = new Map<string, DyeUniforms>();

  /** Garments have the colours of their ease in the place of their own. */
  setFitMap(on: boolean): void {
    this.fitMap.value = on ? 1 : 0;
  }

  /** Garments in other colours than those of their pictures, by name of the part; the others as they are. */
  setDyes(dyes: Readonly<Record<string, Dye>>): void {
    for (const name of Object.keys(dyes)) this.dyeOf(name);
    for (const [name, uniforms] of this.dyes) setDye(uniforms, dyes[name]);
  }

  private dyeOf(name: string): DyeUniforms {
    const known = this.dyes.get(name) ?? dyeUniforms();
    this.dyes.set(name, known);
    return known;
  }

  /** Puts parts on show in the place of those before. Pictures come a moment later: `changed` is called then. */
  show(parts: readonly Part[], changed: () => void): void {
    for (const [name, { mesh }] of this.shown)
      if (!parts.some((part) => part.name === name)) this.remove(name, mesh);
    for (const part of parts) {
      const old = this.shown.get(part.name);
      if (old && sameMake(old.part, part)) {
        replace(old.mesh.geometry, part);
        const { picture } = part.surface;
        if (!samePicture(old.part.surface.picture, picture)) void paint(old.mesh.material, picture, changed);
        this.shown.set(part.name, { ...old, part });
        continue;
      }
      if (old) this.remove(part.name, old.mesh);
      const mesh = new Mesh(geometryOf(part), materialOf(part));
      if (part.name.startsWith('garment'))
        tintByEase(mesh.material, part.ease !== undefined, this.fitMap, this.dyeOf(part.name));
      mesh.name = part.name;
      mesh.castShadow = true;
      mesh.receiveShadow = true;
      mesh.frustumCulled = false;
      void paint(mesh.material, part.surface.picture, changed);
      this.shown.set(part.name, { mesh, part, coarse: 0 });
      this.group.add(mesh);
      this.make++;
    }
    this.size = sizeOf(parts);
  }

  /** Gives the parts that have some their coarse triangles, those before aside. */
  thin(corners: (part: Part) => Uint32Array | undefined): void {
    for (const shown of this.shown.values()) {
      if (shown.coarse > 0) continue;
      const found = corners(shown.part);
      const index = shown.mesh.geometry.index!;
      if (!found) continue;
      index.array.set(found, shown.part.indices.length);
      index.needsUpdate = true;
      shown.coarse = found.length;
    }
  }

  /** Whether it is drawn with its coarse triangles, where there are some, and without shadows on it. */
  setPlain(on: boolean): void {
    for (const { mesh, part, coarse } of this.shown.values()) {
      const all = part.indices.length;
      if (on && coarse > 0) mesh.geometry.setDrawRange(all, coarse);
      else mesh.geometry.setDrawRange(0, all);
      mesh.receiveShadow = !on;
    }
  }

  get empty(): boolean {
    return this.shown.size === 0;
  }

  dispose(): void {
    for (const [name, { mesh }] of this.shown) this.remove(name, mesh);
  }

  private remove(name: string, mesh: Mesh<BufferGeometry, MeshStandardMaterial>): void {
    this.group.remove(mesh);
    this.shown.delete(name);
    mesh.geometry.dispose();
    unpaint(mesh.material);
    mesh.material.dispose();
  }
}

function attributesOf(part: Part): [string, Float32Array | undefined, number][] {
  return [
    ['position', part.positions, 3],
    ['normal', part.normals, 3],
    ['uv', part.uvs, 2],
    ['ease', part.ease, 1],
  ];
}

function geometryOf(part: Part): BufferGeometry {
  const geometry = new BufferGeometry();
  for (const [name, array, width] of attributesOf(part))
    if (array) geometry.setAttribute(name, new BufferAttribute(array, width).setUsage(DynamicDrawUsage));
  geometry.setIndex(new BufferAttribute(withRoom(part), 1));
  geometry.setDrawRange(0, part.indices.length);
  if (!part.normals) geometry.computeVertexNormals();
  return geometry;
}

/** The corners of a part's triangles, and behind them room for its coarse ones. */
function withRoom(part: Part): Part['indices'] {
  const { indices } = part;
  if (!canBeThin(part)) return indices;
  const length = indices.length + COARSE_TRIANGLES * 3;
  const index = indices instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length);
  index.set(indices);
  return index;
}

function replace(geometry: BufferGeometry, part: Part): void {
  for (const [name, array] of attributesOf(part)) {
    const attribute = geometry.getAttribute(name) as BufferAttribute | undefined;
    if (!array || !attribute) continue;
    attribute.array = array;
    attribute.needsUpdate = true;
  }
  if (!part.normals) geometry.computeVertexNormals();
}

function materialOf({ surface }: Part): MeshStandardMaterial {
  const material = new MeshStandardMaterial({
    roughness: surface.roughness,
    metalness: 0,
    side: surface.twoSided ? DoubleSide : FrontSide,
    alphaTest: surface.holesBelow ?? 0,
  });
  material.color.setRGB(...surface.colour);
  return material;
}

/** Puts a picture on a material once it is decoded. */
async function paint(
  material: MeshStandardMaterial,
  picture: PartSurface['picture'],
  changed: () => void,
): Promise<void> {
  const wanted = picture?.bytes;
  material.userData.wanted = wanted;
  if (!picture) return unpaint(material);
  const bitmap = await createImageBitmap(new Blob([picture.bytes], { type: picture.type }));
  // disposed of or painted anew meanwhile
  if (material.userData.wanted !== wanted) return bitmap.close();
  unpaint(material);
  material.userData.wanted = wanted;
  const texture = new Texture(bitmap);
  texture.colorSpace = SRGBColorSpace;
  texture.flipY = false;
  texture.anisotropy = 4;
  texture.needsUpdate = true;
  material.map = texture;
  material.needsUpdate = true;
  changed();
}

function unpaint(material: MeshStandardMaterial): void {
  material.userData.wanted = undefined;
  const { map } = material;
  if (!map) return;
  material.map = null;
  material.needsUpdate = true;
  map.dispose();
  (map.image as ImageBitmap).close();
}

function sizeOf(parts: readonly Part[]): FigureSize {
  let [top, side, reach] = [0, 0, 0];
  for (const { positions } of parts)
    for (let i = 0; i < positions.length; i += 3) {
      if (positions[i + 1] > top) top = positions[i + 1];
      const x = Math.abs(positions[i]);
      if (x > side) side = x;
      const r = Math.hypot(x, positions[i + 2]);
      if (r > reach) reach = r;
    }
  return { height: top || 1.7, width: 2 * side || 0.8, reach: reach || 0.4 };
}
