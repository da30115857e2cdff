import { expect, it } from 'vitest';
import type { AnalyzeResult } from '../../../src-main/contract/analyze.ts';
import { samplePairs, suits } from '../../../src-main/services/suitable-pairs.ts';

type Person = Extract<AnalyzeResult, { kind: 'person' }>;
type Garment = Extract<AnalyzeResult, { kind: 'garment' }>;

const JOINTS = ['Shoulder', 'Hip', 'Knee'];

/** A person whose joints down to `lowest` are in the picture. */
function person(lowest: string, backView = false): Person {
  const shown = JOINTS.slice(0, JOINTS.indexOf(lowest) + 1);
  const landmarks = JOINTS.flatMap((joint) =>
    ['left', 'right'].map((side) => ({
      name: `${side}${joint}`,
      x: 50,
      y: shown.includes(joint) ? 50 : 150,
      z: 0,
      visibility: shown.includes(joint) ? 0.9 : 0.2,
      presence: 1,
    })),
  );
  return { kind: 'person', height: 100, subject: 1, people: [{ landmarks, backView }] } as unknown as Person;
}
const garment = (category: string): Garment => ({ kind: 'garment', category }) as Garment;

it('gives garments for the legs only to people whose knees are shown', () => {
  expect(suits(person('Knee'), garment('trousers'))).toBe(true);
  expect(suits(person('Hip'), garment('trousers'))).toBe(false);
  expect(suits(person('Hip'), garment('dress'))).toBe(false);
  expect(suits(person('Hip'), garment('top'))).toBe(true);
  expect(suits(person('Shoulder'), garment('top'))).toBe(false);
  expect(suits(person('Knee', true), garment('top'))).toBe(false);
});

it('uses everybody and everything about equally often, never a pair twice, and always in the same way', () => {
  const people = ['a', 'b', 'c', 'd'].map((file) => ({ file, seen: person('Knee') }));
  const garments = ['1', '2', '3', '4', '5', '6'].map((file) => ({ file, seen: garment('top') }));
  const pairs = samplePairs(people, garments, 12);
  expect(pairs).toHaveLength(12);
  expect(new Set(pairs.map((pair) => `${pair.person}${pair.garments}`)).size).toBe(12);
  const uses = (name: string): number =>
    pairs.filter((pair) => [pair.person, ...pair.garments].includes(name)).length;
  for (const { file } of people) expect(Math.abs(uses(file) - 3)).toBeLessThanOrEqual(1);
  for (const { file } of garments) expect(Math.abs(uses(file) - 2)).toBeLessThanOrEqual(1);
  expect(samplePairs(people, garments, 12)).toEqual(pairs);
});

it('ends when no suitable pair is left', () => {
  const people = [{ file: 'bust', seen: person('Hip') }];
  const garments = [
    { file: 'top', seen: garment('top') },
    { file: 'skirt', seen: garment('skirt') },
  ];
  expect(samplePairs(people, garments, 10)).toEqual([{ person: 'bust', garments: ['top'] }]);
});
