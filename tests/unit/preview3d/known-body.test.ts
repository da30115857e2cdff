/** What is known of a body: in a client's record, as undoable changes, and as asked of the core. */

import { describe, expect, it } from 'vitest';
import { BODY_CALLS } from '../../../src-main/contract/calls/body.ts';
import { CLIENT_CALLS } from '../../../src-main/contract/calls/clients.ts';
import { Client } from '../../../src-main/contract/catalog/client.ts';
import { TapeMeasures } from '../../../src-main/contract/sew.ts';
import {
  type BodyChange,
  bodyOf,
  changed,
  inverse,
  isIdle,
  MEASURE_FIELDS,
  recordChanges,
  shapeRequest,
  UNKNOWN,
} from '../../../src-renderer/features/preview3d/logic/known-body.ts';

const client = (more: Partial<Client> = {}): Client =>
  Client.parse({
    id: '7f9c24e8-3b12-4fef-91d0-5a6b1c2d3e4f',
    name: 'Anna',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  });

describe('what is known of a body', () => {
  it('has the bounds of the contract', () => {
    for (const { name, least, most } of MEASURE_FIELDS) {
      const { shape } = TapeMeasures;
      for (const value of [least, most]) expect(shape[name].safeParse(value).success, name).toBe(true);
      for (const value of [least - 0.1, most + 0.1])
        expect(shape[name].safeParse(value).success, name).toBe(false);
    }
  });

  it('comes from the record and goes back into it without harm to what else stands there', () => {
    const anna = client({
      sex: 'female',
      birthYear: 1990,
      statureCm: 171,
      measurements: { waistGirth: 72, neckGirth: 33, massKg: 61 },
    });
    const known = bodyOf(anna, 2026);
    expect(known).toEqual({
      sex: 'female',
      ageYears: 36,
      measures: { stature: 171, waistGirth: 72, massKg: 61 },
    });
    const change: BodyChange = {
      sex: undefined,
      ageYears: 40,
      measures: { stature: 172, waistGirth: undefined, hipGirth: 98 },
    };
    const changes = recordChanges(anna, change, 2026);
    expect(changes).toEqual({
      sex: null,
      birthYear: 1986,
      statureCm: 172,
      measurements: { neckGirth: 33, massKg: 61, hipGirth: 98 },
    });
    expect(CLIENT_CALLS['clients.update'].input.safeParse({ id: anna.id, changes }).success).toBe(true);
    expect(recordChanges(anna, { measures: { stature: undefined } }, 2026)).toEqual({ statureCm: null });
    expect(recordChanges(anna, { sex: 'male' }, 2026)).toEqual({ sex: 'male' });
  });

  it('is taken back field by field', () => {
    const known = changed(UNKNOWN, { sex: 'male', measures: { waistGirth: 80, hipGirth: 95 } });
    const change: BodyChange = { ageYears: 50, measures: { waistGirth: 90, bustGirth: 100 } };
    const after = changed(known, change);
    expect(after).toEqual({
      sex: 'male',
      ageYears: 50,
      measures: { waistGirth: 90, hipGirth: 95, bustGirth: 100 },
    });
    expect(changed(after, inverse(known, change))).toEqual(known);
    // what changed elsewhere in between stays
    const elsewhere = changed(after, { measures: { hipGirth: 99 } });
    expect(changed(elsewhere, inverse(known, change)).measures).toEqual({ waistGirth: 80, hipGirth: 99 });
    expect(isIdle(known, { measures: { waistGirth: 80 } })).toBe(true);
    expect(isIdle(known, { measures: { waistGirth: 81 } })).toBe(false);
  });

  it('is asked for within bounds, tape before photo', () => {
    const known = changed(UNKNOWN, { ageYears: 12, measures: { stature: 245, waistGirth: 72.04 } });
    const told = { waistGirth: { value: 70, spread: 3 }, hipGirth: { value: 95, spread: 3 } };
    const wish = shapeRequest(known, { ...told, neckGirth: { value: 33, spread: 1 } }, true);
    expect(wish).toEqual({
      sex: 'female',
      ageYears: 18,
      measures: { stature: 220, waistGirth: 72, hipGirth: 95 },
      live: true,
    });
    expect(BODY_CALLS['body.shape'].input.safeParse(wish).success).toBe(true);
  });
});
