/** Reduced person: everything known of a person brought to the size of a draft or a preview. */

import { z } from 'zod';
import type { Matte, Parsing } from '../../domain/parsing.ts';
import type { PersonPose, Pose } from '../../domain/pose.ts';
import { resizeArea, resizeNearest } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Person } from '../perceive.ts';
import { defineStage, type RunContext, runStage, type Staged } from '../stage.ts';
import { measureBodyStage } from '../stages.ts';

/** The photo at the size that perception looks at, as a photo of its own. */
export function analysed(photo: Staged<Photo>): Staged<Photo> {
  const { native: _, ...rest } = photo.value;
  const { analysis } = rest;
  const value: Photo = { ...rest, width: analysis.width, height: analysis.height, rgb: analysis, scale: 1 };
  return { value, key: photo.key && `${photo.key} analysed` };
}

interface Small {
  photo: Photo;
  pose: Pose;
  matte: Matte;
  parsing: Parsing;
}

const reducePersonStage = defineStage<Runtime, Small, { longest: number }, Small>({
  id: 'reduce-person',
  version: 1,
  params: z.strictObject({ longest: z.int().min(64) }),
  run: ({ photo, pose, matte, parsing }, { longest }) => {
    const { analysis } = photo;
    const scale = Math.min(1, longest / Math.max(analysis.width, analysis.height));
    const width = Math.max(1, Math.round(analysis.width * scale));
    const height = Math.max(1, Math.round(analysis.height * scale));
    const small = resizeArea(analysis, width, height);
    const { native: _, ...rest } = photo;
    const soft = Object.fromEntries(
      Object.entries(parsing.soft).map(([name, mask]) => [name, resizeArea(mask, width, height)]),
    ) as Parsing['soft'];
    return {
      photo: { ...rest, width, height, rgb: small, analysis: small, scale: 1 },
      pose: scaledPose(pose, scale),
      matte: { ...matte, alpha: resizeArea(matte.alpha, width, height) },
      parsing: {
        ...parsing,
        labels: resizeNearest(parsing.labels, width, height),
        confidence: resizeArea(parsing.confidence, width, height),
        armSegment: resizeNearest(parsing.armSegment, width, height),
        soft,
      },
    };
  },
});

/** A pose in pixels of another size. */
export function scaledPose(pose: Pose, scale: number): Pose {
  const person = (one: PersonPose): PersonPose => ({
    ...one,
    box: {
      x0: one.box.x0 * scale,
      y0: one.box.y0 * scale,
      x1: one.box.x1 * scale,
      y1: one.box.y1 * scale,
    },
    roi: { ...one.roi, cx: one.roi.cx * scale, cy: one.roi.cy * scale, size: one.roi.size * scale },
    landmarks: one.landmarks.map((mark) => ({
      ...mark,
      x: mark.x * scale,
      y: mark.y * scale,
      z: mark.z * scale,
    })),
  });
  return { ...pose, people: pose.people.map(person) };
}

/** The person at a draft's size; made once and kept. */
export async function reducedPerson(
  { photo, pose, matte, parsing }: Person,
  longest: number,
  context: RunContext<Runtime>,
): Promise<Person> {
  const whole = await runStage(
    reducePersonStage,
    { photo, pose, matte, parsing },
    { longest },
    context,
    'person',
  );
  const part = <K extends keyof Small>(name: K): Staged<Small[K]> => ({
    value: whole.value[name],
    key: whole.key && `${whole.key} ${name}`,
  });
  const small = { photo: part('photo'), pose: part('pose'), matte: part('matte'), parsing: part('parsing') };
  const inputs = { photo: small.photo, pose: small.pose, parsing: small.parsing };
  return { ...small, frame: await runStage(measureBodyStage, inputs, {}, context, 'person') };
}
