/** Settings of the library: check and repair, backup, the folder that is watched, the trash. */

import { Button, Group, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../src-main/contract/calls/jobs.ts';
import { told } from '../../../src-main/contract/told.ts';
import { useJobs } from '../../app/jobs.ts';
import { useApp } from '../../app/store.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { confirmEmptyTrash } from '../library/empty-trash.tsx';
import { Row } from './row.tsx';
import classes from './settings.module.css';

/** What a check found, and how it ended. */
function Outcome({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const found = job.items.flatMap(({ notes, state }) =>
    notes.map((note) => ({ note, mended: state === 'done' })),
  );
  if (job.state === 'failed' && job.error) return <ErrorView compact error={job.error} />;
  if (job.state === 'running' || job.state === 'waiting')
    return <div className={classes.hint}>{t('settings:library.running')}</div>;
  return (
    <div className={classes.hint} role="status">
      {job.state === 'done' && t('settings:library.done')}
      {found.length > 0 && (
        <ul>
          {found.map(({ note, mended }) => (
            <li key={note.text}>
              {told(t, note)}
              {mended && ` · ${t('settings:library.mended')}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function LibraryCare() {
  const { t } = useTranslation();
  const client = useClient();
  const can = useApp((state) => state.info?.can.hotFolder ?? false);
  const folder = useRead('library.hotFolder', can ? undefined : null, ['settings']);
  const { error: trouble, name: watched } = folder.data ?? {};
  const hint = trouble ? told(t, trouble) : (watched ?? t('settings:hotFolder.hint'));
  const jobs = useJobs((state) => state.jobs);
  const [last, setLast] = useState<string>();
  const job = jobs.find(({ id }) => id === last);
  const busy = job?.state === 'running' || job?.state === 'waiting';
  const run = (call: () => Promise<JobView>) =>
    void call()
      .then((started) => {
        useJobs.getState().hear(started);
        setLast(started.id);
      })
      .catch(notifyError);
  return (
    <>
      <Row label={t('settings:library.check')} hint={t('settings:library.checkHint')}>
        {() => (
          <Group gap={8} wrap="nowrap">
            <Button
              disabled={busy}
              onClick={() => run(() => client.call('library.check', { repair: false }))}
            >
              {t('settings:library.checkNow')}
            </Button>
            <Button disabled={busy} onClick={() => run(() => client.call('library.check', { repair: true }))}>
              {t('settings:library.repair')}
            </Button>
          </Group>
        )}
      </Row>
      <Row label={t('settings:library.backup')} hint={t('settings:library.backupHint')}>
        {() => (
          <Button disabled={busy} onClick={() => run(() => client.call('library.backup'))}>
            {t('settings:library.backupNow')}
          </Button>
        )}
      </Row>
      {job && (
        <>
          <Outcome job={job} />
          {job.download && (
            <Button
              mt={6}
              variant="filled"
              onClick={() => client.save(job.download!.token, job.download!.fileName).catch(notifyError)}
            >
              {t('common:job.save', { name: job.download.fileName })}
            </Button>
          )}
        </>
      )}
      {can && (
        <Row label={t('settings:hotFolder.label')} hint={hint}>
          {(id) =>
            folder.data?.on ? (
              <Switch
                aria-labelledby={id}
                checked
                onChange={() =>
                  void client.call('library.stopHotFolder').then(folder.reload).catch(notifyError)
                }
              />
            ) : (
              <Button
                onClick={() =>
                  void client.call('library.chooseHotFolder').then(folder.reload).catch(notifyError)
                }
              >
                {t('settings:hotFolder.choose')}
              </Button>
            )
          }
        </Row>
      )}
      <Row label={t('library:place.trash')} hint={t('library:trash.about')}>
        {() => (
          <Button onClick={() => void confirmEmptyTrash(client).catch(notifyError)}>
            {t('library:trash.empty')}
          </Button>
        )}
      </Row>
    </>
  );
}
