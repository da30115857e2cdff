/** Scene: files of the core as plain arrays, when which frame is drawn, the lamps, and the camera's places. */

import { describe, expect, it } from 'vitest';
import { writeGltf } from '../../../src-main/engine/mesh/gltf.ts';
import { type Part, readGlb } from '../../../src-renderer/scene/glb.ts';
import { AIM, KEY, lamps, SKY } from '../../../src-renderer/scene/lights.ts';
import { Pace, REST_AFTER, STILL_AFTER } from '../../../src-renderer/scene/pace.ts';
import { Retoucher } from '../../../src-renderer/scene/retouch.ts';
import { distanceFor, FIELD_OF_VIEW, nearestTurn } from '../../../src-renderer/scene/views.ts';

describe('a file of the core', () => {
  const positions = new Float32Array([0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]);
  const normals = new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0]);
  const uvs = new Float32Array([0, 0, 1, 0, 0, 1, 0.5, 0.25]);
  const triangles = new Uint32Array([0, 1, 2, 1, 2, 3]);
  const picture = { bytes: Uint8Array.from([1, 2, 3, 4, 5]), type: 'image/png' as const };

  it('is read back as it was written: places, ease, surface and picture', async () => {
    const ease = new Float32Array([0, 0.5, 1, 1.5]);
    const bytes = await writeGltf([
      {
        name: 'body',
        mesh: { positions, normals, uvs, triangles },
        surface: { colour: [0.5, 0.25, 1], roughness: 0.75 },
      },
      {
        name: 'garment-0',
        mesh: { positions, normals, uvs, triangles },
        surface: { colour: [1, 1, 1], roughness: 1, picture, twoSided: true, holes: true },
        values: { ease },
      },
    ]);
    const file = bytes.slice().buffer;
    const [body, garment] = readGlb(file);
    expect(body).toMatchObject({ name: 'body', positions, normals, uvs, ease: undefined });
    expect([...body.indices]).toEqual([...triangles]);
    expect(body.surface).toEqual({
      colour: [0.5, 0.25, 1],
      roughness: 0.75,
      twoSided: false,
      holesBelow: undefined,
      picture: undefined,
    });
    expect(garment).toMatchObject({ name: 'garment-0', ease });
    expect(garment.surface).toMatchObject({ twoSided: true, holesBelow: 0.5, picture });
  });

  it('is refused when it is something else', () => {
    expect(() => readGlb(new ArrayBuffer(4))).toThrow('binary glTF');
    expect(() =>
      readGlb(new TextEncoder().encode('<html>not a body, but a page of some length</html>').buffer),
    ).toThrow('binary glTF');
  });
});

describe('the pace', () => {
  it('is coarse while something moves, clean once it is still, and then at rest', () => {
    const pace = new Pace(true);
    pace.disturb(1000);
    expect(pace.next(1010)).toMatchObject({ kind: 'moving', scale: 0.5 });
    const frames = [];
    for (let frame = pace.next(1000 + STILL_AFTER); frame; frame = pace.next(2000)) frames.push(frame);
    const { samples } = frames[0] as { samples: number };
    expect(frames.map((frame) => (frame.kind === 'still' ? frame.sample : -1))).toEqual([
      ...Array(samples + 1).keys(),
    ]);
    expect(pace.next(3000)).toBeUndefined();
    pace.disturb(4000);
    expect(pace.next(4000)?.kind).toBe('moving');
    expect(pace.next(4000 + STILL_AFTER)).toMatchObject({ kind: 'still', sample: 0 });
  });

  it('draws a change once', () => {
    const pace = new Pace(true);
    pace.disturb(1000);
    expect(pace.next(1001)?.kind).toBe('moving');
    expect(pace.next(1002)).toBeUndefined();
    pace.disturb(1003);
    expect(pace.next(1004)?.kind).toBe('moving');
  });

  it('has no clean frame in the way of more changes where a processor draws', () => {
    const kinds = (slow: boolean) => {
      const pace = new Pace(slow);
      pace.hold(true);
      pace.disturb(1000);
      pace.next(1000);
      const [soon, later] = [pace.next(1000 + STILL_AFTER)?.kind, pace.next(1000 + REST_AFTER)?.kind];
      return [soon, later];
    };
    expect(kinds(true)).toEqual([undefined, 'still']);
    expect(kinds(false)).toEqual(['still', 'still']);
  });

  it('takes less while frames are slow and more while they are quick, one step at a time', () => {
    const scaleAfter = (pace: Pace, ms: number, frames: number) => {
      for (let n = 0; n < frames; n++) {
        pace.disturb(0);
        pace.took(pace.next(0)!, ms);
      }
      pace.disturb(0);
      return (pace.next(0) as { scale: number }).scale;
    };
    const pace = new Pace(false);
    expect(scaleAfter(pace, 16, 50)).toBe(1);
    expect(scaleAfter(pace, 90, 2)).toBe(0.7);
    expect(scaleAfter(pace, 90, 50)).toBe(0.5);
    expect(scaleAfter(pace, 30, 50)).toBe(0.5);
    expect(scaleAfter(pace, 8, 50)).toBe(1);
  });

  it('averages few samples where quick pictures are wished for', () => {
    const pace = new Pace(true);
    pace.quick = true;
    const frame = pace.next(1e6);
    expect(frame).toMatchObject({ kind: 'still', samples: 6 });
  });

  it('averages fewer samples where each takes long', () => {
    const count = (ms: number) => {
      const pace = new Pace(false);
      for (let n = 0; n < 60; n++) pace.took({ kind: 'still', sample: 1, samples: 32 }, ms);
      const frame = pace.next(0);
      return frame?.kind === 'still' ? frame.samples : 0;
    };
    expect(count(5)).toBeGreaterThan(count(100));
    expect(count(100)).toBeGreaterThan(count(1000));
    expect(count(1000)).toBeGreaterThanOrEqual(12);
  });
});

