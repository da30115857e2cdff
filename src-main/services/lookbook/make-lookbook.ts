/**
 * Makes a lookbook: brings every picture to the size and profile it is shown in, one at a time, and has them laid out.
 * A picture that cannot be had is left out and told of.
 */

import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { LookbookOptions, LookbookResult, Plate } from '../../contract/lookbook.ts';
import type { Engine } from '../app/engine.ts';
import { isAboutThePicture } from '../sheet.ts';
import { longestSide } from './picture-size.ts';
import { subtitle, UNTITLED, WORDS } from './words.ts';

/** A picture to be and what stands with it. */
export interface LookbookSource {
  /** What it is called when it is left out. */
  name: string;
  /** Client it shows. */
  client?: string;
  /** File of the finished picture, at any size. */
  picture(signal: AbortSignal, onProgress: (stage: string, fraction: number) => void): Promise<string>;
  /** File of the same person before. */
  before?(): string;
  caption: Pick<Plate, 'title' | 'text' | 'garments'>;
}

export interface LookbookWork {
  engine: Engine;
  /** Folder for the pictures in between. */
  work: string;
  signal: AbortSignal;
  onProgress(stage: string, fraction: number): void;
  /** Hears of every picture, and of what was wrong with one that is left out. */
  onSource(source: LookbookSource, error?: StudioError): void;
}

const JPEG_QUALITY = 90;
/** Share of the work that is having and sizing the pictures. */
const PICTURES = 0.92;

/**
 * Writes the file `out` whole or not at all.
 *
 * @throws StudioError 'cancelled'; what was wrong with the first picture when none could be had; 'output-unwritable',
 *   'disk-full', 'model-missing'
 */
export async function makeLookbook(
  sources: readonly LookbookSource[],
  options: LookbookOptions,
  out: string,
  { engine, work, signal, onProgress, onSource }: LookbookWork,
): Promise<LookbookResult & { plates: number }> {
  const { language, format, template, paper, profile, cover, margins } = options;
  const folder = join(work, `lookbook-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw new StudioError('output-unwritable', 'There is no room for the pictures of the lookbook.', {
      cause,
    });
  });
  try {
    const plates: Plate[] = [];
    let first: StudioError | undefined;
    const sized = async (picture: string, name: string): Promise<string> => {
      const file = join(folder, name);
      const longest = longestSide(options, plates.length === 0);
      const wish = { picture, out: file, format: 'jpeg' as const, quality: JPEG_QUALITY };
      await engine.ask(
        'exportPicture',
        { ...wish, longest, profile, keepExif: false },
        { signal, priority: 'background', graceMs: 1500 },
      );
      return file;
    };
    for (const [i, source] of sources.entries()) {
      const told = (stage: string, share: number): void =>
        onProgress(stage, (PICTURES * (i + share)) / sources.length);
      try {
        const finished = await source.picture(signal, (stage, fraction) => told(stage, 0.8 * fraction));
        told('save-picture', 0.8);
        const picture = await sized(finished, `${i}.jpg`);
        const before =
          template === 'before-after' && source.before
            ? await sized(source.before(), `${i}-before.jpg`)
            : undefined;
        plates.push({ ...source.caption, picture, ...(before ? { before } : {}) });
        onSource(source);
      } catch (error) {
        if (signal.aborted || !isAboutThePicture(error)) throw error;
        first ??= error;
        onSource(source, error);
      }
    }
    if (plates.length === 0)
      throw first ?? new StudioError('invalid-input', 'There is no picture for the lookbook.');
    const title = options.title || UNTITLED[language];
    const result = await engine.ask(
      'lookbook',
      {
        ...{ title, language, format, template, paper, profile, cover, margins, plates, out },
        subtitle: subtitle(language, new Date(), plates.length),
        words: WORDS[language],
      },
      {
        signal,
        priority: 'background',
        graceMs: 1500,
        onProgress: ({ stage, fraction }) => onProgress(stage, PICTURES + (1 - PICTURES) * fraction),
      },
    );
    return { ...result, plates: plates.length };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
