/** Dressing: what is worn in the 3D view and how it is getting on. One per client of the core. */

import { create } from 'zustand';
import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import type { Joints } from '../../../../src-main/contract/joints.ts';
import type { Sentence } from '../../../../src-main/contract/sentences.ts';
import type { AnyPose, PhotoPose, ViewPose } from '../../../../src-main/contract/shape-body.ts';
import { perClient } from '../../../client/per-client.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { isQuiet, tellError } from '../../../ui/errors.ts';
import { DressLoop, type DressState, UNDRESSED } from '../logic/dress-loop.ts';
import type { DressWish } from '../logic/outfit.ts';

/** As a photo has it, or one by name. */
export type PoseChoice = ViewPose | 'photo';

/** What a photo told of the pose of a person in it. */
export interface PosedByPhoto {
  photoId: string;
  subject: number;
  /** Joints that were put right by hand then. */
  joints: Joints;
  /** Absent where the photo does not tell it. */
  pose?: PhotoPose;
  /** Why it does not, or what is left out. */
  said?: Sentence;
}

export interface DressingState extends DressState {
  pose: PoseChoice;
  photoPose: PosedByPhoto | undefined;
  /** Ticket while a photo is asked for the pose. */
  posing: string | undefined;
  /** A colour that is being mixed: no step of the history yet. */
  dyeing: { layerId: string; hex: string } | undefined;
  /** Cloth has the colours of its ease. */
  fitMap: boolean;
  /** The body is being changed: it is on show without the garments, which do not fit it yet. */
  bare: boolean;
}

export const useDressing = create<DressingState>(() => ({
  ...UNDRESSED,
  pose: 'stand',
  photoPose: undefined,
  posing: undefined,
  dyeing: undefined,
  fitMap: false,
  bare: false,
}));

/** The pose that the core is asked for. */
export const poseWanted = ({ pose, photoPose }: Pick<DressingState, 'pose' | 'photoPose'>): AnyPose =>
  pose === 'photo' ? (photoPose?.pose ?? 'stand') : pose;

export class DressingSession {
  private readonly loop: DressLoop;
  notes = { failed(_: unknown) {} };

  constructor(client: StudioClient) {
    this.loop = new DressLoop({
      dress: (wish, ticket) => client.call('worn.dress', { ...wish, ticket }),
      cancel: (ticket) => {
        client.call('worn.cancel', { ticket }).catch((error) => this.notes.failed(error));
      },
      changed: (state) => {
        const fresh = state.dressed !== useDressing.getState().dressed;
        useDressing.setState({ ...state, ...(fresh ? { bare: false } : {}) });
      },
      newTicket: () => crypto.randomUUID(),
      isQuiet,
    });
    client.onEvent((event) => this.hear(event));
  }

  want(wish: DressWish | undefined): void {
    this.loop.want(wish);
    // a drag that came back to where it began
    if (useDressing.getState().bare && this.loop.isDone) useDressing.setState({ bare: false });
  }

  again(): void {
    this.loop.again();
  }
  /** Asks once more also where there is an answer: some of it may have failed. */
  afresh(): void {
    this.loop.afresh();
  }
  stop(): void {
    this.loop.stop();
  }
  lost(mesh: string): void {
    this.loop.lost(mesh);
  }

  private hear(event: StudioEvent): void {
    if (event.type === 'render') this.loop.progress(event.ticket, event.fraction);
    const { error } = useDressing.getState();
    if (
      event.type === 'engine' &&
      event.state === 'ready' &&
      error !== undefined &&
      tellError(error).code === 'engine-crashed'
    )
      this.loop.again();
  }
}

/** The dressing of a client: the same one each time the view is entered. */
export const dressingOf = perClient((client) => new DressingSession(client));
