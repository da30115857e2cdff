/** Cut-out editor: what belongs to the garment, mended with a brush that adds and removes. */

import { ActionIcon, Button, Checkbox, Loader, SegmentedControl, Slider, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentSeen } from '../../../src-main/contract/calls/garments.ts';
import type { CallInput } from '../../../src-main/contract/calls/index.ts';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { useCommands } from '../../commands/registry.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyError, type Said } from '../../ui/notify.tsx';
import { useUndo } from '../../ui/undo.ts';
import { usePicture } from '../../ui/use-picture.ts';
import { toScreen, type View } from '../../ui/view-transform.ts';
import { ZoomView } from '../../ui/zoom-view.tsx';
import {
  brushRange,
  grown,
  NO_STROKES,
  type Strokes,
  strokeRedone,
  strokeUndone,
  strokeWith,
  withStroke,
} from './brush.ts';
import classes from './loupe.module.css';
import { useRecords } from './records.ts';

type Stroke = CallInput<'garments.repairCutOut'>['strokes'][number];

const polyline = (view: View, points: readonly number[]): string => {
  const at: string[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const { x, y } = toScreen(view, points[i], points[i + 1]);
    at.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  }
  // a dot is a line to itself
  return at.length === 1 ? `${at[0]} ${at[0]}` : at.join(' ');
};

