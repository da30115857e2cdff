/** Opens the app behind the window: the core, its library, and what the desktop does for them. */

import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../contract/log.ts';
import { createStudio, type Studio } from '../../services/app/studio.ts';
import { BATCH_IDLE_MS, openEngines } from '../../services/batch/engines.ts';
import { createCore } from '../../services/core.ts';
import type { EngineChild } from '../../services/engine-child.ts';

export interface StudioOptions {
  /** The user's folder. */
  dataDir: string;
  /** Folder with the built models. */
  modelsDir: string;
  /** Folder of the packages the models are made from; none in an installed app. */
  packagesDir: string;
  resourcesDir: string;
  locale: string;
  version: string;
  log: Log;
  spawn(): EngineChild;
  saveFile(file: string, fileName: string): Promise<boolean>;
  chooseFolder(purpose: 'import' | 'results'): Promise<string | undefined>;
  openFolder(folder: string): Promise<void>;
}

/** Bytes of memory one more engine process should find free. */
const LANE_BYTES = 3e9;

/** @throws StudioError library-damaged, library-too-new, output-unwritable */
export function openStudio(options: StudioOptions): Studio {
  const userModels = join(options.dataDir, 'models');
  const engines = {
    dataDir: options.dataDir,
    modelsDirs: [options.modelsDir, userModels],
    resourcesDir: options.resourcesDir,
    log: options.log,
    spawn: options.spawn,
  };
  const core = createCore({
    ...engines,
    // One for the picture that is looked at, one for imports and exports, where the computer has room for both.
    lanes: availableParallelism() >= 4 && freemem() > 2 * LANE_BYTES ? 2 : 1,
  });
  const studio = createStudio({
    core,
    libraryFolder: join(options.dataDir, 'library'),
    resourcesDir: options.resourcesDir,
    version: options.version,
    log: options.log,
    models: { builtInDir: options.modelsDir, userDir: userModels, packagesDir: options.packagesDir },
    host: {
      kind: 'desktop',
      locale: options.locale,
      saveFile: options.saveFile,
      chooseFolder: options.chooseFolder,
      openFolder: options.openFolder,
      canDragOut: true,
    },
    batches: {
      folder: join(options.dataDir, 'batches'),
      openEngines: (lanes, threads) =>
        openEngines(lanes, threads, { ...engines, idleMs: BATCH_IDLE_MS, behind: true }),
    },
  });
  return {
    ...studio,
    close: async () => {
      try {
        await studio.close();
      } finally {
        await core.close();
      }
    },
  };
}
