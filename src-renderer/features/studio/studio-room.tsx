/** Studio room: the photo, what is worn on it, and everything that corrects it. */

import { Button, Loader } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { ErrorBoundary } from '../../app/error-boundary.tsx';
import { useJobs } from '../../app/jobs.ts';
import { keepOver } from '../../app/new-page.ts';
import { useSettings } from '../../app/settings.ts';
import { useApp } from '../../app/store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notify, notifyError } from '../../ui/notify.tsx';
import { SidePanel } from '../../ui/panel.tsx';
import { readPart } from '../../ui/part.ts';
import { FitPanel } from '../preview3d/view/fit-panel.tsx';
import { PoseSelect } from '../preview3d/view/pose-select.tsx';
import { PreviewStage } from '../preview3d/view/preview-stage.tsx';
import { useAhead } from '../preview3d/view/use-ahead.ts';
import { type ToolName, useStudio } from './state/store.ts';
import { AdjustPanel } from './view/adjust-panel.tsx';
import { Compare } from './view/compare.tsx';
import { ConfidenceFoot, ConfidencePanel } from './view/confidence-panel.tsx';
import { FilmStrip, useLooks } from './view/film-strip.tsx';
import { GarmentRail } from './view/garment-rail.tsx';
import { HistoryPanel } from './view/history-panel.tsx';
import { useSession } from './view/hooks.ts';
import { PhotoDrop } from './view/import-photo.ts';
import { LayersPanel } from './view/layers-panel.tsx';
import { PhotoPicker } from './view/photo-picker.tsx';
import { Section } from './view/section.tsx';
import { Stage } from './view/stage.tsx';
import { StageBar } from './view/stage-bar.tsx';
import classes from './view/studio.module.css';
import { BrushPanel, PinsPanel, PosePanel } from './view/tool-panel.tsx';
import { useStudioCommands } from './view/use-studio-commands.ts';

// what is loaded late is drawn in small steps, which the rest of the room does not have to wait for
const BodyPanel = lazy(async () => ({
  default: (await readPart(() => import('../preview3d/view/body-panel.tsx'))).BodyPanel,
}));

keepOver(
  'view3d',
  () => useStudio.getState().view3d,
  (view3d) => useStudio.setState({ view3d }),
);
const FigureSelect = lazy(async () => ({
  default: (await import('../preview3d/view/figure-select.tsx')).FigureSelect,
}));

// the contract it checks against takes as long to read as half of the room
const ExportDialog = lazy(() =>
  readPart(async () => ({ default: (await import('./view/export-dialog.tsx')).ExportDialog })),
);

/** Opens what other rooms ask for, and what was worked on last. */
function useTarget(): void {
  const session = useSession();
  const loaded = useSettings((state) => state.loaded);
  session.notes = {
    merged: () => notify((t) => t('studio:saving.merged')),
    failed: notifyError,
    full: () => notify((t) => t('studio:layers.full')),
  };
  useEffect(() => {
    const take = () => {
      const wish = useApp.getState().takeTarget();
      if (wish) void session.open(wish);
      return wish !== undefined;
    };
    if (!take() && !useStudio.getState().queue && loaded) void session.openLast();
    return useApp.subscribe((state) => {
      if (state.target) take();
    });
  }, [session, loaded]);
}

const TOOL_PANELS = { pose: PosePanel, pins: PinsPanel, brush: BrushPanel };

