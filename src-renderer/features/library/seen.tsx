/** Seen: what Toile makes of a garment's picture, and where it is put right. */

import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Duplicates } from './duplicates.tsx';
import classes from './inspector.module.css';
import { useKnowledge } from './knowledge.ts';
import { SeenAttributes, Suggestions } from './seen-attributes.tsx';
import { useLibrary } from './store.ts';

export function Seen({ garment }: { garment: CatalogGarment }) {
  const { t } = useTranslation();
  const openLoupe = useLibrary((state) => state.openLoupe);
  const { ready, job } = useKnowledge();
  const known = useRead('knowledge.of', { id: garment.id }, ['garments', 'trash']);
  const { reload } = known;
  const running = job !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the garments have been looked at
  useEffect(reload, [reload, running]);
  return (
    <>
      <section className={classes.section}>
        <h3>{t('library:seen.title')}</h3>
        {known.data?.known ? (
          <>
            <SeenAttributes garment={garment} known={known.data} />
            {!garment.trashedAt && <Suggestions garment={garment} known={known.data} />}
          </>
        ) : (
          <>
            <OwnAttributes garment={garment} />
            {known.error ? (
              <ErrorView compact error={known.error} onRetry={reload} />
            ) : (
              ready && known.data && !garment.trashedAt && <NotYet running={running} />
            )}
          </>
        )}
        <div className={classes.buttons}>
          <Button onClick={() => openLoupe('cut-out')}>{t('library:tool.cut-out')}</Button>
          <Button onClick={() => openLoupe('landmarks')}>{t('library:tool.landmarks')}</Button>
        </div>
      </section>
      {known.data && !garment.trashedAt && <Duplicates garment={garment} found={known.data.duplicates} />}
    </>
  );
}

/** What the record says, where nothing more is known. */
function OwnAttributes({ garment }: { garment: CatalogGarment }) {
  const { t } = useTranslation();
  const attributes = Object.entries(garment.attributes);
  if (attributes.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {attributes.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`library:attribute.${name}`, { defaultValue: name })}</dt>
          <dd>{t(`library:value.${name}.${value}`, { defaultValue: value })}</dd>
        </div>
      ))}
    </dl>
  );
}

function NotYet({ running }: { running: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  if (running)
    return (
      <p className={classes.waits} role="status">
        {t('library:seen.waits')}
      </p>
    );
  return (
    <Button onClick={() => void client.call('knowledge.update').catch(notifyError)}>
      {t('library:seen.look')}
    </Button>
  );
}
