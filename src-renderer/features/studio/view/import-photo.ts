/** Importing a photo: a file of the user becomes a photo of the library and is opened. */

import { useState } from 'react';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { useJobs } from '../../../app/jobs.ts';
import { useApp } from '../../../app/store.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useSession } from './hooks.ts';

export interface PhotoImport {
  busy: boolean;
  take(files: FileList | File[]): void;
}

export function usePhotoImport(clientId: string | undefined): PhotoImport {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const take = async (files: File[]) => {
    setBusy(true);
    try {
      const uploads = await Promise.all(files.map((file) => session.client.upload(file)));
      const begun = await session.client.call('photos.import', {
        uploads: uploads.map(({ token }) => token),
        ...(clientId ? { clientId } : {}),
      });
      useJobs.getState().hear(begun);
      const job = await useJobs.getState().ended(begun.id);
      const photoId = job.items.find((item) => item.id)?.id;
      const error = job.error ?? job.items.find((item) => item.error)?.error;
      if (photoId) useApp.getState().openStudio({ photoId });
      else if (error) throw StudioError.from(error);
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
      if (list.length) void take(list);
    },
  };
}
