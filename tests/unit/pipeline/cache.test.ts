import { describe, expect, it } from 'vitest';
import { buffersOf, StageCache } from '../../../src-main/engine/pipeline/cache.ts';

const bytes = (n: number) => ({ data: new Uint8Array(n) });

describe('StageCache', () => {
  it('forgets the least recently used entry first', () => {
    const cache = new StageCache(300);
    cache.set('a', bytes(100));
    cache.set('b', bytes(100));
    cache.set('c', bytes(100));
    cache.get('a');
    cache.set('d', bytes(100));
    expect(cache.get('b')).toBeUndefined();
    expect(cache.get('a')).toBeDefined();
    expect(cache.get('c')).toBeDefined();
    expect(cache.bytes).toBe(300);
  });

  it('counts a buffer that entries share once, and until the last of them goes', () => {
    const cache = new StageCache(1000);
    const garment = bytes(400);
    cache.set('garment', garment);
    cache.set('fit', { garment, mesh: new Float64Array(10) });
    expect(cache.bytes).toBe(480);
    cache.delete('garment');
    expect(cache.bytes).toBe(480);
    cache.delete('fit');
    expect(cache.bytes).toBe(0);
  });

  it('does not keep an entry larger than the bound', () => {
    const cache = new StageCache(50);
    cache.set('big', bytes(51));
    expect(cache.get('big')).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('replaces an entry of the same key', () => {
    const cache = new StageCache(1000);
    cache.set('a', bytes(100));
    cache.set('a', bytes(40));
    expect(cache.bytes).toBe(40);
    expect(cache.size).toBe(1);
  });

  it('is empty after clear', () => {
    const cache = new StageCache(1000);
    cache.set('a', bytes(100));
    cache.clear();
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });
});

describe('buffersOf', () => {
  it('finds every buffer once, in nested values and cycles', () => {
    const shared = new Uint8Array(8);
    const value: Record<string, unknown> = {
      a: shared,
      list: [{ b: shared.subarray(2) }, new Float32Array(2)],
    };
    value.self = value;
    expect(buffersOf(value).size).toBe(2);
  });
});
