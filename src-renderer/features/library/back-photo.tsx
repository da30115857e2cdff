/** Photo of a garment's back. */

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { PICTURE_TYPES } from '../../app/file-target.ts';
import { chooseFiles } from '../../app/import-files.tsx';
import { useClient } from '../../client/context.tsx';
import { notifyError } from '../../ui/notify.tsx';
import classes from './inspector.module.css';
import { useRecords } from './records.ts';

export function BackPhoto({ garment }: { garment: CatalogGarment }) {
  const { t } = useTranslation();
  const client = useClient();
  const put = useRecords((state) => state.put);
  const set = async (file: File | undefined) => {
    try {
      const upload = file && (await client.upload(file)).token;
      put([await client.call('garments.setBack', { id: garment.id, ...(upload ? { upload } : {}) })]);
    } catch (error) {
      notifyError(error);
    }
  };
  const choose = async () => {
    const [file] = await chooseFiles({ accept: PICTURE_TYPES, several: false });
    if (file) await set(file);
  };
  return (
    <section className={classes.section}>
      <h3>{t('library:back.title')}</h3>
      {garment.backHash && (
        <img
          className={classes.back}
          src={client.pictureUrl(garment.backHash, 256)}
          alt={t('library:back.title')}
        />
      )}
      <div className={classes.buttons}>
        <Button onClick={() => void choose()}>
          {t(garment.backHash ? 'library:back.replace' : 'library:back.add')}
        </Button>
        {garment.backHash && <Button onClick={() => void set(undefined)}>{t('common:remove')}</Button>}
      </div>
    </section>
  );
}
