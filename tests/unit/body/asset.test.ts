/** The body file: packing is exact, and damaged or hostile bytes are refused. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { readBodyAsset } from '../../../src-main/engine/body/asset.ts';
import {
  openPackedFile,
  packFile,
  packTarget,
  unpackTarget,
} from '../../../src-main/engine/body/asset-file.ts';
import { bodyBytes, testBody } from './load.ts';

describe('packed targets', () => {
  it('come back as they were', () => {
    const step = fc.integer({ min: -32768, max: 32767 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.integer({ min: 0, max: 99 }).map(String), fc.tuple(step, step, step)),
        (moves) => {
          const entries = Object.entries(moves).sort((a, b) => Number(a[0]) - Number(b[0]));
          const target = {
            vertices: Uint16Array.from(entries, ([v]) => Number(v)),
            deltas: Int16Array.from(entries.flatMap(([, d]) => d)),
          };
          expect(unpackTarget(packTarget(target, 100), 100)).toEqual(target);
        },
      ),
    );
  });

  it('are refused when bytes are missing or left over', () => {
    const packed = packTarget({ vertices: Uint16Array.of(3), deltas: Int16Array.of(1, -300, 7) }, 10);
    expect(() => unpackTarget(packed.subarray(0, packed.length - 1), 10)).toThrow(StudioError);
    expect(() => unpackTarget(Uint8Array.of(...packed, 0), 10)).toThrow(StudioError);
    expect(() => unpackTarget(new Uint8Array(1), 10)).toThrow(StudioError);
  });
});

describe('body file', () => {
  it('holds arrays at any alignment of the buffer', () => {
    const packed = packFile({ a: 1 }, { odd: Uint8Array.of(1, 2, 3), x: Float32Array.of(1.5, -2) });
    const shifted = new Uint8Array(packed.length + 1);
    shifted.set(packed, 1);
    const file = openPackedFile(shifted.subarray(1));
    expect(file.facts).toEqual({ a: 1 });
    expect([...file.view('x', 'f32', 2)]).toEqual([1.5, -2]);
    expect(() => file.view('x', 'u8')).toThrow(StudioError);
    expect(() => file.view('x', 'f32', 3)).toThrow(StudioError);
    expect(() => file.view('toString', 'u8')).toThrow(StudioError);
  });

  it('has what the engine needs', () => {
    const { asset } = testBody();
    expect(asset.bones.length).toBe(59);
    expect(asset.bones[0]).toEqual({ name: 'root', parent: -1 });
    expect(asset.skinCount).toBe(13380);
    let worst = 0;
    for (let k = 0; k < asset.vertexCount * 4; k += 4) {
      const sum = asset.skin.weight.subarray(k, k + 4).reduce((s, w) => s + w, 0);
      worst = Math.max(worst, Math.abs(sum - 1));
    }
    expect(worst).toBeLessThan(1e-4);
    const kinds = new Set(asset.pieces.map((piece) => piece.kind));
    expect([...kinds].sort()).toEqual(['hair', 'jacket', 'shoes', 'skirt', 'top', 'trousers']);
  });

  it('is refused when it is cut off or a byte of its description is another', () => {
    const bytes = bodyBytes();
    for (const length of [0, 7, 15, 100, 20_000, bytes.length - 5])
      expect(() => readBodyAsset(bytes.subarray(0, length))).toThrow(StudioError);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24_000 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = bytes.slice();
        damaged[at] ^= by;
        try {
          readBodyAsset(damaged);
        } catch (error) {
          // some bytes do no harm (a letter of a name); none may crash or hang
          expect(error).toBeInstanceOf(StudioError);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is refused when an index points outside', () => {
    const file = openPackedFile(bodyBytes());
    const quads = file.view('body.quads', 'u16');
    const damaged = bodyBytes().slice();
    const at = quads.byteOffset - bodyBytes().byteOffset;
    damaged.set([255, 255], at);
    expect(() => readBodyAsset(damaged)).toThrow(/vertex that is not there/);
  });
});
