/** Fit scale: the colours of ease, dark red where a garment is far too tight, light where it has room, blue where it is wide. */

type Colour = readonly [number, number, number];

/**
 * Places on the scale: verdicts end at whole numbers. Below 0 is tight, to 1 close, to 2 regular and above loose; a step of
 * one is as much ease as lies between the limits there.
 */
export const FIT_SCALE = { from: -1, to: 3 } as const;

/**
 * sRGB by place. Light in the middle and darker to both ends, red to one and blue to the other, which eyes that do not tell
 * red from green tell apart as well. Verdicts meet in a short blend, so that a colour is a verdict.
 */
export const FIT_STOPS: readonly (readonly [number, Colour])[] = [
  [FIT_SCALE.from, [112, 12, 40]],
  [-0.08, [206, 66, 44]],
  [0.08, [238, 152, 66]],
  [0.92, [248, 214, 122]],
  [1.08, [226, 236, 224]],
  [1.92, [214, 230, 226]],
  [2.08, [172, 206, 228]],
  [FIT_SCALE.to, [92, 142, 196]],
];

/** Colour (sRGB) of cloth by its place on the scale. */
export function fitColour(place: number): [number, number, number] {
  const s = Math.min(FIT_SCALE.to, Math.max(FIT_SCALE.from, place));
  const i = Math.max(
    1,
    FIT_STOPS.findIndex(([at]) => at >= s),
  );
  const [[a, from], [b, to]] = [FIT_STOPS[i - 1], FIT_STOPS[i]];
  const t = (s - a) / (b - a);
  return [0, 1, 2].map((c) => Math.round(from[c] + (to[c] - from[c]) * t)) as [number, number, number];
}

/** Share of the scale's length at a place, 0..1. */
export const shareOf = (place: number): number => (place - FIT_SCALE.from) / (FIT_SCALE.to - FIT_SCALE.from);
