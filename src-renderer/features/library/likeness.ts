/** Likeness: searching by a garment, or by a picture that is handed over. */

import { isPicture, PICTURE_TYPES } from '../../app/file-target.ts';
import { chooseFiles } from '../../app/import-files.tsx';
import type { StudioClient } from '../../client/studio-client.ts';
import { notifyError } from '../../ui/notify.tsx';
import { useLibrary } from './store.ts';

/** Shows what is like the garment that has the focus. */
export function moreLikeThis(): void {
  const { selection, showLike } = useLibrary.getState();
  if (selection.focus) showLike({ garmentId: selection.focus });
}

/** Hands a picture over and shows what is like the garment in it. */
export async function searchWithPicture(client: StudioClient, file: File): Promise<void> {
  try {
    const { token } = await client.upload(file);
    useLibrary.getState().showLike({ upload: token, name: file.name, url: URL.createObjectURL(file) });
  } catch (error) {
    notifyError(error, () => void searchWithPicture(client, file));
  }
}

/** Asks for a picture to search with. */
export async function choosePicture(client: StudioClient): Promise<void> {
  const [file] = await chooseFiles({ accept: PICTURE_TYPES, several: false });
  if (file && isPicture(file)) await searchWithPicture(client, file);
}
