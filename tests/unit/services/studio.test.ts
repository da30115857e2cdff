import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioSet } from '../../../src-main/contract/studio.ts';
import type { StudioMakeRequest } from '../../../src-main/contract/studio-make.ts';
import type { Core } from '../../../src-main/services/core.ts';
import { casesAtOnce, makeStudioSet } from '../../../src-main/services/studio.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'studio-set-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

interface Calls {
  requests: StudioMakeRequest[];
  most: number;
}

/** A core whose cases take no work: it counts them, and stops when its signal says so. */
function core(calls: Calls, generator = '9', kept = false): Core {
  let under = 0;
  const studioCase: Core['studioCase'] = async (request, options) => {
    calls.requests.push(request);
    calls.most = Math.max(calls.most, ++under);
    await new Promise((resolve) => setImmediate(resolve));
    under--;
    options?.signal?.throwIfAborted();
    return { name: request.name, kept, about: '', ms: 1, generator };
  };
  return { studioCase } as Partial<Core> as Core;
}

describe('cases at once', () => {
  it('are one a core as far as the memory reaches', () => {
    expect(casesAtOnce(2, 16e9)).toBe(2);
    expect(casesAtOnce(8, 4e9)).toBe(2);
    expect(casesAtOnce(8, 0.5e9)).toBe(1);
    expect(casesAtOnce(64, 512e9)).toBe(16);
  });
});

const size = { width: 64, height: 96 };
const listed = (): StudioSet => StudioSet.parse(JSON.parse(readFileSync(join(out, 'set.json'), 'utf8')));

describe('a set of synthetic cases', () => {
  it('lists its cases in order, no more of them under way than asked for', async () => {
    const calls: Calls = { requests: [], most: 0 };
    const told: number[] = [];
    const set = { seed: 3, count: 5, ...size, out, parallel: 2, onProgress: (n: number) => told.push(n) };
    const made = await makeStudioSet(core(calls), set);
    expect(listed().cases).toEqual(['001-top', '002-bottom', '003-dress', '004-layers', '005-top']);
    expect(made.cases.map((c) => c.name)).toEqual(listed().cases);
    expect(new Set(calls.requests.map((r) => r.seed)).size).toBe(5);
    expect(calls.most).toBe(2);
    expect(told.at(-1)).toBe(5);
  });

  it('begins with the cases of a smaller set of the same seed', async () => {
    const [small, large]: Calls[] = [
      { requests: [], most: 0 },
      { requests: [], most: 0 },
    ];
    await makeStudioSet(core(small), { seed: 3, count: 2, ...size, out });
    await makeStudioSet(core(large), { seed: 3, count: 4, ...size, out });
    expect(large.requests.slice(0, 2)).toEqual(small.requests);
  });

  it('refuses a folder with another set before it makes anything', async () => {
    const calls: Calls = { requests: [], most: 0 };
    await makeStudioSet(core(calls), { seed: 3, count: 1, ...size, out });
    await expect(makeStudioSet(core(calls), { seed: 4, count: 1, ...size, out })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/seed 3.*seed 4.*empty folder/),
    });
    expect(calls.requests).toHaveLength(1);
    expect(listed().seed).toBe(3);
  });

  it('refuses to mix cases of two generators', async () => {
    const calls: Calls = { requests: [], most: 0 };
    await makeStudioSet(core(calls), { seed: 3, count: 1, ...size, out });
    await expect(
      makeStudioSet(core(calls, '10', true), { seed: 3, count: 1, ...size, out }),
    ).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/generator 9.*generator 10/),
    });
    expect(listed().generator).toBe('9');
  });

  it('stops when cancelled and lists nothing', async () => {
    const calls: Calls = { requests: [], most: 0 };
    const stop = new AbortController();
    const options = { seed: 3, count: 50, ...size, out, signal: stop.signal };
    const making = makeStudioSet(core(calls), {
      ...options,
      onProgress: (done) => {
        if (done === 2) stop.abort();
      },
    });
    await expect(making).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls.requests).toHaveLength(3);
    expect(() => listed()).toThrow();
  });

  it('says when the folder cannot be made', async () => {
    const file = join(out, 'file');
    writeFileSync(file, '');
    const calls: Calls = { requests: [], most: 0 };
    await expect(
      makeStudioSet(core(calls), { seed: 3, count: 1, ...size, out: join(file, 'set') }),
    ).rejects.toMatchObject({ code: 'output-unwritable' });
  });
});
