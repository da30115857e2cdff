/** The parametric body for other layers. */

export type { BodyAsset, BodyPiece } from './asset.ts';
export { type DressedBody, dressBody } from './dress.ts';
export { loadParametricBody } from './load.ts';
export { CATALOGUE_STANCE, ParametricBody, type RestBody } from './parametric-body.ts';
export { type BodyFit, fitBody } from './photo/fit-body.ts';
export { FREEDOMS } from './photo/freedoms.ts';
export { depthSeen, fitNotes, type Measured, measureFit } from './photo/measured.ts';
export { toldPose } from './photo/photo-pose.ts';
export { BODY_PARTS, type BodyField, type BodyPart, type PartField } from './sdf.ts';
export { averageShape, checkShape, SHAPE_BOUNDS } from './shape.ts';
export type { KnownShape, SolvedBody } from './solve.ts';
export type { ArmPose, Stance } from './stance.ts';
