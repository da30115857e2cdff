/** Saving: the 3D view as a picture, as a clip that turns, or as a model, while its dialog shows how it gets on. */

import { create } from 'zustand';
import type { CallOutput } from '../../../../src-main/contract/calls/index.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import type { Asked, Print } from '../../../scene/darkroom.ts';
import type { Stand } from '../../../scene/stand.ts';
import { isQuiet } from '../../../ui/errors.ts';
import { encodePng } from '../../../ui/png.ts';
import { useStudio } from '../../studio/state/store.ts';
import { captioned } from '../logic/caption.ts';
import { encodeFilm, type FilmFormat } from '../logic/film.ts';
import type { DressWish } from '../logic/outfit.ts';
import { clipSize, type PictureSize, pictureSize, RATE } from '../logic/picture-size.ts';
import { useDressing } from './dressing.ts';
import { ticketed } from './reporting.ts';
import { usePreview } from './store.ts';

export type Ground = 'none' | 'studio';

export interface SavingState {
  /** The dialog is on show. */
  open: boolean;
  /** Fraction 0..1 of what is being made. */
  making: { fraction: number; abort: AbortController } | undefined;
  error: unknown;
}

export const useSaving = create<SavingState>(() => ({ open: false, making: undefined, error: undefined }));

/** Samples of every pixel: what the view itself has when it is still, and fewer where there are many frames. */
const SAMPLES = {
  picture: { card: 48, processor: 16, quick: 6 },
  clip: { card: 24, processor: 6, quick: 3 },
};
const samplesOf = (kind: keyof typeof SAMPLES, stand: Stand): number =>
  SAMPLES[kind][stand.isQuick ? 'quick' : stand.slow ? 'processor' : 'card'];

/** Share of a clip's time that its frames take; the rest is for making one file of them. */
const DRAWING = { film: 0.98, moving: 0.8 };

type Finished = CallOutput<'made.offer'>;

