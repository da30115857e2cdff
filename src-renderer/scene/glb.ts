/** GLB: the parts of a binary glTF file of the core as plain arrays, ready to be drawn. */

export interface Part {
  /** Name of its node: `body`, `eyes`, `garment-0`. */
  name: string;
  /** xyz of every vertex, metres. */
  positions: Float32Array;
  normals: Float32Array | undefined;
  /** Texture coordinates, origin top left. */
  uvs: Float32Array | undefined;
  /** Ease of the cloth as a place on the fit scale. */
  ease: Float32Array | undefined;
  indices: Uint16Array | Uint32Array;
  surface: PartSurface;
}

export interface PartSurface {
  /** Linear RGB reflectance 0..1, multiplied with the picture. */
  colour: [number, number, number];
  /** 0 = mirror, 1 = matte. */
  roughness: number;
  twoSided: boolean;
  /** Opacity below which there is a hole; undefined = none. */
  holesBelow: number | undefined;
  /** Encoded picture of its colours. */
  picture: { bytes: Uint8Array<ArrayBuffer>; type: string } | undefined;
}

interface View {
  byteOffset?: number;
  byteLength: number;
  byteStride?: number;
}
interface Accessor {
  bufferView: number;
  byteOffset?: number;
  componentType: number;
  count: number;
  type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4';
}
interface Gltf {
  accessors: Accessor[];
  bufferViews: View[];
  materials?: {
    pbrMetallicRoughness?: {
      baseColorFactor?: number[];
      roughnessFactor?: number;
      baseColorTexture?: { index: number };
    };
    doubleSided?: boolean;
    alphaMode?: string;
    alphaCutoff?: number;
  }[];
  meshes: { primitives: { attributes: Record<string, number>; indices: number; material?: number }[] }[];
  nodes: { name?: string; mesh?: number }[];
  textures?: { source: number }[];
  images?: { bufferView: number; mimeType: string }[];
}

const GLB_MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const FLOAT = 5126;
const WIDTH = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };

/**
 * Reads the files the core writes: one buffer, nodes without a transform, one primitive a mesh, attributes as floats.
 *
 * @throws Error for anything else
 */
export function readGlb(file: ArrayBuffer): Part[] {
  const head = new DataView(file);
  if (
    file.byteLength < 28 ||
    head.getUint32(0, true) !== GLB_MAGIC ||
    head.getUint32(16, true) !== JSON_CHUNK
  )
    throw new Error('Expected a binary glTF file, received something else.');
  const jsonLength = head.getUint32(12, true);
  const gltf = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 20, jsonLength))) as Gltf;
  const start = 20 + jsonLength + 8;

  const floats = (index: number | undefined): Float32Array | undefined => {
    if (index === undefined) return undefined;
    const { bufferView, byteOffset = 0, componentType, count, type } = gltf.accessors[index];
    if (componentType !== FLOAT) throw new Error(`Expected floats, received type ${componentType}.`);
    const view = gltf.bufferViews[bufferView];
    const width = WIDTH[type];
    const stride = (view.byteStride ?? width * 4) / 4;
    const from = start + (view.byteOffset ?? 0) + byteOffset;
    const source = new Float32Array(file, from, (count - 1) * stride + width);
    if (stride === width) return source.slice();
    const out = new Float32Array(count * width);
    for (let i = 0, to = 0, at = 0; i < count; i++, at += stride)
      for (let k = 0; k < width; k++) out[to++] = source[at + k];
    return out;
  };
  const whole = (index: number): Uint16Array | Uint32Array => {
    const { bufferView, byteOffset = 0, componentType, count } = gltf.accessors[index];
    const from = start + (gltf.bufferViews[bufferView].byteOffset ?? 0) + byteOffset;
    if (componentType === 5123) return new Uint16Array(file, from, count).slice();
    if (componentType === 5125) return new Uint32Array(file, from, count).slice();
    throw new Error(`Expected indices of 16 or 32 bits, received type ${componentType}.`);
  };
  const surface = (index: number | undefined): PartSurface => {
    const material = index === undefined ? undefined : gltf.materials?.[index];
    const { baseColorFactor, roughnessFactor, baseColorTexture } = material?.pbrMetallicRoughness ?? {};
    const [r, g, b] = baseColorFactor ?? [1, 1, 1];
    const image = baseColorTexture && gltf.images?.[gltf.textures?.[baseColorTexture.index].source ?? -1];
    const view = image && gltf.bufferViews[image.bufferView];
    return {
      colour: [r, g, b],
      roughness: roughnessFactor ?? 1,
      twoSided: material?.doubleSided ?? false,
      holesBelow: material?.alphaMode === 'MASK' ? (material.alphaCutoff ?? 0.5) : undefined,
      picture: view && {
        bytes: new Uint8Array(file, start + (view.byteOffset ?? 0), view.byteLength).slice(),
        type: image.mimeType,
      },
    };
  };

  return gltf.nodes.flatMap(({ name = '', mesh }) => {
    if (mesh === undefined) return [];
    const { attributes, indices, material } = gltf.meshes[mesh].primitives[0];
    return [
      {
        name,
        positions: floats(attributes.POSITION)!,
        normals: floats(attributes.NORMAL),
        uvs: floats(attributes.TEXCOORD_0),
        ease: floats(attributes._EASE),
        indices: whole(indices),
        surface: surface(material),
      },
    ];
  });
}

/** True when only places of vertices differ, and pictures. */
export function sameMake(a: Part, b: Part): boolean {
  if (a === b) return true;
  if (a.positions.length !== b.positions.length || a.indices.length !== b.indices.length) return false;
  if (!a.normals !== !b.normals || !a.uvs !== !b.uvs || !a.ease !== !b.ease) return false;
  if (a.surface !== b.surface) {
    const plain = ({ surface }: Part) => JSON.stringify({ ...surface, picture: 0 });
    if (plain(a) !== plain(b)) return false;
  }
  if (a.indices === b.indices) return true;
  for (let i = 0; i < a.indices.length; i++) if (a.indices[i] !== b.indices[i]) return false;
  return true;
}

export function samePicture(a: PartSurface['picture'], b: PartSurface['picture']): boolean {
  if (!a || !b || a.bytes === b.bytes) return a?.bytes === b?.bytes;
  return a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i]);
}
