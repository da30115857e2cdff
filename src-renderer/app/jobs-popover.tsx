/** Jobs: what runs, how far it is, and what became of it; cancel, try again, save the file it made. */

import { ActionIcon, Button, Group, Popover, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconListCheck, IconLoader2, IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobItem, JobView } from '../../src-main/contract/calls/jobs.ts';
import { told } from '../../src-main/contract/told.ts';
import { useClient } from '../client/context.tsx';
import { ErrorView } from '../ui/error-view.tsx';
import { notifyError } from '../ui/notify.tsx';
import { hasEnded, runningJobs, useJobs } from './jobs.ts';
import classes from './jobs-popover.module.css';

function State({ job }: { job: JobView }) {
  if (job.state === 'done') return <IconCheck size={16} className={classes.done} aria-hidden />;
  if (job.state === 'failed') return <IconAlertTriangle size={16} className={classes.failed} aria-hidden />;
  if (job.state === 'cancelled') return <IconX size={16} className={classes.quiet} aria-hidden />;
  return <IconLoader2 size={16} className={classes.running} aria-hidden />;
}

/** Time left in words: whole minutes from a minute and a half on. */
function timeLeft(t: TFunction, ms: number): string {
  if (ms >= 90_000) return t('common:job.leftMinutes', { minutes: Math.round(ms / 60_000) });
  return t('common:job.left', { seconds: Math.ceil(ms / 1000) });
}

/** Files of a job with what is to be said about each, folded away behind their number. */
function Files({ items, words, bad }: { items: readonly JobItem[]; words: string; bad?: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (items.length === 0) return null;
  return (
    <>
      <button
        type="button"
        className={classes.link}
        data-bad={bad || undefined}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {words}
      </button>
      {open && (
        <ul className={classes.files}>
          {items.map((item, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: files of the same name tell themselves apart by nothing else
            <li key={at}>
              <b>{item.name}</b> {item.error && t(`errors:${item.error.code}.title`)}
              {item.notes.map((note) => (
                <div key={note.text}>{told(t, note)}</div>
              ))}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function JobLine({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const client = useClient();
  const failed = job.items.filter((item) => item.state === 'failed');
  const noted = job.items.filter((item) => item.state !== 'failed' && item.notes.length > 0);
  const kind = t(`common:job.${job.kind}`);
  const share = job.progress?.fraction ?? 0;
  return (
    <li className={classes.job} data-state={job.state}>
      <State job={job} />
      <div className={classes.words}>
        <div className={classes.title}>
          {kind}
          {job.subject && <span className={classes.subject}>{job.subject}</span>}
        </div>
        {!hasEnded(job) && (
          <>
            <Progress value={share * 100} size={3} mt={6} aria-label={kind} />
            <div className={classes.note}>
              {job.state === 'waiting'
                ? t('common:job.waiting')
                : t('common:job.share', { share: Math.round(share * 100) })}
              {job.progress?.etaMs !== undefined && ` · ${timeLeft(t, job.progress.etaMs)}`}
            </div>
          </>
        )}
        {job.state === 'cancelled' && <div className={classes.note}>{t('common:job.cancelled')}</div>}
        {job.error && hasEnded(job) && job.state === 'failed' && <ErrorView compact error={job.error} />}
        <Files items={failed} words={t('common:job.failedFiles', { count: failed.length })} bad />
        <Files items={noted} words={t('common:job.notedFiles', { count: noted.length })} />
        {job.download && (
          <Button
            size="compact-xs"
            mt={6}
            onClick={() => client.save(job.download!.token, job.download!.fileName).catch(notifyError)}
          >
            {t('common:job.save', { name: job.download.fileName })}
          </Button>
        )}
      </div>
      {hasEnded(job) ? (
        (job.state !== 'done' || failed.length > 0) && (
          <Button
            size="compact-xs"
            onClick={() => client.call('jobs.retry', { id: job.id }).catch(notifyError)}
          >
            {t('common:tryAgain')}
          </Button>
        )
      ) : (
        <Button
          size="compact-xs"
          onClick={() => client.call('jobs.cancel', { id: job.id }).catch(notifyError)}
        >
          {t('common:cancel')}
        </Button>
      )}
    </li>
  );
}

export function JobsPopover() {
  const { t } = useTranslation();
  const client = useClient();
  const jobs = useJobs((state) => state.jobs);
  const load = useJobs((state) => state.load);
  const running = runningJobs(jobs);
  const share = running.reduce((sum, job) => sum + (job.progress?.fraction ?? 0), 0) / (running.length || 1);
  const label =
    running.length > 0 ? t('common:job.running', { count: running.length }) : t('common:job.title');
  return (
    <Popover position="bottom-end" width={380} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon aria-label={label} title={label} w={running.length > 0 ? 'auto' : 28} px={4}>
          {running.length > 0 ? (
            <span className={classes.count}>
              <IconLoader2 size={16} className={classes.running} aria-hidden />
              <span className="tabular">{Math.round(share * 100)} %</span>
            </span>
          ) : (
            <IconListCheck size={18} />
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('common:job.title')}>
        <Group justify="space-between" px={12} py={8} className={classes.head}>
          <h2 className={classes.heading}>{t('common:job.title')}</h2>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={!jobs.some(hasEnded)}
            onClick={() =>
              client
                .call('jobs.clear')
                .then(() => load(client))
                .catch(notifyError)
            }
          >
            {t('common:job.clear')}
          </Button>
        </Group>
        {jobs.length === 0 ? (
          <p className={classes.empty}>{t('common:job.none')}</p>
        ) : (
          <ul className={classes.jobs}>
            {jobs.map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
