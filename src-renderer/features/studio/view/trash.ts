/** Trash: puts a look away, with a way back, and shows its neighbour. */

import type { LookCard } from '../../../../src-main/contract/calls/looks.ts';
import type { Look } from '../../../../src-main/contract/catalog/look.ts';
import { notify, notifyError } from '../../../ui/notify.tsx';
import type { StudioSession } from '../state/session.ts';
import { useStudio } from '../state/store.ts';

export async function trashLook(session: StudioSession, look: Look, looks: LookCard[]): Promise<void> {
  const { client } = session;
  const at = looks.findIndex((card) => card.look.id === look.id);
  const next = (looks[at + 1] ?? looks[at - 1])?.look;
  const open = useStudio.getState().queue?.look.id === look.id;
  const photoId = look.document.photoId;
  await session.settled();
  if (open && next) await session.open({ lookId: next.id, garmentIds: [] });
  await client.call('trash.put', { kind: 'look', ids: [look.id] });
  useStudio.setState((state) => ({ compared: state.compared.filter((id) => id !== look.id) }));
  if (open && !next) await session.createLook(photoId);
  notify((t) => t('studio:looks.trashed'), {
    label: (t) => t('studio:looks.restore'),
    run: () =>
      client
        .call('trash.restore', { kind: 'look', ids: [look.id] })
        .then(() => session.open({ lookId: look.id, garmentIds: [] }))
        .catch(notifyError),
  });
}
