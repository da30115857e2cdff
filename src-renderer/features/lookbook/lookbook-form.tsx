/** Lookbook form: how it is laid out and what is told, how making it gets on, and what was left out of it. */

import { Button, Checkbox, Group, Progress, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallInput } from '../../../src-main/contract/calls/index.ts';
import type { JobItem } from '../../../src-main/contract/calls/jobs.ts';
import { LookbookOptions } from '../../../src-main/contract/lookbook.ts';
import {
  LOOKBOOK_CONTENTS,
  LOOKBOOK_FORMATS,
  LOOKBOOK_LANGUAGES,
  LOOKBOOK_PAPERS,
  LOOKBOOK_TEMPLATES,
  PROFILE_NAMES,
} from '../../../src-main/contract/names.ts';
import { told } from '../../../src-main/contract/told.ts';
import { hasEnded, useJobs } from '../../app/jobs.ts';
import { useSettings } from '../../app/settings.ts';
import { useClient } from '../../client/context.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notify, notifyError } from '../../ui/notify.tsx';
import classes from './lookbook.module.css';

type Wish = CallInput<'lookbooks.make'>;
type Contents = (typeof LOOKBOOK_CONTENTS)[number];

const PROFILES = { srgb: 'sRGB', 'display-p3': 'Display P3', 'adobe-rgb': 'Adobe RGB (1998)' } as const;
const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;
const TOLD = ['prices', 'sizes', 'skus'] as const;
const PAGES = ['cover', 'margins'] as const;

interface LookbookFormProps {
  /** Title it has when none is given. */
  name: string;
  /** Why there is nothing to be made. */
  empty: string | undefined;
  from(contents: Contents): Wish['from'];
  /** What of a collection is shown can be chosen. */
  contents?: boolean;
  onDone(): void;
  children?: ReactNode;
}

export function LookbookForm({ name, empty, from, contents: choosing, onDone, children }: LookbookFormProps) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const last = useSettings(({ settings }) => settings.lastLookbook);
  const change = useSettings((state) => state.change);
  const [options, setOptions] = useState(() =>
    LookbookOptions.parse({ ...last, language: i18n.language === 'zh-CN' ? 'zh-CN' : 'en' }),
  );
  const [contents, setContents] = useState<Contents>('both');
  const making = useMaking(onDone);
  const set = (part: Partial<LookbookOptions>) => setOptions({ ...options, ...part });
  const start = () => {
    const { title: _, language: __, ...kept } = options;
    void change(client, { lastLookbook: kept }).catch(notifyError);
    void making.start({ from: from(contents), options });
  };
  return (
    <div className={classes.form} data-lookbook>
      {children}
      <TextInput
        data-autofocus
        label={t('lookbook:name')}
        placeholder={name}
        value={options.title}
        maxLength={120}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <SegmentedControl
        fullWidth
        aria-label={t('lookbook:format.label')}
        value={options.format}
        onChange={(format) => set({ format: format as LookbookOptions['format'] })}
        data={LOOKBOOK_FORMATS.map((value) => ({ value, label: t(`lookbook:format.${value}`) }))}
      />
      <div className={classes.pair}>
        {choosing && (
          <Select
            label={t('lookbook:contents.label')}
            allowDeselect={false}
            value={contents}
            onChange={(value) => setContents(value as Contents)}
            data={LOOKBOOK_CONTENTS.map((value) => ({ value, label: t(`lookbook:contents.${value}`) }))}
          />
        )}
        <Select
          label={t('lookbook:template.label')}
          allowDeselect={false}
          value={options.template}
          onChange={(value) => set({ template: value as LookbookOptions['template'] })}
          data={LOOKBOOK_TEMPLATES.map((value) => ({ value, label: t(`lookbook:template.${value}`) }))}
        />
        <Select
          label={t('lookbook:paper.label')}
          allowDeselect={false}
          value={options.paper}
          onChange={(value) => set({ paper: value as LookbookOptions['paper'] })}
          data={LOOKBOOK_PAPERS.map((value) => ({ value, label: t(`lookbook:paper.${value}`) }))}
        />
        <Select
          label={t('lookbook:language')}
          allowDeselect={false}
          value={options.language}
          onChange={(value) => set({ language: value as LookbookOptions['language'] })}
          data={LOOKBOOK_LANGUAGES.map((value) => ({ value, label: LANGUAGES[value] }))}
        />
        <Select
          label={t('lookbook:profile')}
          allowDeselect={false}
          value={options.profile}
          onChange={(value) => set({ profile: value as LookbookOptions['profile'] })}
          data={PROFILE_NAMES.map((value) => ({ value, label: PROFILES[value] }))}
        />
      </div>
      <div className={classes.checks}>
        {TOLD.map((what) => (
          <Checkbox
            key={what}
            label={t(`lookbook:told.${what}`)}
            checked={options[what]}
            onChange={(event) => set({ [what]: event.currentTarget.checked })}
          />
        ))}
        {options.format === 'pdf' &&
          PAGES.map((what) => (
            <Checkbox
              key={what}
              label={t(`lookbook:pages.${what}`)}
              checked={options[what]}
              onChange={(event) => set({ [what]: event.currentTarget.checked })}
            />
          ))}
      </div>
      {choosing && contents !== 'garments' && <p className={classes.quiet}>{t('lookbook:consent')}</p>}
      {empty && <p className={classes.quiet}>{t(empty)}</p>}
      <LeftOut items={making.left} />
      {making.error !== undefined && <ErrorView compact error={making.error} onRetry={start} />}
      {making.fraction === undefined ? (
        <Group justify="end">
          <Button
            variant="filled"
            leftSection={<IconBook2 size={14} aria-hidden />}
            disabled={empty !== undefined}
            onClick={start}
          >
            {t('lookbook:start')}
          </Button>
        </Group>
      ) : (
        <Group>
          <Progress flex={1} value={making.fraction * 100} aria-label={t('common:job.lookbook')} />
          <Button onClick={making.cancel}>{t('common:cancel')}</Button>
        </Group>
      )}
    </div>
  );
}

