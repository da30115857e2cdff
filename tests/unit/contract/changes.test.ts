import { describe, expect, it } from 'vitest';
import { SettingChanges } from '../../../src-main/contract/calls/app.ts';
import { ClientChanges } from '../../../src-main/contract/calls/clients.ts';
import { GarmentChanges } from '../../../src-main/contract/calls/garments.ts';
import { ClientFields } from '../../../src-main/contract/catalog/client.ts';
import { GarmentFields } from '../../../src-main/contract/catalog/garment.ts';

describe('a change of a record', () => {
  it.each([
    ['client', ClientChanges],
    ['garment', GarmentChanges],
    ['settings', SettingChanges],
  ])('of the %s gives nothing but what it was given', (_, changes) => {
    expect(changes.parse({})).toEqual({});
  });

  it('can give every field a record is made with', () => {
    expect(Object.keys(ClientChanges.shape).sort()).toEqual(Object.keys(ClientFields.shape).sort());
    expect(Object.keys(GarmentChanges.shape).sort()).toEqual(Object.keys(GarmentFields.shape).sort());
  });

  it('empties what may be empty', () => {
    expect(ClientChanges.parse({ sex: null, birthYear: null, statureCm: null })).toEqual({
      sex: null,
      birthYear: null,
      statureCm: null,
    });
    expect(ClientChanges.safeParse({ name: '' }).success).toBe(false);
  });
});
