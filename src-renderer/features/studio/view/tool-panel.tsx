/** Tool panel: what the tool in hand can do, as lists and buttons. */

import { ActionIcon, Button, SegmentedControl, Switch } from '@mantine/core';
import { IconRestore, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { jointName } from '../../../../src-main/contract/joint-name.ts';
import { told } from '../../../../src-main/contract/told.ts';
import { clearStrokes, eraseLastStroke, removePins, resetJoints } from '../logic/document-edits.ts';
import { shownDocument, useStudio } from '../state/store.ts';
import { toolHost } from '../state/tool-host.ts';
import { brushRadius } from '../tools/brush-tool.ts';
import { pinHandles, unpin } from '../tools/pins-tool.ts';
import { handlesOf, jointsOf, resetJoint } from '../tools/pose-tool.ts';
import { useGarmentName, useSession } from './hooks.ts';
import { LocalSlider } from './local-slider.tsx';
import { CONFIDENCE_COLOURS, confidenceKind, STROKE_COLOURS } from './overlay.tsx';
import studio from './studio.module.css';
import classes from './tool-panel.module.css';

function Item(props: {
  id: string;
  name: string;
  note: string;
  colour: string;
  square?: boolean;
  reset?: { label: string; run(): void; icon: ReactNode };
}) {
  const focused = useStudio((state) => state.focused === props.id);
  return (
    <li className={classes.item} data-focused={focused || undefined}>
      <i
        className={classes.dot}
        data-square={props.square || undefined}
        style={{ background: props.colour }}
      />
      <button
        type="button"
        className={classes.choose}
        onClick={() => useStudio.setState({ focused: props.id })}
      >
        {props.name}
      </button>
      <span className={classes.share}>{props.note}</span>
      {props.reset && (
        <ActionIcon size={22} aria-label={props.reset.label} onClick={props.reset.run}>
          {props.reset.icon}
        </ActionIcon>
      )}
    </li>
  );
}

export function PosePanel() {
  const { t } = useTranslation();
  const session = useSession();
  const document = useStudio(shownDocument);
  const rendered = useStudio((state) => state.render.rendered);
  if (!document) return null;
  const joints = handlesOf(jointsOf(rendered, document));
  const unseen = rendered?.notes.filter(({ code }) => code === 'limb-not-seen') ?? [];
  return (
    <>
      <p className={studio.hint}>{t('studio:pose.hint')}</p>
      {unseen.map((note) => (
        <p key={note.text} className={classes.note}>
          {told(t, note, rendered?.joints)}
        </p>
      ))}
      <div className={classes.legend}>
        {(Object.keys(CONFIDENCE_COLOURS) as (keyof typeof CONFIDENCE_COLOURS)[]).map((kind) => (
          <span key={kind}>
            <i
              className={classes.dot}
              data-square={kind === 'corrected' || undefined}
              style={{ background: CONFIDENCE_COLOURS[kind] }}
            />
            {t(`studio:pose.legend.${kind}`)}
          </span>
        ))}
      </div>
      <ul className={classes.list} aria-label={t('studio:pose.joints')}>
        {joints.map((joint) => {
          const name = jointName(t, joint.name, joints);
          return (
            <Item
              key={joint.name}
              id={joint.name}
              name={name}
              note={joint.corrected ? '' : `${Math.round(joint.visibility * 100)} %`}
              colour={CONFIDENCE_COLOURS[confidenceKind(joint)]}
              square={joint.corrected}
              {...(joint.corrected
                ? {
                    reset: {
                      label: t('studio:pose.reset', { joint: name }),
                      run: () => void session.commit(resetJoint(joint.name)),
                      icon: <IconRestore size={13} aria-hidden />,
                    },
                  }
                : {})}
            />
          );
        })}
      </ul>
      <div className={classes.actions}>
        <Button disabled={!Object.keys(document.pose).length} onClick={() => session.commit(resetJoints())}>
          {t('studio:pose.resetAll')}
        </Button>
      </div>
    </>
  );
}

export function PinsPanel() {
  const { t } = useTranslation();
  const session = useSession();
  const document = useStudio(shownDocument);
  const rendered = useStudio((state) => state.render.rendered);
  const layerId = useStudio((state) => state.layerId);
  const nameOf = useGarmentName();
  const layer = document?.layers.find((other) => other.id === layerId);
  if (!document || !layer) return <p className={studio.hint}>{t('studio:pins.choose')}</p>;
  const handles = pinHandles(rendered, document, layerId);
  const pinned = handles.filter((handle) => handle.pinId !== undefined);
  return (
    <>
      <p className={studio.hint}>
        {layer.locked ? t('studio:layers.locked') : t('studio:pins.hint', { name: nameOf(layer.garmentId) })}
      </p>
      <ul className={classes.list} aria-label={t('studio:pins.title')}>
        {handles.map((handle) => {
          const name = handle.landmark ? t(`studio:landmark.${handle.landmark}`) : t('studio:pins.own');
          const remove = () => {
            const edit = unpin(toolHost(session), handle.key);
            if (edit) session.commit(edit);
          };
          return (
            <Item
              key={handle.key}
              id={handle.key}
              name={name}
              note=""
              colour={handle.pinId ? '#1b5fd1' : 'transparent'}
              square={handle.landmark !== undefined}
              {...(handle.pinId
                ? {
                    reset: {
                      label: t('studio:pins.remove', { name }),
                      run: remove,
                      icon: <IconX size={13} aria-hidden />,
                    },
                  }
                : {})}
            />
          );
        })}
      </ul>
      <div className={classes.actions}>
        <Button
          disabled={!pinned.length || layer.locked}
          onClick={() => session.commit(removePins(layer.id))}
        >
          {t('studio:pins.removeAll')}
        </Button>
      </div>
    </>
  );
}

export function BrushPanel() {
  const { t } = useTranslation();
  const session = useSession();
  const brush = useStudio((state) => state.brush);
  const document = useStudio(shownDocument);
  const layerId = useStudio((state) => state.layerId);
  const scope = brush.oneLayer ? layerId : undefined;
  const set = (change: Partial<typeof brush>) => useStudio.setState({ brush: { ...brush, ...change } });
  const strokes = document?.strokes.filter((stroke) => !scope || !stroke.layerId || stroke.layerId === scope);
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('studio:brush.puts')}
        value={brush.puts}
        onChange={(puts) => set({ puts: puts as typeof brush.puts })}
        data={(['front', 'behind'] as const).map((puts) => ({
          value: puts,
          label: (
            <span className={studio.row}>
              <i className={classes.dot} style={{ background: STROKE_COLOURS[puts] }} />
              {t(`studio:brush.${puts}`)}
            </span>
          ),
        }))}
      />
      <p className={studio.hint} style={{ margin: '8px 0' }}>
        {t(`studio:brush.hint.${brush.puts}`)}
      </p>
      <LocalSlider
        label={t('studio:brush.radius')}
        value={brush.radius}
        least={1}
        most={400}
        onChange={(radius) => set({ radius })}
        onStep={(larger) => set({ radius: brushRadius(brush.radius, larger) })}
      />
      <LocalSlider
        label={t('studio:brush.hardness')}
        value={Math.round(brush.hardness * 100)}
        least={0}
        most={100}
        onChange={(hardness) => set({ hardness: hardness / 100 })}
      />
      <Switch
        mt={6}
        label={t('studio:brush.oneLayer')}
        checked={brush.oneLayer}
        onChange={(event) => set({ oneLayer: event.currentTarget.checked })}
      />
      <div className={classes.actions}>
        <Button disabled={!strokes?.length} onClick={() => session.commit(eraseLastStroke(scope))}>
          {t('studio:brush.eraseLast')}
        </Button>
        <Button disabled={!strokes?.length} onClick={() => session.commit(clearStrokes(scope))}>
          {t('studio:brush.eraseAll')}
        </Button>
      </div>
    </>
  );
}
