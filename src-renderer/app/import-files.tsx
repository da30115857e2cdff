/** Importing: hands files over to the core, begins the job that imports them, and says what became of them. */

import { Button, Progress } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import type { StudioClient } from '../client/studio-client.ts';
import { isQuiet, tellError } from '../ui/errors.ts';
import { notify, notifyError } from '../ui/notify.tsx';
import { useJobs } from './jobs.ts';

/** Files handed over at the same time. */
const LANES = 3;

/** Most files of one job, by the contract. */
const MOST = 5000;

/**
 * Uploads every file, a few at a time, and returns their tokens in order. Files that fail are left out and told to `failed`.
 *
 * @throws StudioError when nothing could be uploaded, or the signal's reason
 */
export async function uploadAll(
  client: Pick<StudioClient, 'upload'>,
  files: readonly File[],
  signal: AbortSignal,
  tell: (sent: number) => void = () => {},
  failed: (file: File, error: unknown) => void = () => {},
): Promise<string[]> {
  const tokens = new Array<string | undefined>(files.length);
  let next = 0;
  let sent = 0;
  let first: unknown;
  const lane = async () => {
    while (next < files.length) {
      signal.throwIfAborted();
      const mine = next++;
      try {
        tokens[mine] = (await client.upload(files[mine], { signal })).token;
      } catch (error) {
        signal.throwIfAborted();
        first ??= error;
        failed(files[mine], error);
      }
      tell(++sent);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, files.length) }, lane));
  const had = tokens.filter((token) => token !== undefined);
  if (had.length === 0 && first) throw first;
  return had;
}

function Sending({ sent, count, onCancel }: { sent: number; count: number; onCancel: () => void }) {
  const { t } = useTranslation();
  const label = t('common:import.sending', { sent, count });
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
      <div style={{ flex: 1 }}>
        {label}
        <Progress value={(sent / count) * 100} size={3} mt={6} aria-label={label} />
      </div>
      <Button size="compact-xs" onClick={onCancel}>
        {t('common:cancel')}
      </Button>
    </div>
  );
}

/** Uploads `files`, starts a job with them, waits for its end and tells the outcome. Returns the job, if there was one. */
export async function importFiles(
  client: StudioClient,
  files: readonly File[],
  start: (uploads: string[]) => Promise<JobView>,
): Promise<JobView | undefined> {
  const taken = files.slice(0, MOST);
  const abort = new AbortController();
  const show = (sent: number) => ({
    color: 'gray',
    autoClose: false as const,
    withCloseButton: false,
    message: <Sending sent={sent} count={taken.length} onCancel={() => abort.abort()} />,
  });
  const id = notifications.show(show(0));
  try {
    const refused: Refused[] = [];
    const uploads = await uploadAll(
      client,
      taken,
      abort.signal,
      (sent) => notifications.update({ id, ...show(sent) }),
      ({ name }, error) => refused.push({ name, error }),
    );
    const job = await start(uploads);
    notifications.hide(id);
    useJobs.getState().hear(job);
    return await tellImported(job, refused);
  } catch (error) {
    notifications.hide(id);
    if (!abort.signal.aborted && !isQuiet(error))
      notifyError(error, () => void importFiles(client, files, start));
    return undefined;
  }
}

/** A file that could not even be handed over, and why. */
interface Refused {
  name: string;
  error: unknown;
}

/** Refused files told by name. */
const MOST_NAMED = 3;

/** Waits for the end of an import and says how many files became what; of those that never came into the job also why. */
export async function tellImported(started: JobView, refused: readonly Refused[] = []): Promise<JobView> {
  const job = await useJobs.getState().ended(started.id);
  const count = (state: string) => job.items.filter((item) => item.state === state).length;
  if (job.state === 'failed' && job.error) notifyError(job.error);
  else if (job.state !== 'cancelled' || job.items.length > 0) {
    const failed = count('failed') + refused.length;
    const outcome = (t: TFunction): string =>
      [
        t('common:import.done', { count: count('done') }),
        count('known') ? t('common:import.known', { count: count('known') }) : '',
        failed ? t('common:import.failed', { count: failed }) : '',
      ]
        .filter(Boolean)
        .join(' · ');
    notify((t) =>
      refused.length === 0 ? (
        outcome(t)
      ) : (
        <>
          {outcome(t)}
          {refused.slice(0, MOST_NAMED).map(({ name, error }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: files of the same name tell themselves apart by nothing else
            <div key={at} style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
              <bdi>{name}</bdi>: {t(`errors:${tellError(error).code}.title`)}
            </div>
          ))}
        </>
      ),
    );
  }
  return job;
}

/** Asks for files with the browser's own dialog. */
export function chooseFiles(options: {
  accept: string;
  folder?: boolean;
  several?: boolean;
}): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = options.accept;
    input.multiple = options.several ?? true;
    if (options.folder) input.webkitdirectory = true;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
