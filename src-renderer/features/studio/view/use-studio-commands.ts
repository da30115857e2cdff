/** Commands of the studio: its keys, and its lines in the command palette. */

import type { LookCard } from '../../../../src-main/contract/calls/looks.ts';
import { type Command, useCommands } from '../../../commands/registry.ts';
import { notify, notifyError } from '../../../ui/notify.tsx';
import { endComparing } from '../../preview3d/state/comparing.ts';
import { previewOf } from '../../preview3d/state/session.ts';
import { usePreview } from '../../preview3d/state/store.ts';
import { removeLayer } from '../logic/document-edits.ts';
import { actualPixels, FITTED, keepInSight, toScreen } from '../logic/viewport.ts';
import { useDrag } from '../state/drag.ts';
import { MOST_COMPARED, photoSize, pixelRatio, setView, type ToolName, useStudio } from '../state/store.ts';
import { brushRadius } from '../tools/brush-tool.ts';
import { useChoosing } from './choosing.ts';
import { copyPicture } from './clipboard.ts';
import { useGarmentName, useSession } from './hooks.ts';
import { hand, usePointer } from './pointer.ts';
import { trashLook } from './trash.ts';

const state = useStudio.getState;
const opened = () => state().queue !== undefined;
const dressed = () => (state().queue?.document.layers.length ?? 0) > 0;

/** Takes a tool; the one in hand already is put down. */
function take(tool: ToolName): void {
  useStudio.setState((now) => ({
    tool: now.tool === tool && !now.view3d ? 'look' : tool,
    view3d: false,
    layerId: now.layerId ?? now.queue?.document.layers.at(-1)?.id,
    focused: undefined,
    compared: [],
    split: undefined,
    spot: undefined,
  }));
}

function leave(): void {
  if (hand.machine?.cancel()) return;
  const now = state();
  if (useChoosing.getState().person) useChoosing.setState({ person: false });
  else if (now.view3d && endComparing()) return;
  else if (now.view3d) useStudio.setState({ view3d: false });
  else if (now.compared.length) useStudio.setState({ compared: [] });
  else if (now.tool !== 'look') useStudio.setState({ tool: 'look', focused: undefined });
  else useStudio.setState({ spot: undefined, split: undefined, focused: undefined });
}

