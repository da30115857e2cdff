/** The dress form of the parametric body. */

import type { DistanceField, PosedBody } from '../../domain/body.ts';
import { ordinaryGirths } from '../ordinary-body.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import type { BodyPart, PartField } from '../sdf.ts';
import { type DressForm, type FormSide, withLevels } from './form.ts';
import type { Vec3 } from './piece.ts';

/**
 * Solids, joints and levels of a posed body.
 *
 * @param posed the body standing upright, as `ParametricBody.standingPose` poses it
 */
export function dressForm(body: ParametricBody, rest: RestBody, posed: PosedBody): DressForm {
  const field = body.fields(posed);
  const { parts } = field;
  const joint = (name: string): Vec3 => {
    const i = body.boneIndex(name) * 3;
    return [posed.joints[i], posed.joints[i + 1], posed.joints[i + 2]];
  };
  const both = (name: string): Record<FormSide, Vec3> => ({ L: joint(`${name}.L`), R: joint(`${name}.R`) });
  const taken = body.measure(rest);
  const ordinary = ordinaryGirths(rest.shape.sex, taken.stature);
  return withLevels(
    {
      torso: parts.trunk,
      arms: { L: parts.armL, R: parts.armR },
      legs: { L: parts.legL, R: parts.legR },
      exact: {
        parts: Object.fromEntries(
          Object.entries(parts).map(([name, part]) => [name, exactly(() => part)]),
        ) as Record<BodyPart, DistanceField>,
        whole: exactly(() => field.whole),
      },
      neck: joint('neck01'),
      shoulder: both('upperarm01'),
      elbow: both('lowerarm01'),
      wrist: both('wrist'),
      hip: both('upperleg01'),
      knee: both('lowerleg01'),
      ankle: both('foot'),
      ordinary: { bust: ordinary.bust / 100, waist: ordinary.waist / 100, hip: ordinary.hip / 100 },
    },
    {
      waistY: taken.waistHeight / 100,
      hipY: taken.hipHeight / 100,
      crotchY: taken.insideLegHeight / 100,
      girths: {
        bust: taken.bustGirth / 100,
        waist: taken.waistGirth / 100,
        hip: taken.hipGirth / 100,
      },
    },
  );
}

const exactly = (part: () => PartField): DistanceField => ({
  sample: (x, y, z, out) => part().exact(x, y, z, out),
});
