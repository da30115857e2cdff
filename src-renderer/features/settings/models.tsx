/** Settings of the models: which processor runs them, which one knows pictures and words, and what they are. */

import { Loader, Select } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../../src-main/contract/calls/index.ts';
import { BUILT_IN_KNOWLEDGE, PROVIDERS } from '../../../src-main/contract/names.ts';
import type { ProviderName } from '../../../src-main/contract/options.ts';
import { useSettings } from '../../app/settings.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Row } from './row.tsx';
import classes from './settings.module.css';

/** Which model compares pictures with words: the built-in ones, or one of the user's. */
function KnowledgeRow({ models }: { models: CallOutput<'models.list'> | undefined }) {
  const { t } = useTranslation();
  const client = useClient();
  const { settings, change } = useSettings();
  const chosen = settings.knowledge ?? BUILT_IN_KNOWLEDGE;
  const own = (models ?? []).filter(({ task, origin }) => task === 'picture-words' && origin === 'user');
  const data = [
    { value: BUILT_IN_KNOWLEDGE, label: t('settings:knowledge.builtIn'), disabled: false },
    ...own.map(({ name, state }) => ({ value: name, label: name, disabled: state !== 'ready' })),
  ];
  if (!data.some(({ value }) => value === chosen))
    data.push({ value: chosen, label: t('settings:knowledge.missing', { model: chosen }), disabled: true });
  return (
    <Row label={t('settings:knowledge.label')} hint={t('settings:knowledge.hint')}>
      {(id) => (
        <Select
          aria-labelledby={id}
          value={chosen}
          data={data}
          miw={200}
          allowDeselect={false}
          onChange={(value) =>
            void change(client, { knowledge: value === BUILT_IN_KNOWLEDGE ? null : value }).catch(notifyError)
          }
        />
      )}
    </Row>
  );
}

export function Models() {
  const { t } = useTranslation();
  const client = useClient();
  const { settings, change } = useSettings();
  const models = useRead('models.list', undefined);
  const providers = useRead('models.providers', undefined);
  const works = (name: string) =>
    name === 'auto' || name === settings.provider || providers.data?.some((p) => p.name === name && p.works);
  return (
    <>
      <Row label={t('settings:provider.label')} hint={t('settings:provider.hint')}>
        {(id) => (
          <Select
            aria-labelledby={id}
            value={settings.provider}
            data={PROVIDERS.map((value) => ({
              value,
              label: t(`settings:provider.${value}`),
              disabled: !works(value),
            }))}
            onChange={(value) => void change(client, { provider: value as ProviderName }).catch(notifyError)}
          />
        )}
      </Row>
      <KnowledgeRow models={models.data} />
      <h3 className={classes.heading}>{t('settings:models.title')}</h3>
      {models.error ? <ErrorView error={models.error} onRetry={models.reload} /> : null}
      {!models.data && !models.error && <Loader size="sm" role="img" aria-label={t('common:loading')} />}
      {models.data && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('settings:models.name')}</th>
              <th scope="col">{t('settings:models.task')}</th>
              <th scope="col">{t('settings:models.licence')}</th>
              <th scope="col">{t('settings:models.state')}</th>
            </tr>
          </thead>
          <tbody>
            {models.data.map((model) => (
              <tr key={model.name}>
                <td>
                  {model.name}
                  <div className={classes.hint}>
                    {model.origin === 'user' ? t('settings:models.own') : model.source}
                  </div>
                </td>
                <td>{t(`settings:task.${model.task}`, { defaultValue: model.task })}</td>
                <td>{model.licence}</td>
                <td>
                  <span className={classes.state} data-bad={model.state !== 'ready' || undefined}>
                    {model.state === 'ready' ? (
                      <IconCheck size={14} aria-hidden />
                    ) : (
                      <IconAlertTriangle size={14} aria-hidden />
                    )}
                    {t(`settings:models.${model.state}`)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
