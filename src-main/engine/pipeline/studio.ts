/** Writes synthetic cases to a folder, each one whole or not at all. */

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { StudioCase } from '../../contract/studio.ts';
import type { StudioMakeRequest, StudioMakeResult } from '../../contract/studio-make.ts';
import { loadParametricBody, type ParametricBody } from '../body/index.ts';
import { GENERATOR, makeCase } from '../studio/case.ts';
import { type Looks, loadLooks } from '../studio/looks.ts';

/** Makes cases with one set of assets, loaded at the first case. */
export class StudioMaker {
  private readonly modelsDirs: readonly string[];
  private assets: { body: ParametricBody; looks: Looks } | undefined;

  constructor(modelsDirs: readonly string[]) {
    this.modelsDirs = modelsDirs;
  }

  /**
   * Makes `out`/NAME; one that is there with the same seed, kind and size is kept.
   * @throws StudioError invalid-input when another case has that name, output-unwritable, disk-full, model-missing
   */
  async make(request: StudioMakeRequest, onProgress: (share: number) => void): Promise<StudioMakeResult> {
    const started = performance.now();
    const { out, name, seed, kind, width, height } = request;
    const folder = join(out, name);
    const there = await readCase(folder);
    if (there) {
      const same =
        there.seed === seed && there.kind === kind && there.width === width && there.height === height;
      if (!same)
        throw new StudioError(
          'invalid-input',
          `The folder already holds another case "${name}" (seed ${there.seed}, ${there.width} x ${there.height}). Choose an empty folder.`,
        );
      return { name, kept: true, about: there.about, ms: performance.now() - started, generator: GENERATOR };
    }
    this.assets ??= { body: loadParametricBody(this.modelsDirs), looks: loadLooks(this.modelsDirs) };
    const made = await makeCase(
      { name, seed, kind, width, height },
      this.assets.body,
      this.assets.looks,
      onProgress,
    );
    // a name that the sweeping of leftovers knows
    const temporary = join(out, `.toile-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
    try {
      await mkdir(temporary);
      for (const [file, bytes] of made.files) await writeFile(join(temporary, file), bytes);
      await writeFile(
        join(temporary, 'case.json'),
        `${JSON.stringify(StudioCase.parse(made.truth), null, 2)}\n`,
      );
      await rename(temporary, folder);
    } catch (cause) {
      await rm(temporary, { recursive: true, force: true }).catch(() => {});
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new StudioError(
          'disk-full',
          'There is not enough space on the disk for the case. Free some space.',
          {
            cause,
          },
        );
      throw new StudioError(
        'output-unwritable',
        `The case "${name}" cannot be written: ${(cause as Error).message}. Choose another place.`,
        { cause },
      );
    }
    return {
      name,
      kept: false,
      about: made.truth.about,
      ms: performance.now() - started,
      generator: GENERATOR,
    };
  }
}

/** The case in a folder, or nothing when there is no readable one. */
async function readCase(folder: string): Promise<StudioCase | undefined> {
  try {
    return StudioCase.parse(JSON.parse(await readFile(join(folder, 'case.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
