/** Stretch scale: the colours of stretched cloth, light where it hangs free, dark red where the wearer would feel it. */

type Colour = readonly [number, number, number];

/** Strain over the comfort strain at the end of the scale. */
export const SCALE_END = 2;

/**
 * sRGB by strain over comfort strain. Every step is darker than the one before, so that the order holds for eyes that do
 * not tell red from green, and in grey.
 */
export const STRETCH_STOPS: readonly (readonly [number, Colour])[] = [
  [0, [226, 234, 238]],
  [0.35, [205, 226, 222]],
  [0.7, [246, 218, 128]],
  [1, [240, 158, 66]],
  [1.4, [206, 72, 44]],
  [SCALE_END, [118, 14, 44]],
];

/** Colour (sRGB) of cloth by its strain over the material's comfort strain. */
export function stretchColour(share: number): [number, number, number] {
  const s = Math.min(SCALE_END, Math.max(0, share));
  const i = Math.max(
    1,
    STRETCH_STOPS.findIndex(([at]) => at >= s),
  );
  const [[a, from], [b, to]] = [STRETCH_STOPS[i - 1], STRETCH_STOPS[i]];
  const t = (s - a) / (b - a);
  return [0, 1, 2].map((c) => Math.round(from[c] + (to[c] - from[c]) * t)) as [number, number, number];
}
