/** Library room: places at the left, garments in the middle, what is known of the selected ones at the right. */

import { Button } from '@mantine/core';
import { IconHanger } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isPicture, useFileTarget } from '../../app/file-target.ts';
import { rememberedNumber, useSettings } from '../../app/settings.ts';
import { useClient } from '../../client/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { Later } from '../../ui/later.tsx';
import { SidePanel } from '../../ui/panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import { GarmentGrid } from './garment-grid.tsx';
import { useImports } from './imports.ts';
import { Inspector } from './inspector.tsx';
import classes from './library.module.css';
import { useLibraryCommands } from './library-commands.ts';
import { searchWithPicture } from './likeness.ts';
import { Loupe } from './loupe.tsx';
import { useMatches } from './matches.ts';
import { only, pruned } from './selection.ts';
import { useShownGarment } from './show.ts';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { isNarrowed, type TrashedKind, useLibrary } from './store.ts';
import { TrashedList } from './trashed-list.tsx';

/** Keeps the selection inside the list, and shows a garment that was asked for elsewhere. */
function useSelectionIn(order: readonly string[] | undefined) {
  const query = useLibrary((state) => state.query);
  const like = useLibrary((state) => state.like);
  const { select, narrow, goTo } = useLibrary.getState();
  const before = useRef<readonly string[]>([]);
  const shown = useShownGarment((state) => state.id);
  useEffect(() => {
    if (!order) return;
    useLibrary.setState({ order });
    if (shown && order.includes(shown)) {
      select(() => only(shown));
      useShownGarment.setState({ id: undefined });
    } else if (
      shown &&
      (isNarrowed(query) || like || query.collection || query.trash || query.flags.length > 0)
    ) {
      goTo({});
      narrow({ text: '' });
    } else select((selection) => pruned(selection, before.current, order));
    before.current = order;
  }, [order, shown, query, like, select, narrow, goTo]);
}

const NONE: readonly string[] = [];

function Nothing() {
  const { t } = useTranslation();
  const query = useLibrary((state) => state.query);
  const like = useLibrary((state) => state.like);
  const { clear } = useLibrary.getState();
  const { choose, loadDemo } = useImports();
  const icon = <IconHanger size={40} stroke={1.2} />;
  if (isNarrowed(query) || like)
    return (
      <EmptyState icon={icon} title={t('library:nothing.title')} text={t('library:nothing.text')}>
        <Button onClick={clear}>{t('library:filter.clear')}</Button>
      </EmptyState>
    );
  if (query.trash)
    return (
      <EmptyState icon={icon} title={t('library:trashEmpty.title')} text={t('library:trashEmpty.text')} />
    );
  if (query.collection || query.flags.length > 0)
    return (
      <EmptyState
        icon={icon}
        title={t('library:collectionEmpty.title')}
        text={t('library:collectionEmpty.text')}
      />
    );
  return (
    <EmptyState icon={icon} title={t('library:empty.title')} text={t('library:empty.text')}>
      <Button variant="filled" onClick={loadDemo}>
        {t('library:empty.demo')}
      </Button>
      <Button onClick={() => choose()}>{t('library:import.files')}</Button>
    </EmptyState>
  );
}

/** The garments, or what else is in the trash. */
export function LibraryRoom() {
  const trashed = useLibrary((state) => state.trashed);
  return trashed ? <TrashedRoom key={trashed} kind={trashed} /> : <GarmentsRoom />;
}

function Places() {
  const { t } = useTranslation();
  return (
    <SidePanel
      id="library.places"
      side="left"
      label={t('library:places')}
      initial={200}
      least={160}
      most={360}
    >
      <Sidebar />
    </SidePanel>
  );
}

function TrashedRoom({ kind }: { kind: TrashedKind }) {
  const { t } = useTranslation();
  return (
    <>
      <Places />
      <div className={classes.middle}>
        <h1 className={classes.hidden}>{t('common:room.library')}</h1>
        <TrashedList kind={kind} />
      </div>
    </>
  );
}

function GarmentsRoom() {
  const { t } = useTranslation();
  const client = useClient();
  const query = useLibrary((state) => state.query);
  const loupe = useLibrary((state) => state.loupe);
  const { settings, change } = useSettings();
  const matches = useMatches(query);
  const { take, takeUploads } = useImports();
  const thumb = rememberedNumber(settings, 'library.thumb', 180);
  const view = settings.layout['library.view'] === 'list' ? 'list' : 'grid';
  const remember = (layout: Record<string, string | number>) =>
    void change(client, { layout }).catch(() => {});
  useSelectionIn(matches.order);
  useLibraryCommands();
  useFileTarget({
    label: t('library:import.drop'),
    take,
    takeUploads,
    also: {
      label: t('library:like.drop'),
      takes: (files) => files.length === 1 && isPicture(files[0]),
      take: ([file]) => void searchWithPicture(client, file),
    },
  });

  return (
    <>
      <Places />
      <div className={classes.middle}>
        <h1 className={classes.hidden}>{t('common:room.library')}</h1>
        {loupe ? (
          <Loupe order={matches.order ?? NONE} />
        ) : (
          <>
            <FilterBar view={view} onView={(value) => remember({ 'library.view': value })} />
            {matches.error && !matches.order ? (
              <div className={classes.centre}>
                <ErrorView error={matches.error} onRetry={matches.reload} />
              </div>
            ) : matches.order?.length === 0 ? (
              <Nothing />
            ) : (
              <GarmentGrid
                order={matches.order ?? NONE}
                query={query}
                complete={matches.ranked}
                view={view}
                thumb={thumb}
              />
            )}
            <StatusBar
              total={matches.total}
              thumb={thumb}
              view={view}
              onThumb={(value) => remember({ 'library.thumb': value })}
            />
          </>
        )}
      </div>
      <SidePanel
        id="library.inspector"
        side="right"
        label={t('library:inspector')}
        initial={300}
        least={260}
        most={460}
      >
        <Later>
          <Inspector />
        </Later>
      </SidePanel>
    </>
  );
}
