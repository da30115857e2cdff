/** `toile lookbook`: looks, garments or finished pictures as pages to print or as a page to send. */

import { basename, extname, resolve } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { LOOKBOOK_FORMATS, LookbookOptions } from '../../../contract/lookbook.ts';
import type { ProviderName } from '../../../contract/options.ts';
import type { LookbookCommand, LookbookOutcome } from '../../../services/lookbook/command.ts';
import { runLookbook } from '../../../services/lookbook/command.ts';
import type { Contents } from '../../../services/lookbook/from-library.ts';
import { EXIT } from '../exit-codes.ts';
import { count, print, printJson, say } from '../output.ts';
import { dataDir, libraryDir, version } from '../places.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface LookbookFlags
  extends Pick<
    LookbookOptions,
    'template' | 'paper' | 'language' | 'profile' | 'prices' | 'sizes' | 'cover' | 'margins'
  > {
  out: string;
  collection?: string;
  client?: string;
  pictures?: string;
  captions?: string;
  show: Contents;
  title?: string;
  skus?: boolean;
  dataDir?: string;
  provider: ProviderName;
  json?: boolean;
}

export async function lookbook(flags: LookbookFlags): Promise<number> {
  const progress = new ProgressLine();
  const { provider } = flags;
  const [from, options] = [sourceOf(flags), optionsOf(flags)];
  const outcome = await withCore(async (core, signal) => {
    try {
      return await runLookbook(core, {
        ...{ from, options, provider, signal },
        out: resolve(flags.out),
        version: version(),
        onProgress: (stage, fraction) => progress.show({ stage, fraction }),
      });
    } finally {
      progress.clear();
    }
  });
  if (flags.json) printJson(outcome);
  else tell(flags.out, outcome);
  return EXIT.ok;
}

function tell(out: string, { plates, pages, left }: LookbookOutcome): void {
  print(`${out}: ${count(plates, 'picture')}${extname(out) === '.pdf' ? ` on ${count(pages, 'page')}` : ''}`);
  for (const { name, error } of left) say(`  left out: ${name}: ${error.message}`);
}

function sourceOf({
  collection,
  client,
  pictures,
  captions,
  show,
  dataDir: data,
}: LookbookFlags): LookbookCommand['from'] {
  if ((collection === undefined && client === undefined) === (pictures === undefined))
    throw new StudioError(
      'invalid-input',
      'Give either --collection NAME or --pictures FOLDER: what the lookbook is made from. --client NAME shows the looks of a client.',
    );
  if (pictures !== undefined)
    return {
      kind: 'pictures',
      folder: resolve(pictures),
      ...(captions === undefined ? {} : { captions: resolve(captions) }),
    };
  if (captions !== undefined)
    throw new StudioError(
      'invalid-input',
      'The library tells what stands with the pictures of a collection. Use --captions with --pictures.',
    );
  return {
    kind: 'library',
    ...(collection === undefined ? {} : { collection }),
    ...(client === undefined ? {} : { client }),
    contents: show,
    libraryFolder: libraryDir(data === undefined ? dataDir() : resolve(data)),
  };
}

function optionsOf(flags: LookbookFlags): LookbookOptions {
  const format = LOOKBOOK_FORMATS.find((one) => extname(flags.out).toLowerCase() === `.${one}`);
  if (!format)
    throw new StudioError(
      'invalid-input',
      `A lookbook is written as .pdf or .html, but "${basename(flags.out)}" ends in neither. Change its ending.`,
    );
  const {
    template,
    paper,
    language,
    profile,
    prices,
    sizes,
    cover,
    margins,
    skus = false,
    title = '',
  } = flags;
  const given = { format, template, paper, language, profile, prices, sizes, cover, margins, skus, title };
  const options = LookbookOptions.safeParse(given);
  if (options.success) return options.data;
  throw new StudioError('invalid-input', 'The title is too long: 120 characters at most. Shorten it.');
}
