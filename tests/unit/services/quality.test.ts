import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../src-main/contract/errors.ts';
import type { QualityReportInput } from '../../../src-main/contract/quality.ts';
import type { Core } from '../../../src-main/services/core.ts';
import { measureQuality, type QualityRun } from '../../../src-main/services/quality.ts';

const run = (count: number): QualityRun => ({
  title: 'Test',
  tasks: Array.from({ length: count }, (_, i) => ({
    name: `c${i}`,
    task: { kind: 'case', folder: `c${i}`, flat: false },
  })),
});

interface Calls {
  begun: string[];
  most: number;
  report?: QualityReportInput;
}

/** A core whose scores take no work; later tasks end sooner, `failing` ones throw. */
function core(calls: Calls, failing: Record<string, Error> = {}): Core {
  let under = 0;
  const score = async ({ task }: { task: { folder: string } }) => {
    const name = task.folder;
    calls.begun.push(name);
    calls.most = Math.max(calls.most, ++under);
    for (let i = 0; i < 20 - calls.begun.length; i++) await new Promise((resolve) => setImmediate(resolve));
    under--;
    if (failing[name]) throw failing[name];
    return { name };
  };
  const qualityReport = async (input: QualityReportInput) => {
    calls.report = input;
    return input;
  };
  return { score, qualityReport } as unknown as Core;
}

describe('measuring', () => {
  it('keeps the order of the tasks, no more of them under way than asked for', async () => {
    const calls: Calls = { begun: [], most: 0 };
    const told: number[] = [];
    const failing = { c3: new StudioError('not-an-image', 'No.') };
    await measureQuality(core(calls, failing), run(7), {
      parallel: 3,
      onProgress: (done, _, progress) => progress ?? told.push(done),
    });
    expect(calls.most).toBe(3);
    expect(calls.report?.outcomes.map(({ name }) => name)).toEqual(run(7).tasks.map(({ name }) => name));
    expect(calls.report?.outcomes[3]).toMatchObject({ error: { code: 'not-an-image' } });
    expect(calls.report?.atOnce).toBe(3);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('takes no more lanes than there are tasks', async () => {
    const calls: Calls = { begun: [], most: 0 };
    await measureQuality(core(calls), run(2), { parallel: 8 });
    expect(calls.report?.atOnce).toBe(2);
  });

  it('stops what has not begun when something concerns all of them', async () => {
    const calls: Calls = { begun: [], most: 0 };
    const failing = { c1: new StudioError('model-missing', 'No model.') };
    const all = measureQuality(core(calls, failing), run(12), { parallel: 2 });
    await expect(all).rejects.toMatchObject({ code: 'model-missing' });
    expect(calls.begun.length).toBeLessThan(6);
    expect(calls.report).toBeUndefined();
  });
});
