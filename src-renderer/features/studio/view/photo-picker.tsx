/** Photo picker: whose photo is dressed - a client of the boutique, one of their photos, or a new file. */

import { Loader, Select } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PICTURE_TYPES, useFileTarget } from '../../../app/file-target.ts';
import { useApp } from '../../../app/store.ts';
import { useClient, useRead } from '../../../client/context.tsx';
import { useStudio } from '../state/store.ts';
import classes from './film.module.css';
import { usePhotoImport } from './import-photo.ts';

/** Stands for photos of nobody in particular. */
const NOBODY = 'nobody';

export function PhotoPicker({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const remembered = useApp((state) => state.clientId);
  const current = useStudio((state) => state.photo);
  const openStudio = useApp((state) => state.openStudio);
  const [chosen, setChosen] = useState(current ? (current.clientId ?? NOBODY) : (remembered ?? NOBODY));
  const clients = useRead('clients.list', { page: { limit: 1000 } }, ['clients', 'photos']);
  const known = clients.data?.some((card) => card.client.id === chosen) ?? true;
  const clientId = chosen === NOBODY || !known ? undefined : chosen;
  const photos = useRead('photos.list', clientId ? { clientId } : {}, ['photos', 'trash']);
  const imported = usePhotoImport(clientId);
  const file = useRef<HTMLInputElement>(null);
  useFileTarget({
    label: t('studio:photo.dropHere'),
    take: (files) => {
      imported.take(files);
      onDone?.();
    },
    takeUploads: imported.takeUploads,
  });
  return (
    <div className={classes.picker}>
      <Select
        searchable
        openOnFocus={false}
        label={t('studio:photo.client')}
        value={known ? chosen : NOBODY}
        onChange={(value) => setChosen(value ?? NOBODY)}
        comboboxProps={{ withinPortal: false }}
        data={[
          { value: NOBODY, label: t('studio:photo.nobody') },
          ...(clients.data ?? []).map((card) => ({ value: card.client.id, label: card.client.name })),
        ]}
      />
      <div className={classes.photos}>
        {(photos.data ?? []).map((photo) => (
          <button
            key={photo.id}
            type="button"
            aria-label={photo.fileName}
            aria-pressed={photo.id === current?.id}
            onClick={() => {
              openStudio({ photoId: photo.id, ...(clientId ? { clientId } : {}) });
              onDone?.();
            }}
          >
            <img src={client.pictureUrl(photo.hash, 256)} alt="" />
          </button>
        ))}
      </div>
      <button type="button" className={classes.drop} onClick={() => file.current?.click()}>
        {imported.busy ? <Loader size={16} /> : t('studio:photo.drop')}
      </button>
      <input
        ref={file}
        type="file"
        accept={PICTURE_TYPES}
        multiple
        hidden
        aria-label={t('studio:photo.drop')}
        onChange={(event) => {
          imported.take(event.currentTarget.files ?? []);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
