/** Posing: how the figure stands, by name or as the person in the photo does. One per client of the core. */

import type { Joints } from '../../../../src-main/contract/joints.ts';
import { perClient } from '../../../client/per-client.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { isQuiet } from '../../../ui/errors.ts';
import { useStudio } from '../../studio/state/store.ts';
import { type PoseChoice, type PosedByPhoto, useDressing } from './dressing.ts';
import { previewOf } from './session.ts';
import { usePreview } from './store.ts';

export class PosingSession {
  private readonly client: StudioClient;

  constructor(client: StudioClient) {
    this.client = client;
  }

  /** Resolves when the figure has been asked for, or the photo has said why it has no pose. */
  async choose(pose: PoseChoice): Promise<void> {
    this.stop();
    if (pose === 'photo') return this.askPhoto();
    useDressing.setState({ pose, photoPose: undefined });
    this.shape();
  }

  /** Another photo is on show, or its joints are put right: a figure that stands as its photo does takes the pose of that. */
  async follow(): Promise<void> {
    const { photoId, subject } = usePreview.getState();
    const { pose, photoPose, posing } = useDressing.getState();
    const seen = photoPose?.photoId === photoId && photoPose?.subject === subject;
    if (!photoId || (seen && sameJoints(photoPose.joints, this.joints()))) return;
    if (pose === 'photo' || posing) {
      this.stop();
      await this.askPhoto();
    } else if (photoPose) useDressing.setState({ photoPose: undefined });
  }

  /** The figure stays as it is. */
  stop(): void {
    const { posing } = useDressing.getState();
    if (!posing) return;
    useDressing.setState({ posing: undefined });
    this.client.call('body.cancel', { ticket: posing }).catch(() => {});
  }

  private async askPhoto(): Promise<void> {
    const { photoId, subject } = usePreview.getState();
    if (!photoId) return;
    const joints = this.joints();
    const ticket = crypto.randomUUID();
    useDressing.setState({ posing: ticket });
    const isMine = () => useDressing.getState().posing === ticket;
    try {
      const told = await this.client.call('body.pose', { photoId, subject, joints, ticket });
      if (!isMine()) return;
      const of = { photoId, subject, joints };
      if ('because' in told) this.take('stand', { ...of, said: told.because });
      else {
        const { joints, note } = told;
        this.take('photo', { ...of, pose: { joints }, ...(note ? { said: note } : {}) });
      }
    } catch (error) {
      if (!isMine()) return;
      useDressing.setState({ posing: undefined, pose: 'stand', photoPose: undefined });
      if (!isQuiet(error)) previewOf(this.client).notes.failed(error);
      this.shape();
    }
  }

  /** Those of the look on show that were put right by hand. */
  private joints(): Joints {
    return useStudio.getState().queue?.document.pose ?? {};
  }

  private take(pose: PoseChoice, photoPose: PosedByPhoto): void {
    useDressing.setState({ pose, photoPose, posing: undefined });
    this.shape();
  }

  private shape(): void {
    previewOf(this.client).shape();
  }
}

const sameJoints = (a: Joints, b: Joints): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** The posing of a client: the same one each time the view is entered. */
export const posingOf = perClient((client) => new PosingSession(client));
