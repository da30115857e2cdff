import { NodeIO } from '@gltf-transform/core';
import { validateBytes } from 'gltf-validator';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ScenePart, writeGltf } from '../../../src-main/engine/mesh/gltf.ts';
import { GltfAgain } from '../../../src-main/engine/mesh/gltf-again.ts';

const square = async (): Promise<ScenePart> => ({
  name: 'square',
  mesh: {
    positions: Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1),
    uvs: Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0),
  },
  surface: {
    colour: [1, 0.5, 0.25],
    roughness: 0.8,
    twoSided: true,
    holes: true,
    picture: {
      bytes: await sharp({ create: { width: 4, height: 4, channels: 4, background: '#0a0c' } })
        .png()
        .toBuffer(),
      type: 'image/png',
    },
  },
  values: { strain: Float32Array.of(0, 0.5, 1, 1.5) },
  extras: { size: 'M' },
});

describe('binary glTF', () => {
  it('passes the validator and reads back as it was written', async () => {
    const part = await square();
    const bytes = await writeGltf([part, { ...part, name: 'other' }]);
    const { issues, info } = await validateBytes(bytes);
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    expect(info).toMatchObject({ drawCallCount: 2, totalTriangleCount: 4 });
    const root = (await new NodeIO().readBinary(bytes)).getRoot();
    expect(root.listNodes().map((node) => [node.getName(), node.getExtras()])).toEqual([
      ['square', { size: 'M' }],
      ['other', { size: 'M' }],
    ]);
    const [primitive] = root.listMeshes()[0].listPrimitives();
    expect(primitive.getAttribute('POSITION')?.getArray()).toEqual(part.mesh.positions);
    expect(primitive.getAttribute('_STRAIN')?.getArray()).toEqual(part.values?.strain);
    expect([...(primitive.getIndices()?.getArray() ?? [])]).toEqual([...part.mesh.triangles]);
    const material = primitive.getMaterial();
    expect(material?.getAlphaMode()).toBe('MASK');
    expect(material?.getDoubleSided()).toBe(true);
    expect(material?.getBaseColorTexture()?.getImage()).toEqual(new Uint8Array(part.surface.picture!.bytes));
    // one picture for both parts
    expect(root.listTextures()).toHaveLength(1);
  });

  it('gives equal bytes for equal parts', async () => {
    expect(await writeGltf([await square()])).toEqual(await writeGltf([await square()]));
  });

  it('is written again with other places as if it were written anew', async () => {
    const part = await square();
    const moved = (by: number): ScenePart => ({
      ...part,
      mesh: {
        ...part.mesh,
        positions: part.mesh.positions.map((x, i) => x * by - (i % 2)),
        normals: part.mesh.normals!.map((x) => -x),
      },
    });
    const again = new GltfAgain(await writeGltf([part, { ...part, name: 'other' }]));
    for (const by of [2, -3.5]) {
      const bytes = again.write([moved(by), { ...moved(by + 1), name: 'other' }]);
      const { issues } = await validateBytes(bytes);
      expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
      const of = async (file: Uint8Array) =>
        (await new NodeIO().readBinary(file))
          .getRoot()
          .listMeshes()
          .map((mesh) => {
            const [primitive] = mesh.listPrimitives();
            return ['POSITION', 'NORMAL', 'TEXCOORD_0', '_STRAIN'].map((name) => {
              const accessor = primitive.getAttribute(name)!;
              return [accessor.getArray(), accessor.getMinNormalized([]), accessor.getMaxNormalized([])];
            });
          });
      expect(await of(bytes)).toEqual(
        await of(await writeGltf([moved(by), { ...moved(by + 1), name: 'other' }])),
      );
    }
    expect(() => again.write([{ ...part, name: 'none' }])).toThrow('no part');
  });

  it('leaves out vertices that no triangle uses', async () => {
    const part = await square();
    const bytes = await writeGltf([{ ...part, mesh: { ...part.mesh, triangles: Uint32Array.of(0, 2, 3) } }]);
    expect((await validateBytes(bytes)).info.totalVertexCount).toBe(3);
    const [mesh] = (await new NodeIO().readBinary(bytes)).getRoot().listMeshes();
    const [primitive] = mesh.listPrimitives();
    expect([...(primitive.getAttribute('_STRAIN')?.getArray() ?? [])]).toEqual([0, 1, 1.5]);
    expect([...(primitive.getAttribute('POSITION')?.getArray() ?? [])]).toEqual([0, 0, 0, 1, 1, 0, 0, 1, 0]);
    expect([...(primitive.getIndices()?.getArray() ?? [])]).toEqual([0, 1, 2]);
  });

  it('refuses parts that are no surface', async () => {
    const part = await square();
    const empty = { ...part, mesh: { positions: new Float32Array(), triangles: new Uint32Array() } };
    await expect(writeGltf([empty])).rejects.toThrow(RangeError);
    await expect(writeGltf([{ ...part, values: { strain: new Float32Array(3) } }])).rejects.toThrow(
      RangeError,
    );
  });
});
