/** Shell: the bar with the rooms, the room itself, and what lies over all rooms. */

import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { lazy, Suspense, useDeferredValue, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useStudioEvents } from '../client/context.tsx';
import { runCommand } from '../commands/registry.ts';
import { useBatchNews } from '../features/batch/news.ts';
import { ClientsRoom } from '../features/clients/clients-room.tsx';
import { useImports } from '../features/library/imports.ts';
import { LibraryRoom } from '../features/library/library-room.tsx';
import { useLibrary } from '../features/library/store.ts';
import { Lookbook } from '../features/lookbook/lookbook.tsx';
import { SettingsDialog, useSettingsDialog } from '../features/settings/settings-dialog.tsx';
import { whenIdle } from '../ui/idle.ts';
import { Later } from '../ui/later.tsx';
import { notifyError } from '../ui/notify.tsx';
import { readPart } from '../ui/part.ts';
import { RemedyProvider } from '../ui/remedies.ts';
import { CheatSheet } from './cheat-sheet.tsx';
import { CommandPalette } from './command-palette.tsx';
import { DropOverlay } from './drop-overlay.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { useFileTarget } from './file-target.ts';
import { useJobs } from './jobs.ts';
import { goOn } from './new-page.ts';
import { useSettings } from './settings.ts';
import classes from './shell.module.css';
import { useShellCommands } from './shell-commands.ts';
import { type Room, useApp } from './store.ts';
import { TopBar } from './top-bar.tsx';
import { useKeyboard } from './use-keyboard.ts';

/** The studio is half of the program: it is read while the first room is looked at. */
const studioRoom = () => readPart(() => import('../features/studio/studio-room.tsx'));
const StudioRoom = lazy(async () => ({ default: (await studioRoom()).StudioRoom }));

const BatchRoom = lazy(() =>
  readPart(async () => ({ default: (await import('../features/batch/batch-room.tsx')).BatchRoom })),
);

const ROOM_OF: Record<Room, React.ComponentType> = {
  library: LibraryRoom,
  clients: ClientsRoom,
  studio: StudioRoom,
  batch: BatchRoom,
};

/** The room on show, drawn after the bar and in slices; the one before stays until it is ready. */
function ShownRoom() {
  const room = useDeferredValue(
    useApp((state) => state.room),
    null,
  );
  const client = useClient();
  useEffect(() => whenIdle(() => void studioRoom().catch(() => {})), []);
  if (room === null) return <main className={classes.room} />;
  const Shown = ROOM_OF[room];
  return (
    <main className={classes.room} data-room={room}>
      <ErrorBoundary
        resetKey={room}
        onError={(error) =>
          void client
            .call('app.reportError', {
              message: error.message.slice(0, 2000),
              ...(error.stack ? { stack: error.stack.slice(0, 8000) } : {}),
            })
            .catch(() => {})
        }
      >
        <Suspense>
          <Shown />
        </Suspense>
      </ErrorBoundary>
    </main>
  );
}

/** Keeps the shared stores in step with the core. */
function useCore() {
  const client = useClient();
  useEffect(goOn, []);
  useEffect(() => {
    const load = () => {
      Promise.all([
        client.call('app.info').then((info) => useApp.setState({ info })),
        useSettings.getState().load(client),
        useJobs.getState().load(client),
      ]).catch(notifyError);
    };
    load();
    let connected = true;
    return client.onConnection((now) => {
      if (now && !connected) load();
      connected = now;
      useApp.setState({ connected: now });
    });
  }, [client]);
  useStudioEvents((event) => {
    if (event.type === 'job') useJobs.getState().hear(event.job);
    if (event.type === 'engine') useApp.setState({ engine: event.state });
    if (event.type === 'command') runCommand(event.command);
    if (event.type === 'changed' && event.what === 'settings')
      useSettings.getState().load(client).catch(notifyError);
  });
}

function Banner() {
  const { t } = useTranslation();
  const client = useClient();
  const { connected, engine, info } = useApp();
  if (!connected)
    return (
      <div className={classes.banner} role="status" data-kind="lost">
        <IconPlugConnectedX size={16} aria-hidden />
        {t('common:connectionLost')}
      </div>
    );
  if (engine === 'crashed')
    return (
      <div className={classes.banner} role="alert" data-kind="engine">
        <span>{t('common:engineCrashed')}</span>
        <Button size="compact-xs" onClick={() => client.call('app.restartEngine').catch(notifyError)}>
          {t('errors:remedy.restart-engine')}
        </Button>
      </div>
    );
  if (info?.readOnly)
    return (
      <div className={classes.banner} role="status" data-kind="read-only">
        {t('common:readOnly')}
      </div>
    );
  return null;
}

/** Files that come to a room without a place for them become garments of the library, which then shows them. */
function useFilesAnywhere() {
  const { t } = useTranslation();
  const { take, takeUploads } = useImports();
  const show = () => {
    useLibrary.getState().goTo({});
    useApp.getState().goTo('library');
  };
  const target = {
    label: t('library:import.drop'),
    take: (files: File[]) => {
      show();
      take(files);
    },
    takeUploads: (tokens: string[]) => {
      show();
      takeUploads(tokens);
    },
  };
  useFileTarget(target, true);
}

export function Shell() {
  const client = useClient();
  const dimmed = useApp((state) => state.dimmed);
  const openSettings = useSettingsDialog((state) => state.open);
  useCore();
  useBatchNews();
  useFilesAnywhere();
  useShellCommands();
  useKeyboard();
  return (
    <RemedyProvider
      value={{
        'restart-engine': () => void client.call('app.restartEngine').catch(notifyError),
        'check-library': () => openSettings('library'),
        'open-models': () => openSettings('models'),
        reload: () => window.location.reload(),
      }}
    >
      <div className={classes.shell} data-dim={dimmed || undefined}>
        <TopBar />
        <Banner />
        <ShownRoom />
      </div>
      <DropOverlay />
      <Later>
        <CommandPalette />
      </Later>
      <Later>
        <CheatSheet />
      </Later>
      <Later>
        <SettingsDialog />
      </Later>
      <Lookbook />
    </RemedyProvider>
  );
}
