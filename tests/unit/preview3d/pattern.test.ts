/** Handles of the pattern: both sides alike unless one is wanted alone, seams as their points, the outline meanwhile. */

import { describe, expect, it } from 'vitest';
import type { Pattern } from '../../../src-renderer/features/preview3d/logic/outfit.ts';
import {
  handlesOf,
  loopOf,
  moved,
  placed,
  shifted,
  shiftOf,
  unmoved,
} from '../../../src-renderer/features/preview3d/logic/pattern.ts';

/** A square front of 40 x 60 cm: neck, sides, hem. */
const pattern: Pattern = {
  picture: 'a'.repeat(64),
  width: 50,
  height: 70,
  panels: [
    {
      name: 'front',
      back: false,
      seams: [
        { name: 'hem', kind: 'hem', points: [5, 65, 25, 65, 45, 65] },
        { name: 'sideR', kind: 'side', points: [45, 65, 45, 35, 45, 5] },
        { name: 'neck', kind: 'neckline', points: [45, 5, 25, 9, 5, 5] },
        { name: 'sideL', kind: 'side', points: [5, 5, 5, 35, 5, 65] },
      ],
    },
  ],
  points: [
    { name: 'armpitL', panel: 'front', x: 5, y: 5, outwards: -1 },
    { name: 'armpitR', panel: 'front', x: 45, y: 5, outwards: 1 },
    { name: 'waistL', panel: 'front', x: 5, y: 35, outwards: -1 },
    { name: 'waistR', panel: 'front', x: 45, y: 35, outwards: 1 },
    { name: 'hemL', panel: 'front', x: 5, y: 65, outwards: -1 },
    { name: 'hemC', panel: 'front', x: 25, y: 65, outwards: 0 },
    { name: 'hemR', panel: 'front', x: 45, y: 65, outwards: 1 },
    { name: 'neck', panel: 'front', x: 25, y: 9, outwards: 0 },
  ],
};
const handles = handlesOf(pattern);
const handle = (id: string) => handles.find((one) => one.id === id)!;

describe('a moved handle', () => {
  it('takes the other side along as its mirror image, unless it is moved alone', () => {
    const both = moved({}, handle('waistR'), { out: 2, down: 1 }, false);
    expect(both).toEqual({ waistR: { out: 2, down: 1 }, waistL: { out: 2, down: 1 } });
    expect(moved({}, handle('waistR'), { out: 2, down: 1 }, true)).toEqual({ waistR: { out: 2, down: 1 } });
  });

  it('goes on from where it was, no farther than a pattern can be changed, and is gone where it comes back', () => {
    const once = moved({}, handle('hemL'), { out: 0, down: 30 }, false);
    expect(moved(once, handle('hemR'), { out: 0, down: 30 }, false).hemR).toEqual({ out: 0, down: 40 });
    expect(moved(once, handle('hemL'), { out: 0, down: -30 }, false)).toEqual({});
    expect(unmoved({ ...once, neck: { out: 0, down: 1 } }, ['hemL'], false)).toEqual({
      neck: { out: 0, down: 1 },
    });
  });

  it('in the middle goes up and down alone', () => {
    expect(moved({}, handle('neck'), { out: 3, down: 2 }, false)).toEqual({ neck: { out: 0, down: 2 } });
  });

  it('of a seam moves all points of the seam', () => {
    const hem = moved({}, handle('hemSeam'), { out: 9, down: 5 }, true);
    const down = { out: 0, down: 5 };
    expect(hem).toEqual({ hemL: down, hemC: down, hemR: down });
    expect(shiftOf(hem, handle('hemSeam'))).toEqual(down);
    const side = moved({}, handle('sideRSeam'), { out: 1, down: 9 }, false);
    expect(Object.keys(side).sort()).toEqual(['armpitL', 'armpitR', 'hemL', 'hemR', 'waistL', 'waistR']);
    expect(side.waistL).toEqual({ out: 1, down: 0 });
  });
});

describe('the outline of a pattern under way', () => {
  it('has moved points where they are dragged to, and goes along between them', () => {
    const now = moved({}, handle('hemSeam'), { out: 0, down: 6 }, true);
    const loop = loopOf(shifted(pattern.panels[0], pattern, {}, now));
    const heights = loop.map(({ y }) => y);
    expect(Math.max(...heights)).toBe(71);
    expect(Math.min(...heights)).toBe(5);
    const wide = loopOf(shifted(pattern.panels[0], pattern, {}, { hemR: { out: 4, down: 0 } }));
    expect(Math.max(...wide.map(({ x }) => x))).toBe(49);
    expect(Math.min(...wide.map(({ x }) => x))).toBe(5);
    expect(placed(handle('hemR'), pattern, {}, { hemR: { out: 4, down: 0 } }).x).toBe(49);
    expect(placed(handle('hemL'), pattern, {}, { hemL: { out: 4, down: 0 } }).x).toBe(1);
  });

  it('is the drawing itself once that is of the newest points', () => {
    const now = { hemR: { out: 4, down: 0 } };
    expect(shifted(pattern.panels[0], pattern, now, now)).toBe(pattern.panels[0]);
    expect(placed(handle('hemR'), pattern, now, now).x).toBe(45);
  });
});
