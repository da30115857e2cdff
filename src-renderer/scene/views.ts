/** Views: where the camera stands for the views that have a button, and how far away for a figure to be in sight. */

export const VIEW_NAMES = ['front', 'quarter', 'side', 'back'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Turn around the figure, radians; 0 = from the front, growing towards the viewer's right. */
export const AZIMUTH: Record<ViewName, number> = {
  front: 0,
  quarter: Math.PI / 5.5,
  side: Math.PI / 2,
  back: Math.PI,
};
/** Height of the look, radians from straight above. */
export const POLAR = (84 * Math.PI) / 180;
/** Vertical angle of view, degrees: that of a portrait lens. */
export const FIELD_OF_VIEW = 22;

/** Distance from which a figure of a height and width is in sight with a margin, metres. */
export function distanceFor(
  figure: { height: number; width: number },
  pane: { width: number; height: number },
): number {
  const half = Math.tan((FIELD_OF_VIEW * Math.PI) / 360);
  const aspect = pane.width / Math.max(1, pane.height);
  return Math.max((figure.height * 0.585) / half, (figure.width * 0.6) / (half * aspect));
}

/** The turn nearest to `from` that shows the same view as `to`, radians. */
export function nearestTurn(from: number, to: number): number {
  const round = 2 * Math.PI;
  return to + Math.round((from - to) / round) * round;
}
