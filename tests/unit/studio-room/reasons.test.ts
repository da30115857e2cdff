import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sideOfJoint } from '../../../src-main/contract/joint-name.ts';
import { GARMENT_LANDMARKS } from '../../../src-main/engine/domain/garment.ts';
import { LANDMARKS } from '../../../src-main/engine/domain/pose.ts';
import { HANDLES, movedWith } from '../../../src-renderer/features/studio/logic/skeleton.ts';

const file = (language: string) =>
  fileURLToPath(new URL(`../../../src-renderer/ui/i18n/${language}/studio.json`, import.meta.url));

it.each(['en', 'zh-CN'])('has words for everything the engine names, in %s', (language) => {
  const texts = JSON.parse(readFileSync(file(language), 'utf8'));
  expect(GARMENT_LANDMARKS.filter((name) => !texts.landmark[name])).toEqual([]);
  expect(HANDLES.filter((name) => !texts.joint[sideOfJoint(name, []).part])).toEqual([]);
});

it('calls joints by the side of the picture they are on, whichever way the person stands', () => {
  const standing = (left: number, right: number) => [
    { name: 'leftShoulder', x: left },
    { name: 'rightShoulder', x: right },
  ];
  expect(sideOfJoint('leftWrist', standing(300, 200))).toEqual({ part: 'wrist', side: 'R' });
  expect(sideOfJoint('leftWrist', standing(200, 300))).toEqual({ part: 'wrist', side: 'L' });
  expect(sideOfJoint('rightFootIndex', [])).toEqual({ part: 'footIndex', side: 'L' });
  expect(sideOfJoint('nose', standing(300, 200))).toEqual({ part: 'nose', side: undefined });
});

it('takes hold of joints that the engine knows', () => {
  const known = new Set<string>(LANDMARKS);
  expect([...HANDLES, ...HANDLES.flatMap(movedWith)].filter((name) => !known.has(name))).toEqual([]);
});
