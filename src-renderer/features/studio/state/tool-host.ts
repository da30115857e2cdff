/** Tool host: what the tools may ask of the session and do to it. */

import { keepInSight } from '../logic/viewport.ts';
import type { BrushHost } from '../tools/brush-tool.ts';
import type { LookHost } from '../tools/look-tool.ts';
import { documentNow } from './drag.ts';
import type { StudioSession } from './session.ts';
import { photoSize, pixelRatio, setView, useStudio, viewOf } from './store.ts';

export function toolHost(session: StudioSession): BrushHost & LookHost {
  const state = useStudio.getState;
  return {
    document: () =>
      documentNow() ?? {
        format: 1,
        photoId: '',
        subject: 1,
        layers: [],
        pose: {},
        strokes: [],
      },
    rendered: () => session.loop.state.rendered,
    layerId: () => state().layerId,
    scale: () => viewOf(state()).scale,
    newId: () => crypto.randomUUID(),
    preview: (edit) => session.preview(edit, true),
    drop: () => session.drop(),
    commit: (edit) => void session.commit(edit),
    focus: (focused) => useStudio.setState({ focused }),
    brush: () => state().brush,
    stroke: (stroke) => useStudio.setState({ stroke }),
    chooseLayer: (layerId) => useStudio.setState({ layerId }),
    pan: (dx, dy) =>
      setView((view, s) =>
        keepInSight({ ...view, x: view.x + dx, y: view.y + dy }, s.pane, photoSize(s), pixelRatio()),
      ),
  };
}
