/** glTF: triangle meshes with their pictures as one binary glTF 2.0 file, the form 3D views and other programs read. */

import { Document, type Material, NodeIO, type Texture } from '@gltf-transform/core';
import type { TriangleMesh } from './triangle-mesh.ts';

/** How a part's surface looks. Physically based: nothing of it depends on the view's light. */
export interface Surface {
  /** Linear RGB reflectance 0..1, multiplied with the picture. */
  colour: readonly [number, number, number];
  /** 0 = mirror, 1 = matte. */
  roughness: number;
  /** Encoded picture that the mesh's texture coordinates point into. */
  picture?: { bytes: Uint8Array; type: 'image/png' | 'image/jpeg' };
  /** Seen from behind as well. */
  twoSided?: boolean;
  /** Holes where the picture is less than half opaque. */
  holes?: boolean;
}

export interface ScenePart {
  name: string;
  mesh: TriangleMesh;
  surface: Surface;
  /** One more number for every vertex, by name; kept as `_NAME` attributes in capitals. */
  values?: Record<string, Float32Array>;
  /** Plain data that goes with the part. */
  extras?: Record<string, unknown>;
}

/**
 * Writes parts as binary glTF: metres, y up, z to the viewer, which is what the engine's own space is.
 *
 * Deterministic: equal parts give equal bytes.
 * @throws RangeError for a mesh without vertices or whose arrays do not match
 */
export async function writeGltf(parts: readonly ScenePart[]): Promise<Uint8Array> {
  const document = new Document();
  document.getRoot().getAsset().generator = 'Toile';
  const buffer = document.createBuffer();
  const scene = document.createScene();
  document.getRoot().setDefaultScene(scene);
  const pictures = new Map<Uint8Array, Texture>();
  const accessor = (array: Float32Array | Uint32Array | Uint16Array, type: 'SCALAR' | 'VEC2' | 'VEC3') =>
    document
      .createAccessor()
      .setType(type)
      .setArray(array as Float32Array<ArrayBuffer>)
      .setBuffer(buffer);
  for (const { name, surface, extras, ...part } of parts) {
    const { mesh, values } = used(name, part);
    const count = mesh.positions.length / 3;
    if (count === 0) throw new RangeError(`the part "${name}" has no vertices`);
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', accessor(mesh.positions, 'VEC3'))
      .setIndices(accessor(count < 0xffff ? Uint16Array.from(mesh.triangles) : mesh.triangles, 'SCALAR'))
      .setMaterial(materialOf(document, name, surface, pictures));
    if (mesh.normals) primitive.setAttribute('NORMAL', accessor(mesh.normals, 'VEC3'));
    if (mesh.uvs) primitive.setAttribute('TEXCOORD_0', accessor(mesh.uvs, 'VEC2'));
    for (const [key, array] of Object.entries(values)) {
      primitive.setAttribute(`_${key.toUpperCase()}`, accessor(array, 'SCALAR'));
    }
    const node = document.createNode(name).setMesh(document.createMesh(name).addPrimitive(primitive));
    if (extras) node.setExtras(extras);
    scene.addChild(node);
  }
  return new NodeIO().writeBinary(document);
}

/** The part without vertices that no triangle uses: they have no normal. */
function used(
  name: string,
  { mesh, values = {} }: Pick<ScenePart, 'mesh' | 'values'>,
): Required<Pick<ScenePart, 'mesh' | 'values'>> {
  const count = mesh.positions.length / 3;
  for (const [key, array] of Object.entries(values)) {
    if (array.length !== count) throw new RangeError(`"${key}" of the part "${name}" has another length`);
  }
  const kept = [...new Set(mesh.triangles)].sort((a, b) => a - b);
  if (kept.length === count) return { mesh, values };
  const place = new Uint32Array(count);
  kept.forEach((vertex, i) => {
    place[vertex] = i;
  });
  const pick = (from: Float32Array, size: number): Float32Array => {
    const out = new Float32Array(kept.length * size);
    kept.forEach((vertex, i) => {
      for (let k = 0; k < size; k++) out[i * size + k] = from[vertex * size + k];
    });
    return out;
  };
  const { positions, normals, uvs, triangles } = mesh;
  return {
    mesh: {
      positions: pick(positions, 3),
      triangles: triangles.map((vertex) => place[vertex]),
      ...(normals ? { normals: pick(normals, 3) } : {}),
      ...(uvs ? { uvs: pick(uvs, 2) } : {}),
    },
    values: Object.fromEntries(Object.entries(values).map(([key, array]) => [key, pick(array, 1)])),
  };
}

function materialOf(
  document: Document,
  name: string,
  { colour, roughness, picture, twoSided, holes }: Surface,
  pictures: Map<Uint8Array, Texture>,
): Material {
  const material = document
    .createMaterial(name)
    .setBaseColorFactor([...colour, 1])
    .setRoughnessFactor(roughness)
    .setMetallicFactor(0)
    .setDoubleSided(twoSided ?? false);
  if (picture) {
    let texture = pictures.get(picture.bytes);
    if (!texture) {
      texture = document.createTexture(name).setImage(picture.bytes).setMimeType(picture.type);
      pictures.set(picture.bytes, texture);
    }
    material.setBaseColorTexture(texture);
  }
  if (holes) material.setAlphaMode('MASK').setAlphaCutoff(0.5);
  return material;
}
