/** Reporting: has what a look wears sewn, where it is not yet, and its fit report printed and given to the user. */

import type { TFunction } from 'i18next';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import type { Units } from '../../../ui/format.ts';
import { useStudio } from '../../studio/state/store.ts';
import { shapeRequest } from '../logic/known-body.ts';
import { dressWish, type Outfit } from '../logic/outfit.ts';
import { reportOf } from '../logic/report.ts';
import { previewOf } from './session.ts';
import { usePreview } from './store.ts';

/** Share of the time that sewing takes. */
const SEWING = 0.75;

export interface ReportWish {
  outfit: Outfit;
  t: TFunction;
  language: 'en' | 'zh-CN';
  units: Units;
  nameOf(garmentId: string): string;
  signal: AbortSignal;
  /** Fraction 0..1. */
  onProgress(fraction: number): void;
}

/** Opens the body of the photo on show, so that the report is about whoever is in it. */
export async function openBody(client: StudioClient): Promise<void> {
  const { photo, queue } = useStudio.getState();
  if (photo) await previewOf(client).open(photo.id, queue?.document.subject ?? 1, photo.clientId);
}

/**
 * @returns the name of the file; undefined when the user did not want it after all
 * @throws StudioError 'cancelled' with the signal, and what the core answers
 */
export async function saveReport(
  client: StudioClient,
  { outfit, t, language, units, nameOf, signal, onProgress }: ReportWish,
): Promise<string | undefined> {
  await openBody(client);
  const { known, told, client: person } = usePreview.getState();
  const look = useStudio.getState().queue?.look.name ?? '';
  const wish = dressWish(outfit, shapeRequest(known, told?.measurements), { pose: 'stand' });
  if (!wish) throw new StudioError('invalid-input', t('preview3d:fit.nothing'));
  const { pose: _, ...worn } = wish;
  const dressing = await ticketed(
    client,
    signal,
    (ticket) => client.call('worn.dress', { ...wish, ticket }),
    (fraction) => onProgress(SEWING * fraction),
  );
  const [missing] = dressing.failed;
  if (missing && dressing.garments.length === 0) throw StudioError.from(missing.error);
  const document = reportOf({
    t,
    language,
    units,
    at: new Date(),
    client: person?.name,
    look,
    known,
    photo: told?.measurements,
    dressing,
    nameOf,
    recoloured: new Set(outfit.worn.flatMap(({ garmentId, colourway }) => (colourway ? [garmentId] : []))),
  });
  const name = [person?.name, look, t('preview3d:report.title')].filter(Boolean).join(' ').slice(0, 120);
  const sizes = new Map(dressing.garments.map(({ garmentId, size }) => [garmentId, size]));
  const file = await ticketed(
    client,
    signal,
    (ticket) =>
      client.call('worn.report', {
        ...worn,
        // those that the words are about
        garments: worn.garments.flatMap((garment, i) => {
          const size = sizes.get(garment.garmentId);
          if (dressing.failed.some(({ index }) => index === i)) return [];
          return garment.size === undefined || size === garment.size ? garment : { ...garment, size };
        }),
        document,
        name,
        ...(person ? { clientId: person.id } : {}),
        ticket,
      }),
    (fraction) => onProgress(SEWING + (1 - SEWING) * fraction),
  );
  return (await client.save(file.token, file.fileName)) ? file.fileName : undefined;
}

/** Makes a call that can be cancelled and tells how it gets on. */
export async function ticketed<T>(
  client: StudioClient,
  signal: AbortSignal,
  call: (ticket: string) => Promise<T>,
  onProgress: (fraction: number) => void,
): Promise<T> {
  if (signal.aborted) throw new StudioError('cancelled', 'Cancelled; nothing was written.');
  const ticket = crypto.randomUUID();
  const cancel = () => void client.call('worn.cancel', { ticket }).catch(() => {});
  const deaf = client.onEvent((event) => {
    if (event.type === 'render' && event.ticket === ticket) onProgress(event.fraction);
  });
  signal.addEventListener('abort', cancel);
  try {
    return await call(ticket);
  } finally {
    signal.removeEventListener('abort', cancel);
    deaf();
  }
}
