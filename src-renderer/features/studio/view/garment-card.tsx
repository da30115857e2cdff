/** Garment card: a garment of the rail, to be clicked or dragged onto the photo. */

import { useTranslation } from 'react-i18next';
import type { CatalogGarment } from '../../../../src-main/contract/catalog/garment.ts';
import { useClient } from '../../../client/context.tsx';
import { dragGarments } from '../../../ui/drag.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useSession } from './hooks.ts';
import classes from './rail.module.css';

export function GarmentCard({ garment, worn }: { garment: CatalogGarment; worn: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const name = garment.name || garment.fileName;
  return (
    <button
      type="button"
      className={classes.card}
      data-worn={worn || undefined}
      draggable
      title={t('studio:rail.how', { name })}
      aria-label={worn ? t('studio:rail.worn', { name }) : name}
      onClick={(event) => session.wear(garment.id, event.shiftKey ? 'add' : 'swap').catch(notifyError)}
      onDragStart={(event) => dragGarments(event.dataTransfer, [garment.id])}
    >
      <img src={client.pictureUrl(garment.hash, 256)} alt="" draggable={false} loading="lazy" />
      <span>{name}</span>
    </button>
  );
}
