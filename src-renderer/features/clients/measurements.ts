/** Measurements that a client's card asks for, and what consent can be for. */

import { MEASUREMENTS } from '../../../src-main/contract/measurements.ts';

/** Stature has its own field. */
export const MEASUREMENT_NAMES = MEASUREMENTS.filter((name) => name !== 'stature');

export const SCOPES = ['store', 'try-on', 'show', 'publish'] as const;

/** Measurements with one of them set, or taken away; centimetres. */
export function withMeasurement(
  measurements: Readonly<Record<string, number>>,
  name: string,
  cm: number | undefined,
): Record<string, number> {
  const { [name]: _, ...others } = measurements;
  return cm === undefined ? others : { ...others, [name]: cm };
}
