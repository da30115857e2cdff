/** Studio: the app behind every window, whatever the host: calls in, events out, files by token and by hash. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ZodError } from 'zod';
import type { Answer } from '../../contract/bridge.ts';
import { CALLS, type CallName, type StudioEvent } from '../../contract/calls/index.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import { type Log, silentLog } from '../../contract/log.ts';
import { openLibrary } from '../../library/library.ts';
import type { BatchEngines } from '../batch/engines.ts';
import { Knowledge } from '../knowledge/knowledge.ts';
import type { ModelPlaces } from '../models.ts';
import { appHandlers, readSettings, SETTINGS_KEY } from './app.ts';
import { BatchDesk } from './batch-desk.ts';
import { batchHandlers } from './batches.ts';
import { bodyHandlers } from './bodies.ts';
import { clientHandlers } from './clients.ts';
import type { Handlers, Studio, StudioContext, StudioCore, StudioHost } from './context.ts';
import { loadDemo } from './demo-job.ts';
import { Downloads } from './downloads.ts';
import { Engine } from './engine.ts';
import { engineVersion } from './engine-version.ts';
import { backUp, checkUp, exportLook } from './export-jobs.ts';
import { garmentHandlers } from './garments.ts';
import { HotFolderWatch } from './hot-folder.ts';
import { importGarments, importPhotos, neededUploads, spent } from './import-jobs.ts';
import { JobRunner } from './job-runner.ts';
import { jobHandlers } from './jobs.ts';
import { describeGarments, knowledgeHandlers } from './knowledge.ts';
import { makeLookbookJob } from './lookbook-jobs.ts';
import { lookbookHandlers } from './lookbooks.ts';
import { lookHandlers } from './looks.ts';
import { madeHandlers } from './made.ts';
import { Pictures } from './pictures.ts';
import { Renders } from './renders.ts';
import { Staging, type StagingLimits } from './staging.ts';
import { TransientPictures } from './transient-pictures.ts';
import { wornHandlers } from './worn.ts';

export type { Studio, StudioHost } from './context.ts';

/** Largest picture file, bytes, and picture, pixels, as the engine takes them. */
const LIMITS = { fileBytes: 512 * 2 ** 20, pixels: 200e6 };
const STAGED: Omit<StagingLimits, 'fileBytes'> = { totalBytes: 20 * 2 ** 30, count: 10_000 };
const TRANSIENT = { count: 120, bytes: 400e6 };
const FINISHED = { count: 60, bytes: 8 * 2 ** 30 };
const SWEEP_MS = 600_000;

export interface StudioOptions {
  core: StudioCore;
  /** Folder of the catalog and its pictures; made when it is missing. */
  libraryFolder: string;
  /** Folder of samples that ship with Toile. */
  resourcesDir: string;
  host: StudioHost;
  /** Folder of the list of batches and of pictures that have no folder of the user's, and engines that make them. */
  batches: { folder: string; openEngines(lanes: number, threads: number): BatchEngines };
  /** Version of Toile. */
  version: string;
  /** Where models are; without it there are none to list. */
  models?: ModelPlaces;
  log?: Log;
  /** The model that compares pictures with words, whatever the settings say; without a name the built-in ones. */
  knowledge?: { model?: string };
  /** Does what is asked and nothing besides: imports of earlier runs and the watched folder wait for the app. */
  onlyAsked?: boolean;
  /** Checks every answer against the contract as well; for tests. */
  checkOutputs?: boolean;
  /** For tests. */
  limits?: Partial<typeof LIMITS & StagingLimits>;
}

/**
 * Opens the library and answers calls about it. When another process holds the library, it can only be read.
 *
 * @throws StudioError library-damaged, library-too-new, output-unwritable
 */
