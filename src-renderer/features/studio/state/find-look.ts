/** Find look: which look another room means when it opens the studio, and which one was worked on last. */

import type { Look } from '../../../../src-main/contract/catalog/look.ts';
import { useSettings } from '../../../app/settings.ts';
import type { StudioTarget } from '../../../app/store.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { useStudio } from './store.ts';

/** Name the last look is remembered under. */
const LAST_LOOK = 'studio.look';

/** The look a target means; made if need be. Undefined when there is no photo to show. */
export async function findLook(client: StudioClient, target: StudioTarget): Promise<Look | undefined> {
  if (target.lookId) return client.call('looks.get', { id: target.lookId });
  const photoId = target.photoId ?? (await newestPhoto(client, target));
  if (!photoId) return undefined;
  const { queue, photo } = useStudio.getState();
  if (queue && photo?.id === photoId && !target.photoId) return queue.look;
  const cards = await client.call('looks.list', { photoId });
  const newest = cards.map((card) => card.look).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0];
  if (newest && !target.garmentIds.length) return newest;
  return client.call('looks.create', { document: { format: 1, photoId } });
}

async function newestPhoto(client: StudioClient, target: StudioTarget): Promise<string | undefined> {
  const shown = useStudio.getState().photo?.id;
  if (!target.clientId) return shown;
  const photos = await client.call('photos.list', { clientId: target.clientId });
  if (photos.some((photo) => photo.id === shown)) return shown;
  return photos.sort((a, b) => b.importedAt.localeCompare(a.importedAt))[0]?.id;
}

/** Remembers the look that is opened again in the next session. */
export function rememberLook(client: StudioClient, lookId: string): void {
  const settings = useSettings.getState();
  if (settings.settings.layout[LAST_LOOK] === lookId) return;
  settings.change(client, { layout: { [LAST_LOOK]: lookId } }).catch(() => {});
}

/** The look that was remembered last, if it is still there. */
export async function lastLook(client: StudioClient): Promise<Look | undefined> {
  const id = useSettings.getState().settings.layout[LAST_LOOK];
  if (typeof id !== 'string') return undefined;
  const look = await client.call('looks.get', { id }).catch(() => undefined);
  return look?.trashedAt ? undefined : look;
}