export function useStudioCommands(looks: LookCard[]): void {
  const session = useSession();
  const nameOf = useGarmentName();
  const preview = previewOf(session.client);
  const photo = () => opened() && !state().view3d;
  const overBody = () => {
    usePreview.setState(({ overlay }) => ({ overlay: !overlay || state().view3d }));
    useStudio.setState({ view3d: false });
  };
  /** Beside the body its changes and those of the look are one history: what was done last is undone first. */
  const ofBody = (which: 'undo' | 'redo') => {
    if (!state().view3d) return false;
    const { done, undone } = usePreview.getState();
    const body = (which === 'undo' ? done : undone).at(-1)?.at;
    const look = session.madeAt(which);
    if (body === undefined || look === undefined) return body !== undefined;
    return which === 'undo' ? body > look : body < look;
  };
  const compare = () => {
    const id = state().queue?.look.id;
    const others = looks.map((card) => card.look.id).filter((other) => other !== id);
    const comparing = state().compared.length > 0 || !id;
    useStudio.setState({
      compared: comparing ? [] : [id, ...others.slice(-(MOST_COMPARED - 1))],
      view3d: false,
    });
  };
  const actual = () =>
    setView((view, now) => {
      const pointer = usePointer.getState().at;
      const at = pointer ? toScreen(view, pointer) : { x: now.pane.width / 2, y: now.pane.height / 2 };
      return keepInSight(actualPixels(view, at, pixelRatio()), now.pane, photoSize(now), pixelRatio());
    });
  const remove = () => {
    const { queue, layerId, tool } = state();
    const layer = queue?.document.layers.find((other) => other.id === layerId);
    if (layer && tool === 'look' && !state().view3d)
      session.commit(removeLayer(layer.id, nameOf(layer.garmentId)));
  };
  const tool = (name: ToolName, key: string, enabled: () => boolean): Command => ({
    id: `studio.${name}`,
    title: `commands:studio.${name}`,
    group: 'studio',
    keys: [key],
    enabled,
    run: () => take(name),
  });
  const radius = (larger: boolean) =>
    useStudio.setState(({ brush }) => ({ brush: { ...brush, radius: brushRadius(brush.radius, larger) } }));
  const brushing = () => state().tool === 'brush';
  const one = (
    name: string,
    keys: string[],
    run: () => unknown,
    enabled: () => boolean = opened,
    more: Partial<Command> = {},
  ): Command => ({
    id: `studio.${name}`,
    title: `commands:studio.${name}`,
    group: 'studio',
    keys,
    run,
    enabled,
    ...more,
  });
  useCommands([
    one(
      'undo',
      [],
      () => (ofBody('undo') ? preview.undo() : session.undo()),
      () =>
        (state().view3d && usePreview.getState().done.length > 0) ||
        (state().queue?.applied ?? 0) > 0 ||
        useDrag.getState().document !== undefined,
      { leader: 'general.undo' },
    ),
    one(
      'redo',
      [],
      () => (ofBody('redo') ? preview.redo() : session.redo()),
      () => {
        const { queue, view3d } = state();
        if (view3d && usePreview.getState().undone.length > 0) return true;
        return !!queue && queue.applied < queue.edits;
      },
      { leader: 'general.redo' },
    ),
    tool('look', 'V', opened),
    tool('pose', 'P', opened),
    tool('pins', 'N', dressed),
    tool('brush', 'O', dressed),
    one('smaller', ['['], () => radius(false), brushing, { hidden: true }),
    one('larger', [']'], () => radius(true), brushing, { hidden: true }),
    one('view3d', ['3'], () => useStudio.setState((now) => ({ view3d: !now.view3d, compared: [] }))),
    one('bodyOverlay', ['Shift+B'], overBody, () => usePreview.getState().told !== undefined),
    one('fit', ['F'], () => useStudio.setState({ shared: FITTED }), photo),
    one('actual', ['Z'], actual, photo),
    one('split', ['Y'], () =>
      useStudio.setState((now) => ({
        split: now.split === undefined || now.view3d ? 0.5 : undefined,
        compared: [],
        view3d: false,
      })),
    ),
    one('peek', ['\\'], () => {}, opened, { hidden: true }),
    one('compare', ['C'], compare, photo),
    one(
      'invented',
      ['M'],
      () => session.setInvented(!state().invented),
      () => dressed() && !state().view3d,
    ),
    one('complete', ['Shift+C'], () => useStudio.setState(({ completing }) => ({ completing: !completing }))),
    one('finish', ['Shift+F'], () => session.loop.finish()),
    one('new', ['Ctrl+Shift+N'], () => session.createLook().catch(notifyError)),
    one('duplicate', ['Ctrl+D'], () => session.duplicate().catch(notifyError)),
    one('copy', ['Ctrl+C'], () => {
      session.copy();
      notify((t) => t('studio:clipboard.copied'));
    }),
    one(
      'paste',
      ['Ctrl+V'],
      () => session.paste(),
      () => opened() && state().copied !== undefined,
    ),
    one('copyPicture', ['Ctrl+Shift+C'], () => copyPicture(session).catch(notifyError)),
    one('export', [], () => useStudio.setState({ exporting: true }), opened, { leader: 'general.export' }),
    one('remove', ['Delete', 'Backspace'], remove, () => state().layerId !== undefined, { hidden: true }),
    one('trash', ['Ctrl+Delete', 'Ctrl+Backspace'], () => {
      const { queue } = state();
      if (queue) return trashLook(session, queue.look, looks).catch(notifyError);
      return undefined;
    }),
    one('subject', [], () => useChoosing.setState({ person: true })),
    one('escape', ['Escape'], leave, opened, { hidden: true, whileTyping: false }),
  ]);
}