/** Colour around the figure on show, sRGB 0..1. */
export function groundColour(style: string): [number, number, number] {
  const digits = style.trim().replace(/^#/, '');
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const value = Number.parseInt(long, 16);
  if (long.length !== 6 || Number.isNaN(value)) return [0.5, 0.5, 0.5];
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

const studioGround = (): [number, number, number] =>
  groundColour(getComputedStyle(document.documentElement).getPropertyValue('--toile-surround'));

/** Whose file it is and what it is called. */
function named(): { name: string; clientId?: string } {
  const person = usePreview.getState().client;
  const look = useStudio.getState().queue?.look.name;
  const name = [person?.name, look].filter(Boolean).join(' ') || 'Toile';
  return { name: name.slice(0, 120), ...(person ? { clientId: person.id } : {}) };
}

const pngOf = ({ data, width, height }: Print): Promise<Blob> => encodePng(data, width, height);

/**
 * Runs what makes a file and gives it to the user.
 *
 * @returns its name; undefined when it was cancelled, declined or failed, which the state tells
 */
async function run(
  client: StudioClient,
  make: (asked: Required<Pick<Asked, 'signal' | 'onProgress'>>) => Promise<Finished>,
): Promise<string | undefined> {
  const abort = new AbortController();
  const told = (fraction: number) => {
    if (useSaving.getState().making?.abort === abort) useSaving.setState({ making: { fraction, abort } });
  };
  useSaving.setState({ making: { fraction: 0, abort }, error: undefined });
  try {
    const { token, fileName } = await make({ signal: abort.signal, onProgress: told });
    return (await client.save(token, fileName)) ? fileName : undefined;
  } catch (error) {
    if (!isQuiet(error)) useSaving.setState({ error });
    return undefined;
  } finally {
    if (useSaving.getState().making?.abort === abort) useSaving.setState({ making: undefined });
  }
}

export const cancelSaving = (): void => useSaving.getState().making?.abort.abort();

const offered = async (client: StudioClient, blob: Blob, ending: string, signal: AbortSignal) => {
  const { token } = await client.upload(new File([blob], `view.${ending}`, { type: blob.type }), { signal });
  return client.call('made.offer', { upload: token, ...named() });
};

export interface PictureWish {
  size: PictureSize;
  ground: Ground;
  /** Words under two figures, the left one first. */
  captions?: readonly string[] | undefined;
}

async function pictureOf(
  stand: Stand,
  { size, ground, captions = [] }: PictureWish,
  asked: Pick<Asked, 'signal' | 'onProgress'> = {},
): Promise<Print> {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const pixels = pictureSize(size, stand.paneSize, ratio);
  const centres = stand.centres(pixels.width / pixels.height);
  const print = await stand.picture({
    ...pixels,
    samples: samplesOf('picture', stand),
    ...(ground === 'studio' ? { ground: studioGround() } : {}),
    ...asked,
  });
  const words = captions.flatMap((text, i) => (centres[i] === undefined ? [] : [{ text, at: centres[i] }]));
  return captioned(print, words, getComputedStyle(document.body).fontFamily);
}

export const savePicture = (
  client: StudioClient,
  stand: Stand,
  wanted: PictureWish,
): Promise<string | undefined> =>
  run(client, async (asked) => {
    const png = await pngOf(await pictureOf(stand, wanted, asked));
    return offered(client, png, 'png', asked.signal);
  });

/** Puts the picture into the clipboard. True when it is there. */
export async function copyView(stand: Stand, wanted: PictureWish): Promise<boolean> {
  const abort = new AbortController();
  useSaving.setState({ making: { fraction: 0, abort }, error: undefined });
  const onProgress = (fraction: number) => useSaving.setState({ making: { fraction, abort } });
  try {
    // the promise goes into the item: the right to write ends soon after the click
    const png = pictureOf(stand, wanted, { signal: abort.signal, onProgress }).then(pngOf);
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return true;
  } catch (error) {
    // the clipboard has errors of its own for a picture that does not come
    if (!abort.signal.aborted) useSaving.setState({ error });
    return false;
  } finally {
    useSaving.setState({ making: undefined });
  }
}

export interface ClipWish {
  format: FilmFormat;
  /** Pixels. */
  height: number;
  seconds: number;
}

export const saveTurntable = (
  client: StudioClient,
  stand: Stand,
  { format, height, seconds }: ClipWish,
): Promise<string | undefined> =>
  run(client, async ({ signal, onProgress }) => {
    const size = clipSize(height);
    const kind = format === 'webp' ? 'moving' : 'film';
    const rate = stand.isQuick ? RATE.moving : RATE[kind];
    const frames = stand.turntable(Math.round(seconds * rate), {
      ...size,
      samples: samplesOf('clip', stand),
      ground: studioGround(),
      signal,
      onProgress: (fraction) => onProgress(DRAWING[kind] * fraction),
    });
    if (format === 'webp') return moving(client, frames, signal, onProgress);
    const film = await encodeFilm(frames, { format, size, rate });
    return offered(client, film, format, signal);
  });

/** Frames handed to the core, which makes them one file. */
async function moving(
  client: StudioClient,
  frames: AsyncIterable<Print>,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Finished> {
  const uploads: string[] = [];
  for await (const frame of frames) {
    const file = new File([await pngOf(frame)], `${uploads.length}.png`, { type: 'image/png' });
    uploads.push((await client.upload(file, { signal })).token);
  }
  onProgress(DRAWING.moving);
  const ticket = crypto.randomUUID();
  const cancel = () => void client.call('made.cancel', { ticket }).catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    return await client.call('made.clip', { uploads, rate: RATE.moving, ...named(), ticket });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** What is worn in the colours that the look has it in; undefined where they are those of the pictures. */
function inColours(): DressWish | undefined {
  const { dressed } = useDressing.getState();
  if (!dressed) return undefined;
  const { layers = [] } = useStudio.getState().queue?.document ?? {};
  const garments = dressed.wish.garments.map((garment) => {
    const colourway = layers.find(
      (layer) => layer.garmentId === garment.garmentId && layer.visible,
    )?.colourway;
    return colourway ? { ...garment, colourway } : garment;
  });
  return garments.some(({ colourway }) => colourway) ? { ...dressed.wish, garments } : undefined;
}

/** The figure on show as a file that 3D programs read. */
export const saveModel = (client: StudioClient): Promise<string | undefined> =>
  run(client, async ({ signal, onProgress }) => {
    const { dressed } = useDressing.getState();
    const coloured = inColours();
    const mesh = coloured
      ? // sewn before: this draws it once more
        (
          await ticketed(
            client,
            signal,
            (ticket) => client.call('worn.dress', { ...coloured, ticket }),
            onProgress,
          )
        ).mesh
      : (dressed?.dressing.mesh ?? usePreview.getState().shaped?.mesh);
    if (!mesh) throw new StudioError('upload-gone', 'There is no model yet. Wait until the body is there.');
    return client.call('worn.file', { mesh, ...named() });
  });