/** Pictures that are not in the lookbook, and why. */
function LeftOut({ items }: { items: readonly JobItem[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <div className={classes.quiet} role="status">
      {t('lookbook:left', { count: items.length })}
      <ul className={classes.left}>
        {items.map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: looks of the same name tell themselves apart by nothing else
          <li key={at}>
            <b>{item.name}</b> {item.error && t(`errors:${item.error.code}.title`)}
            {item.notes.map((note) => told(t, note)).join(' ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Has lookbooks made, one after the other; stays open where something was left out. */
function useMaking(onDone: () => void) {
  const client = useClient();
  const [jobId, setJobId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [left, setLeft] = useState<readonly JobItem[]>([]);
  const job = useJobs((state) => state.jobs.find((one) => one.id === jobId));

  useEffect(() => {
    if (!job || !hasEnded(job)) return;
    setJobId(undefined);
    if (job.error) setError(job.error);
    const missing = job.items.filter(({ state }) => state === 'failed');
    setLeft(missing);
    const { download } = job;
    if (job.state !== 'done' || !download) return;
    client.save(download.token, download.fileName).then((saved) => {
      if (!saved) return;
      if (missing.length === 0) onDone();
      notify((t) => t('studio:export.saved', { name: download.fileName }));
    }, setError);
  }, [job, client, onDone]);

  return {
    error,
    left,
    fraction: jobId === undefined ? undefined : (job?.progress?.fraction ?? 0),
    start: async (wish: Wish) => {
      setError(undefined);
      setLeft([]);
      try {
        const begun = await client.call('lookbooks.make', wish);
        useJobs.getState().hear(begun);
        setJobId(begun.id);
      } catch (cause) {
        setError(cause);
      }
    },
    cancel: () => {
      if (jobId !== undefined) client.call('jobs.cancel', { id: jobId }).catch(notifyError);
    },
  };
}
