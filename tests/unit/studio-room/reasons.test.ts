import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { GARMENT_LANDMARKS } from '../../../src-main/engine/domain/garment.ts';
import { LANDMARKS } from '../../../src-main/engine/domain/pose.ts';
import { HANDLES, movedWith } from '../../../src-renderer/features/studio/logic/skeleton.ts';

const file = (language: string) =>
  fileURLToPath(new URL(`../../../src-renderer/ui/i18n/${language}/studio.json`, import.meta.url));

it.each(['en', 'zh-CN'])('has words for everything the engine names, in %s', (language) => {
  const texts = JSON.parse(readFileSync(file(language), 'utf8'));
  expect(GARMENT_LANDMARKS.filter((name) => !texts.landmark[name])).toEqual([]);
  expect(HANDLES.filter((name) => !texts.joint[name])).toEqual([]);
});

it('takes hold of joints that the engine knows', () => {
  const known = new Set<string>(LANDMARKS);
  expect([...HANDLES, ...HANDLES.flatMap(movedWith)].filter((name) => !known.has(name))).toEqual([]);
});
