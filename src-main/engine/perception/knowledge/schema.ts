/** Attributes of the knowledge model: its groups, read from the file beside it, and probabilities brought into them. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { AttributeGroup, type SeenGroups } from '../../../contract/knowledge.ts';

const Group = z.looseObject({
  ...AttributeGroup.shape,
  /** Number of its first output. */
  offset: z.int().nonnegative(),
  values: z.array(z.object(AttributeGroup.shape.values.element.shape)).min(1),
});
const Schema = z.object({ outputs: z.int().positive(), groups: z.array(Group).min(1) });
export type KnowledgeSchema = z.infer<typeof Schema>;

/** Probabilities below are not worth telling. */
const LEAST = 0.01;

/** @throws StudioError 'model-invalid' */
export function readSchema(file: string): KnowledgeSchema {
  try {
    const schema = Schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const last = Math.max(...schema.groups.map(({ offset, values }) => offset + values.length));
    if (last > schema.outputs) throw new Error(`${last} values for ${schema.outputs} outputs`);
    return schema;
  } catch (cause) {
    throw new StudioError(
      'model-invalid',
      `The list of attributes of the garment model cannot be read: ${(cause as Error).message.slice(0, 200)}. Run "toile models build".`,
      { cause },
    );
  }
}

/** The groups as the contract has them. */
export const groupsOf = ({ groups }: KnowledgeSchema): AttributeGroup[] =>
  groups.map((group) => AttributeGroup.parse(pick(group)));

const pick = ({ offset: _, values, ...group }: KnowledgeSchema['groups'][number]) => ({
  ...Object.fromEntries(Object.entries(group).filter(([key]) => key in AttributeGroup.shape)),
  values,
});

/** What else is known of a garment brought into the probabilities of all values. */
export type Refine = (seen: SeenGroups) => SeenGroups;

/** Probabilities by group and value. @param probabilities one for each output of the model, 0..1 */
export function seenGroups(
  { groups }: KnowledgeSchema,
  probabilities: Float32Array,
  refine: Refine = (seen) => seen,
): SeenGroups {
  const all = groups.map(({ id, offset, values }) => [
    id,
    values.map((value, k) => ({ value: value.id, probability: probabilities[offset + k] })),
  ]);
  return worthTelling(refine(Object.fromEntries(all)));
}

/** The likeliest first, 0..1, without those that are not worth telling. */
export function worthTelling(seen: SeenGroups): SeenGroups {
  const told = Object.entries(seen).map(([id, values]) => {
    const sorted = values
      .map(({ value, probability }) => ({ value, probability: Math.min(1, Math.max(0, probability)) }))
      .sort((a, b) => b.probability - a.probability);
    return [id, sorted.filter(({ probability }, k) => k === 0 || probability >= LEAST)];
  });
  return Object.fromEntries(told);
}
