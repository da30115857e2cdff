/** Cancelling ticketed work: before it comes, while it runs, and after it has ended. */

import { expect, it } from 'vitest';
import { ticketed } from '../../../../src-main/services/app/ticketed.ts';

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.code,
  );

it('counts a cancel that comes before its work, and only for that work', async () => {
  const { run, cancel } = ticketed(() => {});
  let begun = 0;
  const work = async () => ++begun;
  cancel('a');
  expect(await codeOf(run('a', work))).toBe('cancelled');
  expect(begun).toBe(0);
  expect(await codeOf(run('b', work))).toBe('done');
  expect(await codeOf(run('a', work))).toBe('done');
});

it('answers that it was cancelled although the work came to its end', async () => {
  const { run, cancel } = ticketed(() => {});
  const { promise, resolve } = Promise.withResolvers<void>();
  const given = codeOf(run('a', () => promise));
  cancel('a');
  resolve();
  expect(await given).toBe('cancelled');
});

it('remembers early cancels in a bounded number', async () => {
  const { run, cancel } = ticketed(() => {});
  for (let n = 0; n <= 256; n++) cancel(`t${n}`);
  expect(await codeOf(run('t0', async () => {}))).toBe('done');
  expect(await codeOf(run('t1', async () => {}))).toBe('cancelled');
});

it('passes the abort and the progress on', async () => {
  const heard: unknown[] = [];
  const { run, cancel } = ticketed((event) => heard.push(event));
  const given = run('a', async ({ signal, onProgress }) => {
    onProgress?.({ stage: 'fit', fraction: 0.5 } as never);
    cancel('a');
    expect(signal?.aborted).toBe(true);
  });
  expect(await codeOf(given)).toBe('cancelled');
  expect(heard).toEqual([{ type: 'render', ticket: 'a', stage: 'fit', fraction: 0.5 }]);
});
