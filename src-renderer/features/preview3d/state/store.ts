/** Store of the 3D preview: whose body it is, what is known of it, and what the core made of that. */

import { create } from 'zustand';
import type { Client } from '../../../../src-main/contract/catalog/client.ts';
import type { Sentence } from '../../../../src-main/contract/sentences.ts';
import { type BodyChange, changed, type KnownBody, type Told, UNKNOWN } from '../logic/known-body.ts';
import type { Outlook } from '../logic/outlook.ts';
import type { Shaped } from '../logic/shape-loop.ts';

/** What a photo tells of the body of a person in it. */
export interface PhotoBody {
  photoId: string;
  subject: number;
  measurements: Record<string, Told>;
  notes: Sentence[];
  /** Picture of the body over the photo. */
  overlay: string;
  /** 0..1 */
  iou: number;
}

/** One step of the body's history. */
export interface BodyStep {
  change: BodyChange;
  back: BodyChange;
  /** When it was made, milliseconds of the page's clock. */
  at: number;
  /** What the photo told before and after, where the step is about that. */
  told?: { before: PhotoBody | undefined; after: PhotoBody | undefined };
}

export interface PreviewState {
  /** Photo and person whose body this is. */
  photoId: string | undefined;
  subject: number;
  /** Their record; undefined for a photo without a client. */
  client: Client | undefined;
  known: KnownBody;
  told: PhotoBody | undefined;
  /** Of a slider that is being dragged. */
  live: BodyChange | undefined;
  shaped: Shaped | undefined;
  /** Around the measure that is being changed, or may be next. */
  outlook: Outlook | undefined;
  /** What the panel tells of it: of a body that is changing, some of them a second. */
  figures: Pick<Shaped, 'measurements' | 'unmet'> | undefined;
  error: unknown;
  /** A photo is being looked at. */
  asking: { ticket: string; fraction: number } | undefined;
  done: readonly BodyStep[];
  undone: readonly BodyStep[];
  /** The body is drawn over the photo on the stage. */
  overlay: boolean;
}

export const usePreview = create<PreviewState>(() => ({
  photoId: undefined,
  subject: 1,
  client: undefined,
  known: UNKNOWN,
  told: undefined,
  live: undefined,
  shaped: undefined,
  outlook: undefined,
  figures: undefined,
  error: undefined,
  asking: undefined,
  done: [],
  undone: [],
  overlay: false,
}));

/** What is known, with the drag under way. */
export const shownBody = ({ known, live }: PreviewState): KnownBody => (live ? changed(known, live) : known);
