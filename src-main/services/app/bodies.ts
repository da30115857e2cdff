/** Handlers of the calls about the body in the 3D view. */

import type { BODY_CALLS } from '../../contract/calls/body.ts';
import type { Handlers, StudioContext } from './context.ts';
import { madeFile, ticketed } from './ticketed.ts';

export function bodyHandlers(context: StudioContext): Handlers<keyof typeof BODY_CALLS> {
  const { core, library, provider } = context;
  const tickets = ticketed(context.emit);

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
    'body.cancel': ({ ticket }) => {
      tickets.cancel(ticket);
      return null;
    },
  };
}
