/** Wearer: the body a garment is sewn for, from a photo, from tape measures, or from both. */

import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { type Sentence, say, texts } from '../../../contract/sentences.ts';
import type { SewRequest } from '../../../contract/sew.ts';
import { type BodyFit, fitNotes, measureFit, type ParametricBody, type RestBody } from '../../body/index.ts';
import { MEASUREMENTS, type MeasurementGoal, type Measurements } from '../../domain/body.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fitPerson } from '../body.ts';
import { openPhoto, type Person, perceivePerson } from '../perceive.ts';
import { defineStage, type RunContext, runStage, type Staged } from '../stage.ts';

export interface Wearer {
  rest: RestBody;
  /** Centimetres and kilograms. */
  measurements: Measurements;
  source: 'photo' | 'measures' | 'photo and measures';
  reasons: Sentence[];
}

/** Centimetres of one sigma from which a measurement of a photo is worth a word. */
const UNSURE = 2.5;
const GIRTH_WORDS = { bustGirth: 'bust', waistGirth: 'waist', hipGirth: 'hip' } as const;

const number = z.number().optional();
const knownParams = z.strictObject({
  sex: number,
  ageYears: number,
  goal: z.partialRecord(z.enum([...MEASUREMENTS, 'massKg']), z.number()),
});
type KnownParams = z.infer<typeof knownParams>;

/** A body by its measures alone. */
export const measuredWearerStage = (body: ParametricBody) =>
  defineStage<Runtime, Record<never, never>, KnownParams, Wearer>({
    id: 'shape-body',
    version: 1,
    params: knownParams,
    about: ({ reasons }) => ({ reasons: texts(reasons) }),
    run: (_, params) => wearerOf(body, solved(body, params), 'measures'),
  });

/** A body by a photo, and by measures where there are some: these win. */
const photoWearerStage = (body: ParametricBody) =>
  defineStage<Runtime, { fit: BodyFit }, KnownParams, Wearer>({
    id: 'shape-body',
    version: 2,
    params: knownParams,
    about: ({ reasons }) => ({ reasons: texts(reasons) }),
    run: ({ fit }, params) => {
      const seen = measureFit(body, fit);
      const taped = Object.keys(params.goal).filter((name) => name !== 'stature');
      const reasons = (Object.keys(GIRTH_WORDS) as (keyof typeof GIRTH_WORDS)[])
        .filter((name) => !(name in params.goal) && seen[name].spread > UNSURE)
        .map((name) => say('girth-unsure', { zone: GIRTH_WORDS[name], cm: seen[name].spread.toFixed(0) }));
      reasons.push(...fitNotes(fit));
      if (taped.length === 0) return wearerOf(body, { rest: fit.rest, reasons }, 'photo');
      const goal: MeasurementGoal = {};
      for (const name of MEASUREMENTS) goal[name] = seen[name].value;
      const { sex, ageYears } = fit.rest.shape;
      const made = solved(body, { sex, ageYears, goal: { ...goal, ...params.goal } }, params.goal);
      return wearerOf(body, { ...made, reasons: [...reasons, ...made.reasons] }, 'photo and measures');
    },
  });

interface Made {
  rest: RestBody;
  reasons: Sentence[];
}

/** @param told goals to be kept exactly: only of them a deviation is told */
function solved(
  body: ParametricBody,
  { sex, ageYears, goal }: KnownParams,
  told: MeasurementGoal = goal,
): Made {
  const known = {
    ...(sex === undefined ? {} : { sex }),
    ...(ageYears === undefined ? {} : { ageYears }),
  };
  const { shape, residuals } = body.solve(goal, known);
  const reasons: Sentence[] = [];
  for (const [name, off] of Object.entries(residuals) as [keyof Measurements, number][]) {
    if (told[name] === undefined || Math.abs(off) < 1) continue;
    const unit = name === 'massKg' ? 'kg' : 'cm';
    const by = `${Math.abs(off).toFixed(1)} ${unit}`;
    reasons.push(say(off > 0 ? 'measure-above-given' : 'measure-below-given', { measure: name, by }));
  }
  if (Object.keys(goal).length === 0) reasons.push(say('average-body'));
  return { rest: body.shape(shape), reasons };
}

function wearerOf(body: ParametricBody, { rest, reasons }: Made, source: Wearer['source']): Wearer {
  return { rest, measurements: body.measure(rest), source, reasons };
}

export interface FoundWearer {
  wearer: Staged<Wearer>;
  person?: Person;
}

/**
 * @throws StudioError 'invalid-input' when neither a photo nor the sex tells who is to wear the garment, and as perceiving
 *   people and fitting bodies do
 */
export async function findWearer(
  request: SewRequest,
  body: ParametricBody,
  context: RunContext<Runtime>,
): Promise<FoundWearer> {
  const { person: file, subject, measures, sex, ageYears } = request;
  const params: KnownParams = {
    ...(sex === undefined ? {} : { sex: sex === 'male' ? 1 : 0 }),
    ...(ageYears === undefined ? {} : { ageYears }),
    goal: measures,
  };
  if (file === undefined) {
    requireSomebody(request);
    return { wearer: await runStage(measuredWearerStage(body), {}, params, context, 'body') };
  }
  const photo = await openPhoto(file, context, 'person');
  const person = await perceivePerson(photo, subject, request.models, context);
  const known = {
    ...(measures.stature === undefined ? {} : { statureCm: measures.stature }),
    ...(params.sex === undefined ? {} : { sex: params.sex }),
    ...(ageYears === undefined ? {} : { ageYears }),
  };
  const fit = await fitPerson(body, [person], known, context);
  return { wearer: await runStage(photoWearerStage(body), { fit }, params, context, 'body'), person };
}

/** @throws StudioError 'invalid-input' */
export function requireSomebody({ person, sex, subject }: SewRequest): void {
  if (person === undefined && sex === undefined)
    throw new StudioError(
      'invalid-input',
      'Expected somebody to wear the garment: a photo, or the sex with tape measures, received neither. Add --person PHOTO, or --sex f or m with measures such as --bust, --waist and --hip.',
    );
  if (person === undefined && subject !== undefined)
    throw new StudioError(
      'invalid-input',
      'Expected a photo with several people to choose a person from, received none. Add --person PHOTO or leave out the number.',
    );
}
