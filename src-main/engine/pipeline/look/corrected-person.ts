/** Corrected person: a person of a photo with joints where the user has put them. */

import type { Pose } from '../../domain/pose.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { requireTorso } from '../check-person.ts';
import { measurePerson, type Person, type PersonModels } from '../perceive.ts';
import { type RunContext, runStage, type Staged } from '../stage.ts';
import { correctPoseStage, type Joints, requireBody, seenJointsStage } from './pose-edits.ts';

export interface CorrectedPerson<P extends AnalysedPhoto> {
  /** Parts are looked for again with the joints that the photo confirms; its pose has those alone. */
  person: Person<P>;
  /** The pose with every joint. */
  pose: Staged<Pose>;
  /** Joints that the photo confirms. */
  seen: Joints;
}

/**
 * @param joints analysis pixels
 * @throws StudioError 'invalid-input' when nobody can stand so
 */
export async function correctedPerson<P extends AnalysedPhoto>(
  found: Person<P>,
  joints: Joints,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<CorrectedPerson<P>> {
  const pose = await corrected(found, joints, context);
  const { pose: before, parsing, frame } = found;
  const inputs = { pose: before, parsing, frame };
  const { value: seen } = await runStage(seenJointsStage, inputs, { joints }, context, 'person');
  const person =
    Object.keys(seen).length > 0
      ? await measurePerson({ ...found, pose: await withJoints(found, seen, context) }, models, context)
      : found;
  return { person, pose, seen };
}

/** The pose with the user's joints, if somebody can stand so. @throws as `correctedPerson` */
export async function corrected(
  found: Person<AnalysedPhoto>,
  joints: Joints,
  context: RunContext<Runtime>,
): Promise<Staged<Pose>> {
  const moved = await withJoints(found, joints, context);
  requireBody(found.pose.value, moved.value);
  requireTorso(moved.value, found.photo.value);
  return moved;
}

export const withJoints = (
  { pose }: Pick<Person, 'pose'>,
  joints: Joints,
  context: RunContext<Runtime>,
): Promise<Staged<Pose>> => runStage(correctPoseStage, { pose }, { joints }, context, 'person');
