/** Prompt points: the sentences that pictures are asked with as points of a model's space, computed once and kept beside it. */

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { GroupPrompts } from './prompts.ts';
import { type GroupPoints, middleOf } from './zero-shot.ts';

/** A sentence as a point of length 1. */
type Embed = (sentence: string) => Promise<Float32Array>;

export class PromptPoints {
  readonly #prompts: readonly GroupPrompts[];
  readonly #file: string;
  /** Sentences that say the same, for every point there will be. */
  readonly #lists: string[][];
  #points: Float32Array[];
  #turn: Promise<unknown> = Promise.resolve();

  /** @param width numbers of a point @param file where the points are kept; read where they are there already */
  constructor(prompts: readonly GroupPrompts[], width: number, file: string) {
    this.#prompts = prompts;
    this.#file = file;
    this.#lists = prompts
      .flatMap(({ values, neutral }) => [...values, neutral])
      .filter((sentences) => sentences.length > 0);
    this.#points = kept(file, this.#lists.length, width);
  }

  /**
   * Goes on until at least `most` sentences are done, with whole points: what is done is kept, so that another process goes
   * on from there. Calls wait for one another.
   *
   * @returns share of the work that is done, 1 when all of it is
   * @throws StudioError 'cancelled', and as embedding does; what was done is not lost
   */
  goOn(embed: Embed, most: number, signal?: AbortSignal): Promise<number> {
    const work = this.#turn.then(() => this.#goOn(embed, most, signal));
    this.#turn = work.catch(() => {});
    return work;
  }

  async #goOn(embed: Embed, most: number, signal?: AbortSignal): Promise<number> {
    const lists = this.#lists;
    if (this.#points.length === lists.length) return 1;
    for (let count = 0; count < most && this.#points.length < lists.length; ) {
      const each: Float32Array[] = [];
      for (const sentence of lists[this.#points.length]) {
        if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled; nothing was written.');
        each.push(await embed(sentence));
      }
      this.#points.push(middleOf(each) as Float32Array);
      count += each.length;
    }
    keep(this.#file, this.#points);
    return this.#points.length / lists.length;
  }

  /** All of them, in the order of the groups. @throws StudioError as going on does */
  async all(embed: Embed, signal?: AbortSignal): Promise<GroupPoints[]> {
    await this.goOn(embed, Number.POSITIVE_INFINITY, signal);
    const next = this.#points.values();
    const take = (sentences: readonly string[]): Float32Array | undefined =>
      sentences.length > 0 ? next.next().value : undefined;
    return this.#prompts.map(({ id, values, neutral }) => ({
      id,
      values: values.map(take),
      neutral: take(neutral),
    }));
  }
}

/** The points that were done, at most `most`; none where the file holds anything else. */
function kept(file: string, most: number, width: number): Float32Array[] {
  try {
    const bytes = readFileSync(file);
    const count = bytes.length / (width * 4);
    if (!Number.isInteger(count) || count > most) return [];
    const all = new Float32Array(Uint8Array.from(bytes).buffer);
    return Array.from({ length: count }, (_, k) => all.subarray(k * width, (k + 1) * width));
  } catch {
    return [];
  }
}

/** Only saves time at the next start, so a folder that cannot be written is no error. Those of earlier versions go. */
function keep(file: string, points: readonly Float32Array[]): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat(points.map((point) => new Uint8Array(point.slice().buffer))));
    const folder = dirname(file);
    for (const old of readdirSync(folder))
      if (/^prompts-[0-9a-f]+\.bin$/.test(old) && old !== basename(file))
        rmSync(join(folder, old), { force: true });
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
