/** Studio session: the app's calls for one command, without a window; the engine starts when something needs it. */

import { join, resolve } from 'node:path';
import { BUILT_IN_KNOWLEDGE } from '../../contract/names.ts';
import type { Studio } from '../../services/app/studio.ts';
import { createStudio } from '../../services/app/studio.ts';
import { openEngines } from '../../services/batch/engines.ts';
import { createCore } from '../../services/core.ts';
import { existing } from '../../services/library.ts';
import { BUILT_IN_MODELS, dataDir, libraryDir, RESOURCES, ROOT, userModels, version } from './places.ts';
import { logFromEnvironment } from './session.ts';

/**
 * Runs `work` on the library of a data folder.
 *
 * @param create makes a library where there is none
 * @param knowledge model of pictures and words whatever the library's settings say, {@link BUILT_IN_KNOWLEDGE} for ours
 * @throws StudioError not-in-library when there is none, and as opening it does
 */
export async function withStudio<T>(
  data: string | undefined,
  create: boolean,
  work: (studio: Studio) => Promise<T>,
  knowledge?: string,
): Promise<T> {
  const folder = data === undefined ? dataDir() : resolve(data);
  const libraryFolder = libraryDir(folder);
  if (!create) existing(libraryFolder);
  const log = logFromEnvironment();
  const engines = {
    ...{ dataDir: folder, resourcesDir: RESOURCES, log },
    modelsDirs: [BUILT_IN_MODELS, userModels(folder)],
  };
  const core = createCore(engines);
  try {
    const studio = createStudio({
      ...{ core, libraryFolder, log, resourcesDir: RESOURCES, version: version(), onlyAsked: true },
      models: {
        builtInDir: BUILT_IN_MODELS,
        userDir: userModels(folder),
        packagesDir: join(ROOT, 'node_modules'),
      },
      ...(knowledge === undefined
        ? {}
        : { knowledge: knowledge === BUILT_IN_KNOWLEDGE ? {} : { model: knowledge } }),
      host: { kind: 'command-line', locale: Intl.DateTimeFormat().resolvedOptions().locale },
      batches: {
        folder: join(folder, 'batches'),
        openEngines: (lanes, threads) => openEngines(lanes, threads, engines),
      },
    });
    try {
      return await work(studio);
    } finally {
      await studio.close();
    }
  } finally {
    await core.close();
  }
}
