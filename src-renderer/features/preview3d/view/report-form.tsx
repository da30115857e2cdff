/** Report form: what a fit report will be about, how making it gets on, and what went wrong. */

import { Button, Group, Progress } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { isQuiet } from '../../../ui/errors.ts';
import { notify } from '../../../ui/notify.tsx';
import form from '../../studio/view/export.module.css';
import { useGarmentName } from '../../studio/view/hooks.ts';
import { MEASURE_FIELDS } from '../logic/known-body.ts';
import { openBody, saveReport } from '../state/reporting.ts';
import { usePreview } from '../state/store.ts';
import classes from './dressing.module.css';
import { useOutfit } from './use-figure.ts';

export function ReportForm({ onDone }: { onDone(): void }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const outfit = useOutfit();
  const nameOf = useGarmentName();
  const units = useSettings((state) => state.settings.units);
  const [making, setMaking] = useState<number>();
  const [error, setError] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => {
    openBody(client).catch(setError);
    return () => abort.current?.abort();
  }, [client]);
  const start = async () => {
    abort.current = new AbortController();
    setError(undefined);
    setMaking(0);
    try {
      const name = await saveReport(client, {
        outfit,
        t,
        language: i18n.language === 'zh-CN' ? 'zh-CN' : 'en',
        units,
        nameOf,
        signal: abort.current.signal,
        onProgress: setMaking,
      });
      if (!name) return;
      onDone();
      notify((t) => t('studio:export.saved', { name }));
    } catch (cause) {
      if (!isQuiet(cause)) setError(cause);
    } finally {
      setMaking(undefined);
    }
  };
  return (
    <div className={form.form} data-report>
      <p className={classes.quiet}>{t('preview3d:report.what')}</p>
      <Sources />
      {outfit.worn.length === 0 && <p className={classes.quiet}>{t('preview3d:fit.nothing')}</p>}
      {error !== undefined && <ErrorView compact error={error} onRetry={() => void start()} />}
      {making === undefined ? (
        <Group justify="end">
          <Button
            variant="filled"
            leftSection={<IconFileText size={14} aria-hidden />}
            disabled={outfit.worn.length === 0}
            onClick={() => void start()}
          >
            {t('preview3d:report.start')}
          </Button>
        </Group>
      ) : (
        <Group>
          <Progress flex={1} value={making * 100} aria-label={t('preview3d:report.title')} />
          <Button onClick={() => abort.current?.abort()}>{t('common:cancel')}</Button>
        </Group>
      )}
    </div>
  );
}

/** What is known of the body, and how to know more. */
function Sources() {
  const { t } = useTranslation();
  const { name, typed, seen } = usePreview(
    useShallow(({ client, known, told }) => {
      const typed = MEASURE_FIELDS.filter(({ name }) => known.measures[name] !== undefined);
      const seen = MEASURE_FIELDS.filter(
        ({ name }) => !typed.some((one) => one.name === name) && told?.measurements[name] !== undefined,
      );
      return { name: client?.name, typed: typed.length, seen: seen.length };
    }),
  );
  return (
    <div className={classes.notes}>
      <p>
        {t(name ? 'preview3d:report.sources' : 'preview3d:report.sourcesNobody', {
          name,
          typed,
          seen,
          all: MEASURE_FIELDS.length,
        })}
      </p>
      {typed + seen < 3 && <p>{t('preview3d:report.few')}</p>}
    </div>
  );
}
