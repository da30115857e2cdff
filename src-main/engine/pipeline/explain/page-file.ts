/** Page file: writes an explanation into its folder, and the parts every explanation shares. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { StageRecord } from '../../../contract/progress.ts';
import { encodeImage } from '../../image/encode.ts';
import type { Raster } from '../../image/raster.ts';
import { writeFileWhole } from '../../image/write-file.ts';
import { type Page, type Panel, renderPage } from './html.ts';

/** Name of the page inside the folder the user chose. */
const PAGE = 'index.html';

/**
 * Writes the page and returns its path; the folder is made where it is missing.
 *
 * @throws StudioError output-unwritable, disk-full
 */
export async function writePage(folder: string, page: Page): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new StudioError(
      'output-unwritable',
      'The folder for the explanation cannot be made. Choose another place or change its permissions.',
      { stage: 'explain', cause },
    );
  }
  const file = join(folder, PAGE);
  await writeFileWhole(file, [Buffer.from(renderPage(page), 'utf8')]);
  return file;
}

/** A panel from a raster; JPEG unless exact values matter. */
export async function panel(
  title: string,
  caption: string,
  raster: Raster<Uint8Array>,
  overlay?: string,
): Promise<Panel> {
  const bytes = await encodeImage(raster, { format: 'jpeg', quality: 85 });
  const { width, height } = raster;
  return {
    title,
    caption,
    width,
    height,
    picture: { type: 'image/jpeg', bytes },
    ...(overlay ? { overlay } : {}),
  };
}

export function stageTable(records: readonly StageRecord[]): string[][] {
  return [
    ['Step', 'Of', 'Time', 'Confidence', 'Remarks'],
    ...records.map((record) => [
      record.stage,
      record.subject,
      record.cached ? 'known already' : `${record.ms.toFixed(0)} ms`,
      record.confidence === undefined ? '' : percent(record.confidence),
      record.reasons.join('; '),
    ]),
  ];
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
