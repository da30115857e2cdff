/** A lookbook outside the app: from a collection of the library, or from a folder of pictures. */

import { constants } from 'node:fs';
import { access, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Client } from '../../contract/catalog/client.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import type { LookbookOptions, LookbookResult } from '../../contract/lookbook.ts';
import type { ProviderName } from '../../contract/options.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { PART } from '../app/ask.ts';
import { Engine } from '../app/engine.ts';
import { engineVersion } from '../app/engine-version.ts';
import { Renders } from '../app/renders.ts';
import { TransientPictures } from '../app/transient-pictures.ts';
import { named } from '../by-name.ts';
import type { Core } from '../core.ts';
import { existing } from '../library.ts';
import { folderSources } from './from-folder.ts';
import { type Contents, clientSources, collectionSources } from './from-library.ts';
import { type LookbookSource, makeLookbook } from './make-lookbook.ts';

/** A collection, the looks of a client, or those of a client that wear something of a collection. */
export interface FromLibraryCommand {
  kind: 'library';
  collection?: string;
  client?: string;
  contents: Contents;
  libraryFolder: string;
}

export interface LookbookCommand {
  from: FromLibraryCommand | { kind: 'pictures'; folder: string; captions?: string };
  options: LookbookOptions;
  out: string;
  provider: ProviderName;
  /** Version of Toile, for pictures that are kept. */
  version: string;
  signal: AbortSignal;
  onProgress(stage: string, fraction: number): void;
}

export interface LookbookOutcome extends LookbookResult {
  /** Pictures in it. */
  plates: number;
  /** What could not be shown, and why. */
  left: { name: string; error: StudioErrorData }[];
}

/** Pictures of a library that may only be read, for as long as the work takes. */
const TRANSIENT = { count: 20, bytes: 400e6 };

/**
 * @throws StudioError 'not-in-library' for a collection that is not there or has nothing to show, 'output-unwritable' before
 *   any work is done, and as {@link makeLookbook} does
 */
export async function runLookbook(core: Core, command: LookbookCommand): Promise<LookbookOutcome> {
  const { from, out, signal, onProgress } = command;
  await checkWritable(out);
  const engine = new Engine(core, () => {});
  const work = await mkdtemp(join(tmpdir(), 'toile-lookbook-'));
  const left: LookbookOutcome['left'] = [];
  const make = async (sources: LookbookSource[], options: LookbookOptions): Promise<LookbookOutcome> => {
    const result = await makeLookbook(sources, options, out, {
      ...{ engine, work, signal, onProgress },
      onSource: ({ name }, error) => {
        if (error) left.push({ name, error: error.toJSON() });
      },
    });
    return { ...result, left };
  };
  try {
    if (from.kind === 'pictures') {
      const { folder, captions } = from;
      const title = command.options.title || basename(folder);
      const options = { ...command.options, title };
      return await make(await folderSources(folder, captions, options), options);
    }
    existing(from.libraryFolder);
    const library = openLibrary(from.libraryFolder);
    try {
      const { client, collection, title } = chosen(library, from);
      const options = { ...command.options, title: command.options.title || title };
      const renders = new Renders({
        ...{ library, core: engine, work },
        transient: new TransientPictures(work, TRANSIENT),
        emit: () => {},
        provider: () => command.provider,
        engineVersion: () => engineVersion(command.version),
      });
      const parts = { library, renders, options };
      const { sources, unshown } = collection
        ? collectionSources(parts, collection, from.contents, client?.id)
        : { sources: client ? clientSources(parts, client) : [], unshown: [] };
      for (const name of unshown)
        left.push({
          name,
          error: { code: 'invalid-input', message: 'The client has not agreed to be shown to others.' },
        });
      return await make(sources, options);
    } finally {
      library.close();
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What of the library is shown, and what it is called. */
function chosen({ collections, clients }: Library, { collection, client }: FromLibraryCommand) {
  const of = client === undefined ? undefined : named(everyone(clients), client, 'client');
  const from = collection === undefined ? undefined : named(collections.list(), collection, 'collection');
  return { client: of, collection: from, title: [of?.name, from?.name].filter(Boolean).join('  ·  ') };
}

function everyone(clients: Library['clients']): Client[] {
  const all: Client[] = [];
  for (;;) {
    const part = clients.list({ page: { limit: PART, offset: all.length } });
    all.push(...part);
    if (part.length < PART) return all;
  }
}

/** Said before minutes of work, not after. */
async function checkWritable(out: string): Promise<void> {
  const folder = dirname(out);
  const there = await stat(folder).catch(() => undefined);
  const target = await stat(out).catch(() => undefined);
  const why = !there?.isDirectory()
    ? 'its folder does not exist. Create the folder or choose another place.'
    : target?.isDirectory()
      ? 'a folder has that name. Choose another name.'
      : await access(folder, constants.W_OK).then(
          () => '',
          () => 'its folder may not be written to. Choose another place or change its permissions.',
        );
  if (why) throw new StudioError('output-unwritable', `"${basename(out)}" cannot be written: ${why}`);
}
