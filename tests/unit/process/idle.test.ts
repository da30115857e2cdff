/** Work ahead: only while it is quiet, in steps between which requests are heard, and dropped by the next one. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleWork } from '../../../src-main/engine/process/idle.ts';

describe('IdleWork', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const failed: unknown[] = [];
  const idle = new IdleWork((error) => failed.push(error));
  /** Work of `count` steps that remembers how many it did. */
  const work = (count: number) => {
    const made = { done: 0, step: () => ++made.done < count };
    return made;
  };

  it('waits for quiet, then does step after step until nothing is left', () => {
    const three = work(3);
    idle.plan(three.step);
    vi.advanceTimersByTime(100);
    expect(three.done).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(three.done).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins no further step once a request has come between two', () => {
    const long = work(100);
    idle.plan(() => {
      // The request arrives while the second step runs: it is heard before the third.
      if (long.done === 1) setTimeout(() => idle.stop(), 0);
      return long.step();
    });
    vi.advanceTimersByTime(5000);
    expect(long.done).toBe(2);
  });

  it('works for the last plan only', () => {
    const first = work(2);
    const second = work(2);
    idle.plan(first.step);
    vi.advanceTimersByTime(100);
    idle.plan(second.step);
    vi.advanceTimersByTime(5000);
    expect([first.done, second.done]).toEqual([0, 2]);
  });

  it('drops work that fails and says so', () => {
    let tries = 0;
    idle.plan(() => {
      tries++;
      throw new Error('no room');
    });
    vi.advanceTimersByTime(5000);
    expect(tries).toBe(1);
    expect(String(failed)).toContain('no room');
  });
});
