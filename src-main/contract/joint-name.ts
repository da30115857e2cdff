/**
 * Names of joints in words. Left and right are those of the picture, as with the points of garments, whichever way the
 * person stands; in the data they are the person's own.
 */

/** Text of a key of the translations, such as `told:zone.hip`, with values filled in. */
export type Translate = (key: string, values: Record<string, string | number>) => string;

type Placed = readonly { name: string; x: number }[];

/** Part of the body, and the side of the picture its limb is on by where the shoulders are; facing us if nobody is seen. */
export function sideOfJoint(name: string, joints: Placed): { part: string; side: 'L' | 'R' | undefined } {
  const own = name.startsWith('left') ? 'left' : name.startsWith('right') ? 'right' : undefined;
  if (!own) return { part: name, side: undefined };
  const rest = name.slice(own.length);
  const part = rest.charAt(0).toLowerCase() + rest.slice(1);
  const x = (joint: string): number => joints.find((one) => one.name === joint)?.x ?? Number.NaN;
  const fromBehind = x('leftShoulder') < x('rightShoulder');
  return { part, side: (own === 'left') === fromBehind ? 'L' : 'R' };
}

export function jointName(t: Translate, name: string, joints: Placed): string {
  const { part, side } = sideOfJoint(name, joints);
  const what = t(`studio:joint.${part}`, { defaultValue: part });
  return side ? t(`studio:side.${side}`, { what }) : what;
}
