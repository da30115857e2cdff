/** Landmark editor: the points the garment is fitted by, dragged or moved with the arrow keys. */

import { Button, Loader } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GarmentSeen } from '../../../src-main/contract/calls/garments.ts';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { told } from '../../../src-main/contract/told.ts';
import { useClient, useRead } from '../../client/context.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { usePicture } from '../../ui/use-picture.ts';
import { toPicture, toScreen, type View } from '../../ui/view-transform.ts';
import { ZoomView } from '../../ui/zoom-view.tsx';
import { change } from './actions.ts';
import classes from './loupe.module.css';

type Landmark = GarmentSeen['landmarks'][number];

/** Kind and side of a landmark's name: `cuffOuterL` is the left outer cuff. */
export function landmarkWords(name: string): { kind: string; side: 'L' | 'R' | undefined } {
  const side = name.at(-1);
  return side === 'L' || side === 'R' ? { kind: name.slice(0, -1), side } : { kind: name, side: undefined };
}

function Handle(props: {
  landmark: Landmark;
  name: string;
  view: View;
  size: { width: number; height: number };
  onMove: (u: number, v: number) => void;
  onReset: () => void;
}) {
  const { landmark, view, size, name } = props;
  const [dragged, setDragged] = useState<{ u: number; v: number }>();
  const { u, v } = dragged ?? landmark;
  const at = toScreen(view, u * size.width, v * size.height);
  const limit = (share: number) => Math.min(1.5, Math.max(-0.5, share));
  const drag = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const handle = event.currentTarget;
    const frame = handle.parentElement!.getBoundingClientRect();
    const grip = { x: event.clientX - frame.left - at.x, y: event.clientY - frame.top - at.y };
    handle.setPointerCapture(event.pointerId);
    let now: { u: number; v: number } | undefined;
    const move = (e: globalThis.PointerEvent) => {
      const p = toPicture(view, e.clientX - frame.left - grip.x, e.clientY - frame.top - grip.y);
      now = { u: limit(p.x / size.width), v: limit(p.y / size.height) };
      setDragged(now);
    };
    const end = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('lostpointercapture', end);
      setDragged(undefined);
      if (now) props.onMove(now.u, now.v);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end);
  };
  const press = (event: KeyboardEvent) => {
    const by = (event.shiftKey ? 10 : 1) / view.scale;
    const [x, y] = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[
      event.key
    ] ?? [0, 0];
    if (event.key === 'Delete' || event.key === 'Backspace') props.onReset();
    else if (x || y) props.onMove(limit(u + x / size.width), limit(v + y / size.height));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      type="button"
      className={classes.handle}
      style={{ left: at.x, top: at.y }}
      data-corrected={landmark.corrected || undefined}
      aria-label={name}
      onPointerDown={drag}
      onKeyDown={press}
      onDoubleClick={props.onReset}
    >
      <span aria-hidden>{name}</span>
    </button>
  );
}

export function LandmarkEditor({ garment }: { garment: CatalogGarment }) {
  const { t } = useTranslation();
  const client = useClient();
  const seen = useRead('garments.inspect', { id: garment.id }, ['garments']);
  const picture = usePicture(garment.hash);
  const set = (landmarks: CatalogGarment['landmarks']) =>
    void change(client, (t) => t('library:tool.landmarks'), [garment], { landmarks });
  const reset = (name: string) => {
    const { [name]: _, ...rest } = garment.landmarks;
    if (name in garment.landmarks) set(rest);
  };
  if (seen.error && !seen.data)
    return (
      <div className={classes.waiting}>
        <ErrorView error={seen.error} onRetry={seen.reload} />
      </div>
    );
  if (!seen.data || !picture)
    return (
      <div className={classes.waiting} role="status">
        <Loader size="sm" role="img" aria-label={t('library:seen.looking')} />
      </div>
    );
  // what has just been moved counts before the core has looked again
  const landmarks = seen.data.landmarks.map((landmark) => {
    const own = garment.landmarks[landmark.name];
    return own ? { ...landmark, u: own.x, v: own.y, corrected: true } : landmark;
  });
  const nameOf = (name: string) => {
    const { kind, side } = landmarkWords(name);
    const word = t(`library:landmark.${kind}`, { defaultValue: kind });
    return side ? t(`library:side.${side}`, { what: word }) : word;
  };
  const size = seen.data;
  return (
    <>
      <div className={classes.tools} data-chrome>
        <span className={classes.grow}>
          {t('library:seen.confidence', { share: Math.round(size.confidence * 100) })} ·{' '}
          {t('library:landmarkHint')}
          {size.notes.length > 0 && (
            <span className={classes.notes}>{size.notes.map((note) => told(t, note)).join(' · ')}</span>
          )}
        </span>
        {Object.keys(garment.landmarks).length > 0 && (
          <Button onClick={() => set({})}>{t('library:landmarkReset')}</Button>
        )}
      </div>
      <ZoomView
        label={t('library:tool.landmarks')}
        size={size}
        pictures={<img src={picture.src} alt="" />}
        overlay={(view) =>
          landmarks.map((landmark) => (
            <Handle
              key={landmark.name}
              landmark={landmark}
              name={nameOf(landmark.name)}
              view={view}
              size={size}
              onMove={(x, y) => set({ ...garment.landmarks, [landmark.name]: { x, y } })}
              onReset={() => reset(landmark.name)}
            />
          ))
        }
      />
    </>
  );
}
