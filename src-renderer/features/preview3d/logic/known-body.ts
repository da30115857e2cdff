/** What is known of a body: its fields and their bounds, how it stands in a client's record, and what is asked of the core. */

import type { CallInput, CallRequest } from '../../../../src-main/contract/calls/index.ts';
import type { Client } from '../../../../src-main/contract/catalog/client.ts';
import type { TapeMeasures } from '../../../../src-main/contract/sew.ts';

export type MeasureName = keyof TapeMeasures;
export type Sex = 'female' | 'male';

export interface MeasureField {
  name: MeasureName;
  /** Bounds of what the core takes, centimetres or kilograms. */
  least: number;
  most: number;
}

/** Fields of the panel in the order a tape is led; bounds are those of the contract. */
export const MEASURE_FIELDS: readonly MeasureField[] = [
  { name: 'stature', least: 130, most: 220 },
  { name: 'massKg', least: 30, most: 250 },
  { name: 'bustGirth', least: 60, most: 180 },
  { name: 'underbustGirth', least: 50, most: 160 },
  { name: 'waistGirth', least: 45, most: 180 },
  { name: 'hipGirth', least: 60, most: 190 },
  { name: 'shoulderWidth', least: 25, most: 65 },
  { name: 'armLength', least: 40, most: 85 },
  { name: 'insideLegHeight', least: 50, most: 115 },
];
/** Measures of a record that shape the body though the panel has no slider for them. */
const OTHERS: readonly MeasureField[] = [
  { name: 'thighGirth', least: 30, most: 110 },
  { name: 'upperArmGirth', least: 16, most: 65 },
];
const ALL = [...MEASURE_FIELDS, ...OTHERS];
export const AGE = { least: 18, most: 90 };
/** Of a body whose sex nobody told. */
export const UNTOLD_SEX: Sex = 'female';
/** Years, of a body whose age nobody told: the core's average. */
export const UNTOLD_AGE = 30;

/** What was measured or told; everything else is as ordinary as it lets it be. */
export interface KnownBody {
  sex: Sex | undefined;
  ageYears: number | undefined;
  /** Centimetres, and kilograms for massKg. */
  measures: Readonly<Partial<Record<MeasureName, number>>>;
}

export const UNKNOWN: KnownBody = { sex: undefined, ageYears: undefined, measures: {} };

/** A value as a photo tells it, one sigma. */
export interface Told {
  value: number;
  spread: number;
}

/** One change of what is known; a value undefined takes it away. Fields that are not there stay. */
export interface BodyChange {
  sex?: Sex | undefined;
  ageYears?: number | undefined;
  measures?: Partial<Record<MeasureName, number | undefined>>;
}

export function changed(body: KnownBody, change: BodyChange): KnownBody {
  const measures = { ...body.measures, ...change.measures };
  for (const name of Object.keys(measures) as MeasureName[])
    if (measures[name] === undefined) delete measures[name];
  return {
    sex: 'sex' in change ? change.sex : body.sex,
    ageYears: 'ageYears' in change ? change.ageYears : body.ageYears,
    measures: measures as KnownBody['measures'],
  };
}

/** The change that takes `change` back. */
export function inverse(body: KnownBody, change: BodyChange): BodyChange {
  return {
    ...('sex' in change ? { sex: body.sex } : {}),
    ...('ageYears' in change ? { ageYears: body.ageYears } : {}),
    ...(change.measures
      ? {
          measures: Object.fromEntries(
            Object.keys(change.measures).map((name) => [name, body.measures[name as MeasureName]]),
          ),
        }
      : {}),
  };
}

/** True when the change would leave everything as it is. */
export const isIdle = (body: KnownBody, change: BodyChange): boolean =>
  JSON.stringify(changed(body, change)) === JSON.stringify(body);

/** Body of a client's record. */
export function bodyOf(client: Client, year = new Date().getFullYear()): KnownBody {
  const measures: Partial<Record<MeasureName, number>> = {};
  for (const { name } of ALL) {
    const value = name === 'stature' ? client.statureCm : client.measurements[name];
    if (value !== undefined) measures[name] = value;
  }
  const { birthYear } = client;
  return { sex: client.sex, ageYears: birthYear === undefined ? undefined : year - birthYear, measures };
}

type Changes = CallRequest<'clients.update'>['changes'];

/** A change as one of the client's record, which keeps every measurement that is none of the body's. */
export function recordChanges(client: Client, change: BodyChange, year = new Date().getFullYear()): Changes {
  const changes: Changes = {} as Changes;
  if ('sex' in change) changes.sex = change.sex ?? null;
  if ('ageYears' in change) changes.birthYear = change.ageYears === undefined ? null : year - change.ageYears;
  const { stature, ...rest } = change.measures ?? {};
  if (change.measures && 'stature' in change.measures) changes.statureCm = stature ?? null;
  if (Object.keys(rest).length > 0) {
    const measurements: Record<string, number> = { ...client.measurements };
    for (const [name, value] of Object.entries(rest)) {
      if (value === undefined) delete measurements[name];
      else measurements[name] = value;
    }
    changes.measurements = measurements;
  }
  return changes;
}

const within = (value: number, { least, most }: { least: number; most: number }): number =>
  Math.min(most, Math.max(least, value));

/** What the core is asked for: tape measures first, then what the photo tells, all within bounds. */
export function shapeRequest(
  body: KnownBody,
  told: Readonly<Record<string, Told>> = {},
  live = false,
): CallInput<'body.shape'> {
  const measures: Partial<Record<MeasureName, number>> = {};
  for (const field of ALL) {
    const value = body.measures[field.name] ?? told[field.name]?.value;
    if (value !== undefined) measures[field.name] = Math.round(within(value, field) * 10) / 10;
  }
  return {
    sex: body.sex ?? UNTOLD_SEX,
    ...(body.ageYears === undefined ? {} : { ageYears: Math.round(within(body.ageYears, AGE)) }),
    measures,
    live,
  };
}
