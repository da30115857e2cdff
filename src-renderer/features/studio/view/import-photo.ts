/** Importing photos: files of the user become photos of the library, and the first is opened. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { useFileTarget } from '../../../app/file-target.ts';
import { useJobs } from '../../../app/jobs.ts';
import { useApp } from '../../../app/store.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useStudio } from '../state/store.ts';
import { useSession } from './hooks.ts';

export interface PhotoImport {
  busy: boolean;
  take(files: FileList | File[]): void;
  /** Takes files that are handed over already. */
  takeUploads(tokens: string[]): void;
}

export function usePhotoImport(clientId: string | undefined): PhotoImport {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const take = async (tokens: () => Promise<string[]>) => {
    setBusy(true);
    try {
      const uploads = await tokens();
      const begun = await session.client.call('photos.import', {
        uploads,
        ...(clientId ? { clientId } : {}),
      });
      useJobs.getState().hear(begun);
      const job = await useJobs.getState().ended(begun.id);
      const photoId = job.items.find((item) => item.id)?.id;
      const error = job.error ?? job.items.find((item) => item.error)?.error;
      if (photoId) useApp.getState().openStudio({ photoId });
      if (error) throw StudioError.from(error);
    } catch (error) {
      notifyError(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    take: (files) => {
      const list = [...files];
      if (list.length)
        void take(async () =>
          (await Promise.all(list.map((file) => session.client.upload(file)))).map(({ token }) => token),
        );
    },
    takeUploads: (tokens) => {
      if (tokens.length) void take(async () => tokens);
    },
  };
}

/** Takes photos dropped anywhere on the studio, for the client on show if there is one. */
export function PhotoDrop(): null {
  const { t } = useTranslation();
  const imported = usePhotoImport(useStudio((state) => state.photo?.clientId));
  useFileTarget({
    label: t('studio:photo.dropHere'),
    take: imported.take,
    takeUploads: imported.takeUploads,
  });
  return null;
}
