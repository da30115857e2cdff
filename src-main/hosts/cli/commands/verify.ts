/** `toile verify`: the proof of what a batch has made. */

import { readManifest } from '../../../services/batch/manifest.ts';
import { replay, verifyManifest } from '../../../services/batch/verify.ts';
import { createCore } from '../../../services/core.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson } from '../output.ts';
import { BUILT_IN_MODELS, RESOURCES, userModels } from '../places.ts';
import { ProgressLine } from '../progress.ts';
import { interruptible, logFromEnvironment } from '../session.ts';
import { dataOf, identity, type Shared } from './batch-shared.ts';

export async function verify(
  file: string,
  flags: Shared & { inputs?: boolean; replay?: number },
): Promise<number> {
  const manifest = await readManifest(file);
  if (flags.replay !== undefined) {
    const number = flags.replay;
    const result = await interruptible(async (signal) => {
      const data = dataOf(flags);
      const core = createCore({
        dataDir: data,
        modelsDirs: [BUILT_IN_MODELS, userModels(data)],
        resourcesDir: RESOURCES,
        log: logFromEnvironment(),
      });
      try {
        return await replay(manifest, number, core, identity(), signal);
      } finally {
        await core.close();
      }
    });
    if (flags.json) printJson(result);
    else {
      for (const { path, same } of result.outputs)
        print(`${path}: ${same ? 'the same, byte for byte' : 'another picture'}`);
      if (!result.sameEngine) print('The batch was made by another version of Toile.');
    }
    return result.outputs.every(({ same }) => same) ? EXIT.ok : EXIT.incomplete;
  }
  const progress = new ProgressLine();
  const result = await interruptible((signal) =>
    verifyManifest(file, manifest, {
      inputs: flags.inputs ?? false,
      signal,
      onProgress: (fraction) => progress.draw(fraction, 'comparing files'),
    }),
  );
  progress.clear();
  if (flags.json) printJson(result);
  else {
    for (const { number, kind, file: path, what } of result.deviations)
      print(`${what}: ${path} (${kind} of ${number})`);
    const good = result.files - result.deviations.length;
    print(
      `${good} of ${result.files} files are as they were${result.unmade ? `; ${result.unmade} looks were not made` : ''}`,
    );
  }
  return result.deviations.length === 0 ? EXIT.ok : EXIT.incomplete;
}
