/** `toile library look`: the app's own look at garments, with the model that is chosen with it. */

import { StudioError } from '../../../contract/errors.ts';
import { BUILT_IN_KNOWLEDGE } from '../../../contract/names.ts';
import { ask, jobEnded } from '../../../services/app/ask.ts';
import type { Studio } from '../../../services/app/studio.ts';
import { EXIT } from '../exit-codes.ts';
import { count, print, printJson, say } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { interruptible } from '../session.ts';
import { withStudio } from '../studio-session.ts';
import { exitOfFiles } from './library-import.ts';

export interface LookFlags {
  knowledge?: string;
  dataDir?: string;
  json?: boolean;
}

/** @throws StudioError not-in-library, library-locked, model-missing, model-invalid */
export async function lookAtLibrary(flags: LookFlags): Promise<number> {
  const progress = new ProgressLine(!flags.json);
  const { job, state } = await interruptible((signal) =>
    withStudio(flags.dataDir, false, async (studio) => {
      if (flags.knowledge !== undefined)
        await ask(studio, 'settings.set', {
          knowledge: flags.knowledge === BUILT_IN_KNOWLEDGE ? null : flags.knowledge,
        });
      const ended = await looked(studio, signal, progress);
      return { job: ended, state: await ask(studio, 'knowledge.state', undefined) };
    }),
  ).finally(() => progress.clear());
  const { known, total, trouble } = state;
  const model = state.model ?? BUILT_IN_KNOWLEDGE;
  const failed = job.items.filter((item) => item.state === 'failed');
  const seen = job.items.length - failed.length;
  if (flags.json) printJson({ model, looked: seen, failed, known, total, ...(trouble ? { trouble } : {}) });
  else {
    for (const { name, error } of failed) say(`  failed: ${name}: ${error?.message} (${error?.code})`);
    print(
      `${count(seen, 'garment')} looked at with ${trouble ? BUILT_IN_KNOWLEDGE : model}, ${known} of ${total} known`,
    );
  }
  if (trouble)
    say(
      `The model chosen, "${model}", cannot be used, and the built-in ones looked: ${trouble.message} ` +
        'Choose another with --knowledge.',
    );
  if (job.state === 'cancelled') return EXIT.cancelled;
  return exitOfFiles(
    job.error,
    0,
    failed.map(({ error }) => error),
    seen,
  );
}

async function looked(studio: Studio, signal: AbortSignal, progress: ProgressLine) {
  if (studio.readOnly)
    throw new StudioError(
      'library-locked',
      'This library is open in another Toile. Choose the model there, or close it and run this again.',
    );
  const started = await ask(studio, 'knowledge.update', undefined);
  const stop = () => void studio.call('jobs.cancel', { id: started.id });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await jobEnded(studio, started, (view) =>
      progress.draw(view.progress?.fraction ?? 0, `looking at garments · ${view.items.length} done`),
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