describe('the lamps', () => {
  it.each([16, 24, 48])('give together the light of softbox and dome, in %i samples', (count) => {
    const all = lamps(count);
    expect(all).toHaveLength(count);
    const towards = ({ at }: (typeof all)[0], normal: readonly number[]) => {
      const d = at.map((v, k) => v - AIM[k]);
      const length = Math.hypot(...d);
      return Math.max(
        0,
        d.reduce((sum, v, k) => sum + (v / length) * normal[k], 0),
      );
    };
    const mean = (normal: readonly number[]) =>
      all.reduce((sum, lamp) => sum + lamp.intensity * towards(lamp, normal), 0) / count;
    const key = (normal: readonly number[]) => KEY.intensity * towards({ ...all[0], at: KEY.at }, normal);
    // upwards the dome gives all of its light, to the side half
    expect(mean([0, 1, 0])).toBeCloseTo(key([0, 1, 0]) + SKY * 1.12, 1);
    expect(mean([1, 0, 0]) / (key([1, 0, 0]) + SKY / 2)).toBeGreaterThan(0.75);
    expect(mean([1, 0, 0]) / (key([1, 0, 0]) + SKY / 2)).toBeLessThan(1.25);
    for (const { at } of all) expect(at[1]).toBeGreaterThan(AIM[1]);
  });

  it('take turns, so that half of them are already even', () => {
    const isKey = lamps(32).map(
      ({ at }) => Math.hypot(...at.map((v, k) => v - KEY.at[k])) <= KEY.radius + 1e-9,
    );
    const first = isKey.slice(0, 16).filter(Boolean).length;
    const all = isKey.filter(Boolean).length;
    expect(Math.abs(first - all / 2)).toBeLessThanOrEqual(1);
  });
});

describe('the camera', () => {
  it('has the whole figure in sight, in wide and in narrow panes', () => {
    const figure = { height: 1.8, width: 0.9 };
    for (const pane of [
      { width: 1000, height: 600 },
      { width: 300, height: 900 },
    ]) {
      const distance = distanceFor(figure, pane);
      const half = distance * Math.tan((FIELD_OF_VIEW * Math.PI) / 360);
      expect(2 * half).toBeGreaterThan(figure.height);
      expect((2 * half * pane.width) / pane.height).toBeGreaterThan(figure.width);
      expect(2 * half).toBeLessThan(Math.max(figure.height, (figure.width * pane.height) / pane.width) * 1.3);
    }
  });

  it('turns the short way', () => {
    expect(nearestTurn(0.1, Math.PI * 2 - 0.1)).toBeCloseTo(-0.1);
    expect(nearestTurn(7 * Math.PI, 0)).toBeCloseTo(8 * Math.PI, 5);
    expect(nearestTurn(Math.PI, Math.PI / 2)).toBeCloseTo(Math.PI / 2);
  });
});

describe('the mannequin’s chest', () => {
  /** A flat sheet of `side` x `side` vertices around a place of the body's texture coordinates, with a peak in its middle. */
  function sheet(name: string, x: number, y: number, side = 15): Part {
    const positions = new Float32Array(side * side * 3);
    const uvs = new Float32Array(side * side * 2);
    for (let i = 0; i < side * side; i++) {
      const [u, v] = [(i % side) - (side >> 1), Math.floor(i / side) - (side >> 1)];
      positions.set([u / 1000, v / 1000, u === 0 && v === 0 ? 0.01 : 0], i * 3);
      uvs.set([x + u * 0.004, y + v * 0.004], i * 2);
    }
    const indices: number[] = [];
    for (let v = 0; v + 1 < side; v++)
      for (let u = 0; u + 1 < side; u++) {
        const at = v * side + u;
        indices.push(at, at + 1, at + side, at + 1, at + side + 1, at + side);
      }
    const normals = positions.map((_, k) => (k % 3 === 2 ? 1 : 0));
    const surface = { colour: [1, 1, 1] as [number, number, number], roughness: 1 };
    return {
      name,
      positions,
      normals,
      uvs,
      ease: undefined,
      indices: Uint16Array.from(indices),
      surface: { ...surface, twoSided: false, holesBelow: undefined, picture: undefined },
    };
  }
  const highest = ({ positions }: Part) => Math.max(...positions.filter((_, k) => k % 3 === 2));

  it.each([0.3255, 0.4356])('is smooth, and nothing else is changed (%d)', (x) => {
    const skin = sheet('body', x, 0.3022);
    const before = skin.positions.slice();
    new Retoucher().apply([skin]);
    expect(highest(skin)).toBeLessThan(0.0005);
    const away = (v: number) => Math.hypot(skin.uvs![v * 2] - x, skin.uvs![v * 2 + 1] - 0.3022);
    for (let v = 0; v < before.length / 3; v++)
      if (away(v) > 0.014) expect(skin.positions[v * 3 + 2]).toBe(before[v * 3 + 2]);
  });

  it('is a matter of the skin alone', () => {
    for (const part of [sheet('garment-0', 0.3255, 0.3022), sheet('body', 0.6, 0.6)]) {
      new Retoucher().apply([part]);
      expect(highest(part)).toBeCloseTo(0.01);
    }
  });
});
