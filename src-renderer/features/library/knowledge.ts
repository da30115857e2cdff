/** What the core knows of the garments from their pictures: how far it is, and words in the language of the window. */

import { useEffect } from 'react';
import type { AttributeGroup } from '../../../src-main/contract/knowledge.ts';
import { hasEnded, useJobs } from '../../app/jobs.ts';
import { useRead } from '../../client/context.tsx';

/** A name in both languages, in the one of the window. */
export const inLanguage = (name: { en: string; zh: string }, language: string): string =>
  language.startsWith('zh') ? name.zh : name.en;

/** Word of a value of a group; a value the models have no word for stands for itself. */
export function valueWord(group: AttributeGroup, value: string, language: string): string {
  const named = group.values.find(({ id }) => id === value);
  return named ? inLanguage(named, language) : value;
}

/** Whether garments are known by their pictures, and the job that looks at them. */
export function useKnowledge() {
  const state = useRead('knowledge.state', undefined, ['garments', 'trash']);
  const job = useJobs(({ jobs }) => jobs.find((one) => one.kind === 'describe' && !hasEnded(one)));
  const { reload } = state;
  const running = job?.id;
  // how many are known when it begins and when it ends; between, the job tells
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew with every other job
  useEffect(reload, [reload, running]);
  return { ...state.data, job };
}
