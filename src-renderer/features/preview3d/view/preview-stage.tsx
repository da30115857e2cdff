/** Preview stage: the 3D view in the place of the photo. It stays alive while the photo is on show. */

import { Button, Loader } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from '../../../app/error-boundary.tsx';
import { QUICK_PICTURES, useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { useCommands } from '../../../commands/registry.ts';
import type { GraphicsTrouble } from '../../../scene/scene-view.tsx';
import type { Drawn, Stand } from '../../../scene/stand.ts';
import { VIEW_NAMES, type ViewName } from '../../../scene/views.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { readPart } from '../../../ui/part.ts';
import { useStudio } from '../../studio/state/store.ts';
import { useGarmentDrop } from '../../studio/view/use-garment-drop.ts';
import { useDressing } from '../state/dressing.ts';
import { usePattern } from '../state/pattern.ts';
import { useSaving } from '../state/saving.ts';
import { previewOf } from '../state/session.ts';
import { usePreview } from '../state/store.ts';
import { CompareCaption } from './compare-panel.tsx';
import { DressMarks } from './dress-marks.tsx';
import { FitLegend } from './fit-legend.tsx';
import { PatternPane } from './pattern-pane.tsx';
import classes from './preview.module.css';
import { SaveDialog } from './save-dialog.tsx';
import { useCompare, useToggleCompare } from './use-compare.ts';
import { useDyes } from './use-dyes.ts';
import { useDress, useFigure } from './use-figure.ts';

const Scene = lazy(() => readPart(() => import('../../../scene/scene-view.tsx')));

const VIEW_KEYS: Record<ViewName, string> = { front: '7', quarter: '8', side: '9', back: '0' };

/** Opens the body of the photo that is on show. */
function useOwner(visible: boolean): void {
  const session = previewOf(useClient());
  const photoId = useStudio((state) => state.photo?.id);
  const clientId = useStudio((state) => state.photo?.clientId);
  const subject = useStudio((state) => state.queue?.document.subject ?? 1);
  session.notes = { failed: notifyError };
  useEffect(() => {
    if (visible && photoId) void session.open(photoId, subject, clientId);
  }, [session, visible, photoId, subject, clientId]);
}

export function PreviewStage({ visible }: { visible: boolean }) {
  const { t } = useTranslation();
  const [stand, setStand] = useState<Stand>();
  const [drawn, setDrawn] = useState(false);
  const [trouble, setTrouble] = useState<GraphicsTrouble>();
  /** The scene could not be read, or broke, and says so in its place. */
  const [broken, setBroken] = useState(false);
  /** Another number is another canvas. */
  const [canvas, setCanvas] = useState(0);
  const calm = useReducedMotion();
  const waiting = usePreview((state) => state.error === undefined);
  useOwner(visible);
  useDress(visible);
  useFigure(stand);
  useCompare(stand, visible);
  const compare = useToggleCompare();
  useDyes(stand);
  const fitMap = useDressing((state) => state.fitMap);
  useEffect(() => stand?.setFitMap(fitMap), [stand, fitMap]);
  const quick = useSettings((state) => state.settings.layout[QUICK_PICTURES] === true);
  useEffect(() => stand?.setQuick(quick), [stand, quick]);
  const again = () => {
    setTrouble(undefined);
    setBroken(false);
    setDrawn(false);
    setCanvas((n) => n + 1);
  };
  const on = () => visible && stand !== undefined;
  useCommands([
    ...VIEW_NAMES.map((view) => ({
      id: `preview3d.${view}`,
      title: `commands:preview3d.${view}`,
      group: 'studio' as const,
      keys: [VIEW_KEYS[view]],
      enabled: on,
      run: () => stand?.face(view),
    })),
    {
      id: 'preview3d.fit',
      title: 'commands:preview3d.fit',
      group: 'studio',
      keys: ['F'],
      enabled: on,
      run: () => stand?.fit(),
    },
    {
      id: 'preview3d.fitMap',
      title: 'commands:preview3d.fitMap',
      group: 'studio',
      keys: ['M'],
      enabled: on,
      run: () => useDressing.setState(({ fitMap }) => ({ fitMap: !fitMap })),
    },
    {
      id: 'preview3d.compare',
      title: 'commands:preview3d.compare',
      group: 'studio',
      keys: ['C'],
      enabled: () => on() && compare.can,
      run: compare.toggle,
    },
    {
      id: 'preview3d.save',
      title: 'commands:preview3d.save',
      group: 'studio',
      keys: ['Ctrl+Shift+E'],
      enabled: () => on() && drawn,
      run: () => useSaving.setState({ open: true, error: undefined }),
    },
    {
      id: 'preview3d.pattern',
      title: 'commands:preview3d.pattern',
      group: 'studio',
      keys: ['U'],
      enabled: on,
      run: () => usePattern.setState(({ open }) => ({ open: !open })),
    },
  ]);
  const heard = ({ state }: Drawn) => {
    if (state !== 'moving') setDrawn(true);
  };
  const drop = useGarmentDrop();
  const split = usePattern((state) => state.open);
  return (
    <div
      className={classes.stage}
      data-visible={visible || undefined}
      data-drop={drop.over || undefined}
      data-split={split || undefined}
      inert={!visible}
      {...drop.handlers}
    >
      <ErrorBoundary resetKey={`${canvas}`} onError={() => setBroken(true)} onAgain={again}>
        {trouble !== 'missing' && trouble !== 'broken' && (
          <Suspense>
            <Scene
              key={canvas}
              className={classes.scene}
              label={t('preview3d:stage')}
              visible={visible}
              calm={calm}
              onStand={setStand}
              onDrawn={heard}
              onTrouble={setTrouble}
              onRestored={again}
            />
          </Suspense>
        )}
      </ErrorBoundary>
      {!drawn && !trouble && !broken && waiting && (
        <div className={classes.over}>
          <Loader size={24} role="img" aria-label={t('preview3d:opening')} />
        </div>
      )}
      {!trouble && <FitLegend />}
      {!trouble && <CompareCaption />}
      {!trouble && <DressMarks />}
      {stand && !trouble && <SaveDialog stand={stand} />}
      <PatternPane visible={visible} />
      {trouble && (
        <div className={classes.over}>
          <div className={classes.trouble} role="alert">
            <IconAlertTriangle size={20} aria-hidden />
            <div>
              <h2>{t(`preview3d:trouble.${trouble}.title`)}</h2>
              <p>{t(`preview3d:trouble.${trouble}.advice`)}</p>
              <Button variant="filled" onClick={again}>
                {t('common:tryAgain')}
              </Button>
              <Button variant="subtle" color="gray" onClick={() => useStudio.setState({ view3d: false })}>
                {t('preview3d:toPhoto')}
              </Button>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
