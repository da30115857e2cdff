/** Handlers of the calls about the body in the 3D view. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToldPose } from '../../contract/body.ts';
import type { BODY_CALLS } from '../../contract/calls/body.ts';
import { StudioError } from '../../contract/errors.ts';
import { say } from '../../contract/sentences.ts';
import type { Handlers, StudioContext } from './context.ts';
import { madeFile, ticketed } from './ticketed.ts';

/** Poses remembered; each is a few numbers. */
const MOST_POSES = 200;

/** A photo that shows no person, or too little of one, has no pose; anything else is an error. */
function noPose(error: unknown): ToldPose {
  const code = error instanceof StudioError ? error.code : undefined;
  if (code === 'no-person-found') return { because: say('pose-nobody') };
  if (code === 'person-incomplete') return { because: say('pose-little-seen') };
  throw error;
}

export function bodyHandlers(context: StudioContext): Handlers<keyof typeof BODY_CALLS> {
  const { core, library, provider } = context;
  const tickets = ticketed(context.emit);
  /** What photos told of a pose, by the photo, the person in it and the joints that are put right. */
  const poses = new Map<string, ToldPose>();

  return {
    'body.shape': async (wanted) => {
      const [{ measurements, unmet, hasSkins }, mesh] = await madeFile(context, 'glb', (out) =>
        core.ask('shapeBody', { ...wanted, out }, { priority: 'interactive' }),
      );
      return { measurements, unmet, hasSkins, mesh };
    },
    'body.fromPhoto': async ({ photoId, ticket, ...known }) => {
      const photo = library.assets.file(library.clients.photo(photoId).hash);
      const models = { provider: provider() };
      const [{ measurements, notes, views }, overlay] = await tickets.run(ticket, (options) =>
        madeFile(context, 'jpg', (out) => core.ask('body', { ...known, photo, out, models }, options)),
      );
      return { measurements, notes, overlay, iou: views[0].iouBody };
    },
    'body.pose': async ({ photoId, subject, joints, ticket }) => {
      const { hash } = library.clients.photo(photoId);
      const key = `${hash} ${subject} ${JSON.stringify(Object.entries(joints).sort())}`;
      const known = poses.get(key);
      if (known) return known;
      const photo = library.assets.file(hash);
      const models = { provider: provider() };
      const told = await tickets.run(ticket, async (options) => {
        const out = join(context.work, `${randomUUID()}.jpg`);
        try {
          const { views } = await core.ask('body', { subject, joints, photo, out, models }, options);
          return views[0].pose;
        } catch (error) {
          return noPose(error);
        } finally {
          await rm(out, { force: true });
        }
      });
      poses.set(key, told);
      for (const old of poses.keys()) {
        if (poses.size <= MOST_POSES) break;
        poses.delete(old);
      }
      return told;
    },
    'body.cancel': ({ ticket }) => {
      tickets.cancel(ticket);
      return null;
    },
  };
}
