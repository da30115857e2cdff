/** Serve: core, studio and web host together, as the command line and tests start them. */

import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type Log, silentLog } from '../../contract/log.ts';
import { createStudio, type Studio } from '../../services/app/studio.ts';
import { BATCH_IDLE_MS, openEngines } from '../../services/batch/engines.ts';
import { type Core, createCore } from '../../services/core.ts';
import { startWebHost, type WebHost } from './host.ts';
import { PAGE } from './pages.ts';

/** Memory from which on pictures are imported beside those somebody waits for, bytes. */
const ROOM_FOR_TWO = 7e9;

export interface ServeOptions {
  /** The user's own folder: models, records. */
  dataDir: string;
  libraryFolder: string;
  modelsDirs: string[];
  resourcesDir: string;
  /** Folder of the built pages. */
  pagesFolder: string;
  /** node_modules folder the built-in models come from. */
  packagesDir: string;
  version: string;
  locale: string;
  port?: number;
  log?: Log;
  /** Checks every answer against the contract; for tests. */
  checkOutputs?: boolean;
  /** Engine processes; two where there is memory for them. */
  lanes?: number;
  /** For tests. */
  fileBytes?: number;
}

export interface Serving {
  core: Core;
  host: WebHost;
  studio: Studio;
  /** Address that opens the app once. */
  link: string;
  close(): Promise<void>;
}

/** @throws StudioError as opening the library and listening do */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { dataDir, modelsDirs, resourcesDir, libraryFolder, version, locale, log = silentLog } = options;
  const core = createCore({
    dataDir,
    modelsDirs,
    resourcesDir,
    log,
    lanes: options.lanes ?? (totalmem() >= ROOM_FOR_TWO ? 2 : 1),
  });
  let studio: Studio | undefined;
  try {
    studio = createStudio({
      core,
      libraryFolder,
      resourcesDir,
      version,
      log,
      host: { kind: 'web', locale },
      batches: {
        folder: join(dataDir, 'batches'),
        openEngines: (lanes, threads) =>
          openEngines(lanes, threads, {
            ...{ dataDir, modelsDirs, resourcesDir, log, idleMs: BATCH_IDLE_MS },
            behind: true,
          }),
      },
      models: {
        builtInDir: modelsDirs[0],
        userDir: modelsDirs[1] ?? modelsDirs[0],
        packagesDir: options.packagesDir,
      },
      ...(options.checkOutputs ? { checkOutputs: true } : {}),
      ...(options.fileBytes ? { limits: { fileBytes: options.fileBytes } } : {}),
    });
    const opened = studio;
    const host = await startWebHost({
      studio,
      pages: { folder: options.pagesFolder, index: PAGE },
      port: options.port ?? 0,
      fileBytes: options.fileBytes ?? 512 * 2 ** 20,
      log,
    });
    return {
      core,
      host,
      studio,
      link: host.newLink(),
      close: async () => {
        await host.close();
        await opened.close();
        await core.close();
      },
    };
  } catch (error) {
    await studio?.close();
    await core.close();
    throw error;
  }
}