export function createStudio(options: StudioOptions): Studio {
  const { host, version, resourcesDir, libraryFolder, log = silentLog } = options;
  const library = openLibrary(libraryFolder, { repair: true });
  const handlers = new Set<(event: StudioEvent) => void>();
  const limits = { ...LIMITS, ...STAGED, ...options.limits };

  const emit = (event: StudioEvent): void => {
    for (const handler of handlers) {
      try {
        handler(event);
      } catch (error) {
        log.warn('a listener failed', { cause: String(error) });
      }
    }
  };
  const onUnknown = (error: unknown): StudioErrorData => {
    log.error('unknown error', {
      cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return {
      code: 'internal',
      message: `Something went wrong that Toile did not expect (${
        error instanceof Error ? error.message : String(error)
      }). Try again; if it happens again, report it.`,
    };
  };

  const work = workFolder(libraryFolder, library.readOnly);
  const core = new Engine(options.core, (state) => emit({ type: 'engine', state }));
  const staging = new Staging(join(library.readOnly ? work : libraryFolder, 'uploads'), limits);
  const transient = new TransientPictures(work, TRANSIENT);
  const pictures = new Pictures(library, core, transient, work);
  const downloads = new Downloads(FINISHED);
  const provider = () => readSettings(library.settings.get(SETTINGS_KEY)).provider;
  let engine: string | undefined;
  const versionOfEngine = (): string => {
    engine ??= engineVersion(version);
    return engine;
  };
  const batches = new BatchDesk({
    library,
    core,
    folder: options.batches.folder,
    openEngines: options.batches.openEngines,
    identity: () => ({ version, engine: versionOfEngine() }),
    emit,
    log,
  });
  const renders = new Renders({
    library,
    core,
    transient,
    work,
    emit,
    provider,
    engineVersion: versionOfEngine,
  });
  const changed: StudioContext['changed'] = (what, ids) =>
    emit({ type: 'changed', what, ...(ids ? { ids } : {}) });
  const { knowledge: asked } = options;
  const knowledge = new Knowledge({
    library,
    provider,
    model: () => (asked ? asked.model : readSettings(library.settings.get(SETTINGS_KEY)).knowledge),
    strict: asked !== undefined,
    describe: (input, requestOptions) => core.ask('describe', input, requestOptions),
    findGarments: (input, requestOptions) => core.ask('findGarments', input, requestOptions),
  });
  const shared = {
    library,
    core,
    pictures,
    provider,
    knowledge,
    log,
    staging,
    changed,
    onUnknown,
    resourcesDir,
  };
  const outgoing = { library, core, renders, downloads, work };
  const jobs = new JobRunner({
    library,
    emit,
    onUnknown,
    work: {
      'import-garments': importGarments(shared),
      'import-photos': importPhotos(shared),
      demo: loadDemo(shared),
      describe: describeGarments(shared),
      export: exportLook(outgoing),
      lookbook: makeLookbookJob(outgoing),
      backup: backUp(outgoing),
      check: checkUp(outgoing),
    },
    onEnd: (_kind, input, view) => staging.remove(spent(input, view)),
  });
  const hotFolder = new HotFolderWatch({
    library,
    log,
    take: async (files) => {
      const uploads = [];
      for (const { path, name } of files) uploads.push(await staging.add(path, name));
      jobs.start('import-garments', uploads.length === 1 ? uploads[0].name : String(uploads.length), {
        files: uploads.map(({ token, name }) => ({ token, name })),
      });
    },
  });
  const context: StudioContext = {
    core,
    library,
    host,
    log,
    version,
    resourcesDir,
    limits: { fileBytes: limits.fileBytes, pixels: limits.pixels },
    emit,
    changed,
    provider,
    models: async () => {
      if (!options.models) return [];
      const { listModels } = await import('../models.ts');
      const states = { ready: 'ready', missing: 'missing', broken: 'corrupt' } as const;
      return (await listModels(options.models)).map(({ name, task, state, origin, licence, title }) => ({
        name,
        task,
        state: states[state],
        origin: origin === 'yours' ? 'user' : 'built-in',
        licence,
        source: title,
      }));
    },
    work,
    staging,
    transient,
    pictures,
    downloads,
    renders,
    jobs,
    hotFolder,
    knowledge,
    batches,
  };
  const answers: Handlers<CallName> = {
    ...appHandlers(context),
    ...batchHandlers(context),
    ...bodyHandlers(context),
    ...clientHandlers(context),
    ...garmentHandlers(context),
    ...jobHandlers(context),
    ...knowledgeHandlers(context),
    ...lookHandlers(context),
    ...lookbookHandlers(context),
    ...madeHandlers(context),
    ...wornHandlers(context),
  };

  const tidy = (): void => staging.sweep(neededUploads(jobs.inputs()));
  const sweeping = setInterval(tidy, SWEEP_MS);
  sweeping.unref();
  if (!library.readOnly) {
    tidy();
    if (!options.onlyAsked) {
      jobs.resume();
      hotFolder.resume();
    }
    void library.snapshot().catch((error) => log.warn('no copy of the catalog', { cause: String(error) }));
  }

  async function answer(name: string, input: unknown): Promise<unknown> {
    if (!Object.hasOwn(CALLS, name)) throw new StudioError('invalid-input', 'There is no call of this name.');
    const call = name as CallName;
    const shape = CALLS[call];
    if (library.readOnly && !shape.readOnly)
      throw new StudioError(
        'library-locked',
        'This library is open in another Toile. It can be looked at here; to change it, close the other one.',
      );
    const request = shape.input.safeParse(input);
    if (!request.success) throw invalid(call, request.error);
    const handle = answers[call] as (input: unknown) => unknown;
    const output = await handle(request.data);
    if (options.checkOutputs) {
      const checked = shape.output.safeParse(output);
      if (!checked.success) throw new Error(`answer to ${call}: ${checked.error.message}`);
    }
    return output;
  }

  let closing: Promise<void> | undefined;
  return {
    readOnly: library.readOnly,
    call: async (name, input): Promise<Answer> => {
      try {
        if (closing) throw new StudioError('cancelled', 'Toile is closing.');
        return { ok: true, output: await answer(name, input) };
      } catch (error) {
        return { ok: false, error: error instanceof StudioError ? error.toJSON() : onUnknown(error) };
      }
    },
    on: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    upload: async (source, name) => {
      if (library.readOnly)
        throw new StudioError(
          'library-locked',
          'This library is open in another Toile. Nothing can be imported here.',
        );
      return staging.add(source, name);
    },
    pictureFile: (hash, size) =>
      batches.pictures.has(hash) ? batches.pictures.file(hash, size) : pictures.file(hash, size),
    downloadFile: (token) => downloads.get(token),
    close: () => {
      closing ??= (async () => {
        clearInterval(sweeping);
        renders.close();
        await hotFolder.close();
        await batches.close();
        await jobs.close();
        knowledge.close();
        library.close();
        rmSync(work, { recursive: true, force: true });
        handlers.clear();
      })();
      return closing;
    },
  };
}

/** Beside the library, where there is room for what goes into it; emptied, because nobody else has the library open. */
function workFolder(libraryFolder: string, readOnly: boolean): string {
  if (readOnly) return mkdtempSync(join(tmpdir(), 'toile-'));
  const work = join(libraryFolder, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o700 });
  return work;
}

function invalid(call: string, error: ZodError): StudioError {
  const [issue] = error.issues;
  const at = issue?.path.map(String).join('.');
  return new StudioError(
    'invalid-input',
    `The request ${call} is not valid${at ? ` at "${at}"` : ''}: ${issue?.message ?? 'unknown'}.`,
  );
}
