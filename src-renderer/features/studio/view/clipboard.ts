/** Clipboard and dragging out: the look as a PNG. */

import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../../src-main/contract/calls/index.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { notify } from '../../../ui/notify.tsx';
import type { StudioSession } from '../state/session.ts';
import { useStudio } from '../state/store.ts';

async function pictureFile(session: StudioSession): Promise<CallOutput<'looks.picture'>> {
  await session.settled();
  const id = useStudio.getState().queue?.look.id;
  if (!id) throw new StudioError('invalid-input', 'Expected an open look, there is none.');
  return session.client.call('looks.picture', { id });
}

/** Copies the look to the clipboard. @throws StudioError */
export async function copyPicture(session: StudioSession): Promise<void> {
  // the promise goes into the item: the right to write ends soon after the click
  const png = pictureFile(session).then(async ({ token }) => {
    const answer = await fetch(session.client.downloadUrl(token));
    if (!answer.ok) throw new StudioError('internal', `The picture could not be read: ${answer.status}.`);
    return new Blob([await answer.blob()], { type: 'image/png' });
  });
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  notify((t) => t('studio:export.copied'));
}

/** File of the look for dragging out, made when it is first needed. */
export function usePictureFile(session: StudioSession): CallOutput<'looks.picture'> | undefined {
  const [file, setFile] = useState<CallOutput<'looks.picture'>>();
  useEffect(() => {
    let wanted = true;
    pictureFile(session).then(
      (made) => wanted && setFile(made),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [session]);
  return file;
}
