/** Studio store: everything the room shows. Changed by the session and by small setters of the view. */

import { create } from 'zustand';
import type { Photo } from '../../../../src-main/contract/catalog/client.ts';
import type { CatalogGarment } from '../../../../src-main/contract/catalog/garment.ts';
import type { LookDocument, LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import type { Stroke } from '../logic/document-edits.ts';
import type { QueueState } from '../logic/edit-queue.ts';
import type { RenderState } from '../logic/render-loop.ts';
import { FITTED, type SharedView, type Size, shareView, type View, viewOfShared } from '../logic/viewport.ts';
import type { Brush } from '../tools/brush-tool.ts';

export type ToolName = 'look' | 'pose' | 'pins' | 'brush';
export const MOST_COMPARED = 4;

export interface StudioState {
  /** What is being opened, until it is there. */
  opening: boolean;
  openError: unknown;
  photo: Photo | undefined;
  queue: QueueState | undefined;
  /** The document of a drag under way, which is no edit yet. */
  live: LookDocument | undefined;
  render: RenderState;
  garments: Record<string, CatalogGarment>;
  tool: ToolName;
  layerId: string | undefined;
  /** Joint or pin that the keyboard moves. */
  focused: string | undefined;
  brush: Brush;
  /** Stroke being painted. */
  stroke: Stroke | undefined;
  shared: SharedView;
  pane: Size;
  /** before-after slider: where it stands, share of the photo's width; undefined = off. */
  split: number | undefined;
  /** The key for a look at the photo itself is held. */
  peek: boolean;
  invented: boolean;
  /** Looks side by side; empty = not comparing. */
  compared: string[];
  /** Pictures made for looks side by side, by look: a library that is only read keeps none. */
  made: Record<string, string>;
  /** Place to point at, photo pixels. */
  spot: { x: number; y: number } | undefined;
  exporting: boolean;
  /** The rail shows what goes with the look. */
  completing: boolean;
  /** The body in three dimensions stands in the place of the photo. */
  view3d: boolean;
  copied: LookDocument | undefined;
}

export const useStudio = create<StudioState>(() => ({
  opening: false,
  openError: undefined,
  photo: undefined,
  queue: undefined,
  live: undefined,
  render: { rendered: undefined, making: undefined, error: undefined, stale: false },
  garments: {},
  tool: 'look',
  layerId: undefined,
  focused: undefined,
  brush: { puts: 'front', radius: 24, hardness: 0.8, oneLayer: true },
  stroke: undefined,
  shared: FITTED,
  pane: { width: 800, height: 600 },
  split: undefined,
  peek: false,
  invented: false,
  compared: [],
  made: {},
  spot: undefined,
  exporting: false,
  completing: false,
  view3d: false,
  copied: undefined,
}));

/** The document on show: that of a drag under way, else with every edit. */
export const shownDocument = (state: StudioState): LookDocument | undefined =>
  state.live ?? state.queue?.document;

/** Size of the photo, pixels, from whatever knows it. */
export function photoSize(state: StudioState): Size {
  const { rendered } = state.render;
  if (rendered) return { width: rendered.photoWidth, height: rendered.photoHeight };
  return { width: state.photo?.width ?? 1000, height: state.photo?.height ?? 1333 };
}

export const chosenLayer = (state: StudioState): LookLayer | undefined =>
  shownDocument(state)?.layers.find((layer) => layer.id === state.layerId);

export const pixelRatio = (): number => globalThis.devicePixelRatio || 1;

export const viewOf = (state: StudioState): View =>
  viewOfShared(state.shared, state.pane, photoSize(state), pixelRatio());

/** Puts another view on show. */
export function setView(change: (view: View, state: StudioState) => View): void {
  useStudio.setState((state) => ({
    shared: shareView(change(viewOf(state), state), state.pane, photoSize(state), pixelRatio()),
  }));
}

/** Another pane size: a fitting view fits again, any other keeps its magnification and its middle. */
export function setPane(pane: Size): void {
  useStudio.setState((state) => {
    if (pane.width < 2 || pane.height < 2) return {};
    if (state.shared === FITTED) return { pane };
    const { scale } = viewOf(state);
    const fit = viewOfShared(FITTED, pane, photoSize(state), pixelRatio()).scale;
    return { pane, shared: { ...state.shared, zoom: scale / fit } };
  });
}
