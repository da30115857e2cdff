/** Stage bar: view, comparing and tools under the picture. */

import { Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconAspectRatio,
  IconBodyScan,
  IconBrush,
  IconColumns,
  IconContrast2,
  IconCube,
  IconDeviceFloppy,
  IconDownload,
  IconLayersDifference,
  IconMaximize,
  IconPin,
  IconPointer,
  IconRotate3d,
  IconRotate360,
  IconRotateClockwise,
  IconSparkles,
  IconStretching,
  IconUser,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { Keycaps } from '../../../app/keycaps.tsx';
import { useSettings } from '../../../app/settings.ts';
import { useClient } from '../../../client/context.tsx';
import { keysOf, runCommand, useRegistry } from '../../../commands/registry.ts';
import { VIEW_NAMES, type ViewName } from '../../../scene/views.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { usePreview } from '../../preview3d/state/store.ts';
import { useHasOverlay } from '../../preview3d/view/body-overlay.tsx';
import { FITTED } from '../logic/viewport.ts';
import { pixelRatio, type ToolName, useStudio, viewOf } from '../state/store.ts';
import classes from './bar.module.css';

/** A command as a button, with its key in the hint. */
function Command(props: {
  id: string;
  icon: ReactNode;
  words?: string;
  pressed?: boolean;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const command = useRegistry((state) => state.commands.findLast((one) => one.id === props.id));
  const own = useSettings((state) => state.settings.keys);
  const title = command ? t(command.title) : '';
  const key = command && keysOf(command, own)[0];
  const { words = '' } = props;
  // whoever speaks to the computer says what stands on the button
  const named = title.toLowerCase().includes(words.toLowerCase()) ? title : `${words}: ${title}`;
  return (
    <Tooltip
      label={
        <span style={{ display: 'flex', gap: 8 }}>
          {title}
          {key && <Keycaps combo={key} />}
        </span>
      }
    >
      <button
        type="button"
        className={classes.tool}
        aria-label={named}
        aria-pressed={props.pressed}
        disabled={props.disabled}
        onClick={() => runCommand(props.id)}
      >
        {props.icon}
        {props.words && <span className={classes.words}>{props.words}</span>}
      </button>
    </Tooltip>
  );
}

const TOOLS: Record<ToolName, ReactNode> = {
  look: <IconPointer size={16} aria-hidden />,
  pose: <IconStretching size={16} aria-hidden />,
  pins: <IconPin size={16} aria-hidden />,
  brush: <IconBrush size={16} aria-hidden />,
};

const VIEW_ICONS: Record<ViewName, ReactNode> = {
  front: <IconUser size={16} aria-hidden />,
  quarter: <IconRotate3d size={16} aria-hidden />,
  side: <IconRotateClockwise size={16} aria-hidden />,
  back: <IconRotate360 size={16} aria-hidden />,
};

export function StageBar() {
  const { t } = useTranslation();
  const client = useClient();
  const state = useStudio(
    useShallow(({ queue, tool, split, invented, shared, compared, view3d }) => ({
      applied: queue?.applied ?? 0,
      edits: queue?.edits ?? 0,
      open: queue !== undefined,
      bare: !queue?.document.layers.length,
      comparing: compared.length > 0,
      splitting: split !== undefined,
      fitted: shared === FITTED,
      tool,
      invented,
      view3d,
    })),
  );
  const scale = useStudio((all) => viewOf(all).scale);
  const surround = useSettings((settings) => settings.settings.surround);
  const change = useSettings((settings) => settings.change);
  const zoom = Math.round(scale * pixelRatio() * 100);
  const { comparing, bare, view3d } = state;
  const body = usePreview(
    useShallow(({ done, undone, overlay }) => ({ done: done.length, undone: undone.length, overlay })),
  );
  const hasOverlay = useHasOverlay();
  return (
    <div className={classes.holder} data-chrome>
      <div
        className={classes.bar}
        role="toolbar"
        aria-label={t('studio:bar.title')}
        data-full={(hasOverlay && !view3d) || undefined}
      >
        <Command
          id="studio.undo"
          icon={<IconArrowBackUp size={16} aria-hidden />}
          disabled={state.applied === 0 && !(view3d && body.done > 0)}
        />
        <Command
          id="studio.redo"
          icon={<IconArrowForwardUp size={16} aria-hidden />}
          disabled={state.applied >= state.edits && !(view3d && body.undone > 0)}
        />
        <i className={classes.rule} />
        {(Object.keys(TOOLS) as ToolName[]).map((tool) => (
          <Command
            key={tool}
            id={`studio.${tool}`}
            icon={TOOLS[tool]}
            words={t(`studio:bar.${tool}`)}
            pressed={state.tool === tool && !comparing && !view3d}
            disabled={bare && (tool === 'pins' || tool === 'brush')}
          />
        ))}
        <Command
          id="studio.view3d"
          icon={<IconCube size={16} aria-hidden />}
          words={t('studio:bar.view3d')}
          pressed={view3d}
        />
        <i className={classes.rule} />
        {view3d ? (
          <Views />
        ) : (
          <>
            <Command
              id="studio.split"
              icon={<IconLayersDifference size={16} aria-hidden />}
              words={t('studio:bar.split')}
              pressed={state.splitting}
              disabled={comparing}
            />
            <Command
              id="studio.compare"
              icon={<IconColumns size={16} aria-hidden />}
              words={t('studio:bar.compare')}
              pressed={comparing}
            />
            <Command
              id="studio.invented"
              icon={<IconSparkles size={16} aria-hidden />}
              words={t('studio:bar.invented')}
              pressed={state.invented}
              disabled={bare}
            />
            {hasOverlay && (
              <Command
                id="studio.bodyOverlay"
                icon={<IconBodyScan size={16} aria-hidden />}
                words={t('studio:bar.bodyOverlay')}
                pressed={body.overlay}
              />
            )}
          </>
        )}
        <span className={classes.grow} />
        <Menu position="top-end" withinPortal>
          <Menu.Target>
            <button type="button" className={classes.tool} aria-label={t('studio:bar.surround')}>
              <IconContrast2 size={16} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('studio:bar.surround')}</Menu.Label>
            <Menu.RadioGroup
              value={surround}
              onChange={(colour) =>
                change(client, { surround: colour as typeof surround }).catch(notifyError)
              }
            >
              {(['grey', 'black', 'white'] as const).map((colour) => (
                <Menu.RadioItem key={colour} value={colour} closeMenuOnClick>
                  {t(`studio:bar.${colour}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Dropdown>
        </Menu>
        {view3d ? (
          <>
            <Command id="preview3d.fit" icon={<IconMaximize size={16} aria-hidden />} />
            <Command id="preview3d.save" icon={<IconDeviceFloppy size={16} aria-hidden />} />
          </>
        ) : (
          <>
            <span className={classes.zoom}>{zoom} %</span>
            <Command id="studio.fit" icon={<IconMaximize size={16} aria-hidden />} pressed={state.fitted} />
            <Command id="studio.actual" icon={<IconAspectRatio size={16} aria-hidden />} />
          </>
        )}
        <i className={classes.rule} />
        <Command
          id="studio.export"
          icon={<IconDownload size={16} aria-hidden />}
          words={t('studio:bar.export')}
          disabled={!state.open}
        />
      </div>
    </div>
  );
}

/** Views of the body that have a button. */
function Views() {
  const { t } = useTranslation();
  return VIEW_NAMES.map((view) => (
    <Command key={view} id={`preview3d.${view}`} icon={VIEW_ICONS[view]} words={t(`studio:bar.${view}`)} />
  ));
}