export function StudioRoom() {
  const { t } = useTranslation();
  const session = useSession();
  useTarget();
  const looks = useLooks();
  useStudioCommands(looks);
  // not the whole store: a drag changes it with every move, and every panel hangs on this room
  const { queue, opening, openError, tool, compared, view3d } = useStudio(
    useShallow(({ queue, opening, openError, tool, compared, view3d }) => ({
      queue,
      opening,
      openError,
      tool,
      compared,
      view3d,
    })),
  );
  // made ahead or with its first use, and alive from then on
  const [made3d, setMade3d] = useState(view3d);
  if (view3d && !made3d) setMade3d(true);
  useAhead(useCallback(() => setMade3d(true), []));
  if (openError)
    return (
      <div className={classes.empty} style={{ placeContent: 'center', alignItems: 'center' }}>
        <PhotoDrop />
        <ErrorView error={openError} onRetry={() => session.reopen()} />
      </div>
    );
  if (!queue) return opening ? <Opening /> : <NoPhoto />;
  const ToolPanel = tool === 'look' || compared.length > 0 ? undefined : TOOL_PANELS[tool];
  return (
    <div className={classes.room}>
      <PhotoDrop />
      <SidePanel
        id="studio.looks"
        side="left"
        label={t('studio:looks.title')}
        initial={150}
        least={120}
        most={320}
      >
        <FilmStrip looks={looks} />
      </SidePanel>
      <div className={classes.centre}>
        <div className={classes.views}>
          {!view3d && (compared.length > 0 ? <Compare looks={looks} /> : <Stage />)}
          {made3d && <PreviewStage visible={view3d} />}
        </div>
        <StageBar />
        <SidePanel
          id="studio.rail"
          side="bottom"
          label={t('studio:rail.title')}
          initial={158}
          least={120}
          most={400}
        >
          <GarmentRail />
        </SidePanel>
      </div>
      <SidePanel
        id="studio.adjust"
        side="right"
        label={t('studio:adjust.panel')}
        initial={280}
        least={240}
        most={440}
      >
        <div className={classes.side}>
          {view3d ? (
            <>
              <Section id="layers" title={t('studio:layers.title')}>
                <LayersPanel />
              </Section>
              <Section id="fit3d" title={t('preview3d:fit.title')}>
                <FitPanel />
              </Section>
              <Section id="body" title={t('preview3d:title')}>
                <PoseSelect />
                <ErrorBoundary resetKey="body" compact onError={() => {}}>
                  <Suspense>
                    <BodyPanel />
                  </Suspense>
                </ErrorBoundary>
              </Section>
              <Section id="figure" title={t('preview3d:figure.title')}>
                <ErrorBoundary resetKey="figure" compact onError={() => {}}>
                  <Suspense>
                    <FigureSelect />
                  </Suspense>
                </ErrorBoundary>
              </Section>
            </>
          ) : (
            <LookPanels ToolPanel={ToolPanel} tool={tool} />
          )}
        </div>
      </SidePanel>
      <Exporting />
    </div>
  );
}

/** The dialog from its first use on. */
function Exporting() {
  const exporting = useStudio((state) => state.exporting);
  const [used, setUsed] = useState(exporting);
  if (exporting && !used) setUsed(true);
  return <Suspense>{used && <ExportDialog />}</Suspense>;
}

/** Sections of the right panel beside the photo. */
function LookPanels({ ToolPanel, tool }: { ToolPanel: (() => ReactNode) | undefined; tool: ToolName }) {
  const { t } = useTranslation();
  return (
    <>
      {ToolPanel && (
        <Section id={tool} title={t(`studio:bar.${tool}`)}>
          <ToolPanel />
        </Section>
      )}
      <Section id="layers" title={t('studio:layers.title')}>
        <LayersPanel />
      </Section>
      <Section id="adjust" title={t('studio:adjust.title')}>
        <AdjustPanel />
      </Section>
      <Section id="confidence" title={t('studio:confidence.title')}>
        <ConfidencePanel />
      </Section>
      <Section id="history" title={t('studio:history.title')}>
        <HistoryPanel />
      </Section>
      <ConfidenceFoot />
    </>
  );
}

function Opening() {
  const { t } = useTranslation();
  return (
    <div className={classes.empty} style={{ placeContent: 'center', alignItems: 'center' }}>
      <Loader size={24} role="img" aria-label={t('studio:empty.opening')} />
    </div>
  );
}

function NoPhoto() {
  const { t } = useTranslation();
  const session = useSession();
  const demo = async () => {
    const begun = await session.client.call('app.loadDemo');
    useJobs.getState().hear(begun);
    await useJobs.getState().ended(begun.id);
    const [card] = await session.client.call('clients.list', { page: { limit: 1 } });
    if (card) useApp.getState().openStudio({ clientId: card.client.id });
  };
  return (
    <div className={classes.empty}>
      <EmptyState
        icon={<IconPhoto size={40} stroke={1.2} />}
        title={t('studio:empty.title')}
        text={t('studio:empty.text')}
      >
        <div className={classes.choice}>
          <PhotoPicker />
          <Button variant="subtle" color="gray" onClick={() => demo().catch(notifyError)}>
            {t('studio:empty.demo')}
          </Button>
        </div>
      </EmptyState>
    </div>
  );
}
