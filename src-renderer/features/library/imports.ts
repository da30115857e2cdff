/** Imports into the library: from a drop, the clipboard, a dialog, a folder, and the demo boutique. */

import { isPicture, PICTURE_TYPES } from '../../app/file-target.ts';
import { chooseFiles, importFiles, tellImported } from '../../app/import-files.tsx';
import { useJobs } from '../../app/jobs.ts';
import { useClient } from '../../client/context.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { useLibrary } from './store.ts';

export function useImports() {
  const client = useClient();
  /** A collection of the user's own that is on show takes what is imported. */
  const into = () => {
    const { collection } = useLibrary.getState().query;
    return collection ? { collectionId: collection } : {};
  };
  const start = (uploads: string[]) => client.call('garments.import', { uploads, ...into() });
  const take = (files: File[]) => {
    if (files.length > 0) void importFiles(client, files, start);
  };
  return {
    take,
    takeUploads: (tokens: string[]) => {
      if (tokens.length === 0) return;
      start(tokens)
        .then((job) => tellImported(job))
        .catch(notifyError);
    },
    choose: async () => take(await chooseFiles({ accept: PICTURE_TYPES })),
    chooseFolder: async () =>
      take((await chooseFiles({ accept: PICTURE_TYPES, folder: true })).filter(isPicture)),
    loadDemo: () => {
      client
        .call('app.loadDemo')
        .then((job) => {
          useJobs.getState().hear(job);
          return tellImported(job);
        })
        .catch(notifyError);
    },
  };
}