export function CutOutEditor({ garment }: { garment: CatalogGarment }) {
  const { t } = useTranslation();
  const client = useClient();
  // read anew when a cut-out is taken back, here or in another window
  const read = useRead('garments.inspect', { id: garment.id }, ['garments']);
  const [mended, setMended] = useState<GarmentSeen>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read last counts
  useEffect(() => setMended(undefined), [read.data]);
  const seen = mended ?? read.data;
  const picture = usePicture(garment.hash);
  const range = brushRange(seen ?? { width: 1000, height: 1000 });
  const [chosen, setRadius] = useState<number>();
  const radius = chosen ?? range.initial;
  const [does, setDoes] = useState<Stroke['does']>('add');
  const [edgeAware, setEdgeAware] = useState(true);
  const [showLeft, setShowLeft] = useState(true);
  const [strokes, setStrokes] = useState<Strokes<Stroke>>(NO_STROKES);
  const { drawn: waiting, undone } = strokes;
  const [drawn, setDrawn] = useState<Stroke>();
  const [pointer, setPointer] = useState<{ x: number; y: number }>();
  const [busy, setBusy] = useState(false);

  /** Changes the cut-out in a way that can be taken back. */
  const run = async (call: () => Promise<GarmentSeen>) => {
    const { id, cutOutHash: before } = garment;
    /** The list is not there to read the record again. */
    const refresh = async () => {
      const fresh = await client.call('garments.get', { id });
      useRecords.getState().put([fresh]);
      return fresh.cutOutHash;
    };
    const back = async (to: string | undefined) => {
      await client.call('garments.resetCutOut', { id, ...(to ? { to } : {}) });
      await refresh();
    };
    setBusy(true);
    try {
      setMended(await call());
      setStrokes(NO_STROKES);
      const after = await refresh();
      const label: Said = (t) => t('library:tool.cut-out');
      useUndo.getState().push({ label, undo: () => back(before), redo: () => back(after) });
    } catch (error) {
      notifyError(error);
    } finally {
      setBusy(false);
    }
  };
  const apply = () =>
    run(() => client.call('garments.repairCutOut', { id: garment.id, strokes: [...waiting] }));
  const reset = () => run(() => client.call('garments.resetCutOut', { id: garment.id }));
  const size = (by: number) => setRadius(grown(radius, by, range));
  useCommands([
    {
      id: 'brush.smaller',
      title: 'commands:brush.smaller',
      group: 'library',
      keys: ['['],
      run: () => size(-1),
    },
    { id: 'brush.larger', title: 'commands:brush.larger', group: 'library', keys: [']'], run: () => size(1) },
    {
      id: 'brush.undo',
      title: 'commands:brush.undo',
      group: 'library',
      leader: 'general.undo',
      enabled: () => waiting.length > 0 && !busy,
      run: () => setStrokes(strokeUndone),
    },
    {
      id: 'brush.redo',
      title: 'commands:brush.redo',
      group: 'library',
      leader: 'general.redo',
      enabled: () => undone.length > 0 && !busy,
      run: () => setStrokes(strokeRedone),
    },
    {
      id: 'brush.apply',
      title: 'commands:brush.apply',
      group: 'library',
      keys: ['Enter'],
      enabled: () => waiting.length > 0 && !busy,
      run: apply,
    },
  ]);

  if (read.error && !seen)
    return (
      <div className={classes.waiting}>
        <ErrorView error={read.error} onRetry={read.reload} />
      </div>
    );
  if (!seen || !picture)
    return (
      <div className={classes.waiting} role="status">
        <Loader size="sm" role="img" aria-label={t('library:seen.looking')} />
      </div>
    );
  const shown = drawn ? [...waiting, drawn] : waiting;
  return (
    <>
      <div className={classes.tools} data-chrome>
        <SegmentedControl
          aria-label={t('library:brush.label')}
          value={does}
          onChange={(value) => setDoes(value as Stroke['does'])}
          data={[
            { value: 'add', label: t('library:brush.add') },
            { value: 'remove', label: t('library:brush.remove') },
          ]}
        />
        <span>{t('library:brush.radius')}</span>
        <Slider
          className={classes.slider}
          thumbLabel={t('library:brush.radius')}
          label={null}
          min={range.least}
          max={range.most}
          step={1}
          value={radius}
          onChange={setRadius}
        />
        <Checkbox
          label={t('library:brush.edgeAware')}
          checked={edgeAware}
          onChange={(event) => setEdgeAware(event.currentTarget.checked)}
        />
        <Checkbox
          label={t('library:brush.showLeft')}
          checked={showLeft}
          onChange={(event) => setShowLeft(event.currentTarget.checked)}
        />
      </div>
      <ZoomView
        label={t('library:tool.cut-out')}
        size={seen}
        pictures={
          <>
            {showLeft && <img className={classes.left} src={picture.src} alt="" />}
            <img src={client.pictureUrl(seen.cutOut)} alt="" />
          </>
        }
        overlay={(view) => (
          <>
            <svg className={classes.strokes} aria-hidden="true">
              {shown.map((stroke, at) => (
                <polyline
                  // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only added and taken off at the end
                  key={at}
                  data-does={stroke.does}
                  points={polyline(view, stroke.points)}
                  strokeWidth={2 * stroke.radius * view.scale}
                />
              ))}
            </svg>
            {pointer && (
              <svg className={classes.brush} aria-hidden="true">
                <circle
                  cx={toScreen(view, pointer.x, pointer.y).x}
                  cy={toScreen(view, pointer.x, pointer.y).y}
                  r={radius * view.scale}
                />
              </svg>
            )}
          </>
        )}
        tool={{
          cursor: 'none',
          // Alt turns the brush around for one stroke
          down: (x, y, event) =>
            setDrawn({
              does: event.altKey ? (does === 'add' ? 'remove' : 'add') : does,
              radius,
              edgeAware,
              points: [x, y],
            }),
          move: (x, y) => setDrawn((stroke) => stroke && strokeWith(stroke, x, y)),
          up: () => {
            if (drawn) setStrokes((all) => withStroke(all, drawn));
            setDrawn(undefined);
          },
          hover: setPointer,
        }}
      >
        {(waiting.length > 0 || undone.length > 0) && (
          <>
            <Step
              title={t('commands:brush.undo')}
              disabled={busy || waiting.length === 0}
              onStep={() => setStrokes(strokeUndone)}
            >
              <IconArrowBackUp size={16} />
            </Step>
            <Step
              title={t('commands:brush.redo')}
              disabled={busy || undone.length === 0}
              onStep={() => setStrokes(strokeRedone)}
            >
              <IconArrowForwardUp size={16} />
            </Step>
          </>
        )}
        {waiting.length > 0 && (
          <>
            <Button disabled={busy} onClick={() => setStrokes(NO_STROKES)}>
              {t('library:brush.discard')}
            </Button>
            <Button variant="filled" loading={busy} onClick={() => void apply()}>
              {t('library:brush.apply', { count: waiting.length })}
            </Button>
          </>
        )}
        {garment.cutOutHash && waiting.length === 0 && (
          <Button disabled={busy} onClick={() => void reset()}>
            {t('library:brush.reset')}
          </Button>
        )}
      </ZoomView>
    </>
  );
}

function Step(props: { title: string; disabled: boolean; onStep: () => void; children: ReactNode }) {
  return (
    <Tooltip label={props.title}>
      <ActionIcon aria-label={props.title} disabled={props.disabled} onClick={props.onStep}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
