/** Score: one task of a quality run, and how many stages it takes. */

import type { ScoreRequest } from '../../../contract/quality.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { RunContext } from '../stage.ts';
import { type Score, scoreCase } from './score-case.ts';
import { scorePair } from './score-pair.ts';

export function score(
  { task, pictures, models }: ScoreRequest,
  context: RunContext<Runtime>,
): Promise<Score> {
  const options = { models, ...(pictures === undefined ? {} : { pictures }) };
  return task.kind === 'case'
    ? scoreCase(task.folder, task.flat, options, context)
    : scorePair(task, options, context);
}

/** For progress: what a task of usual size runs. How many garments a case has is known only when it is open. */
export function stagesOfScore({ task }: ScoreRequest): number {
  const garments = task.kind === 'pair' ? task.garments.length : 1;
  const people = task.kind === 'pair' && task.mask ? 2 : 1;
  const looks = task.kind === 'case' && task.flat ? 2 : 1;
  return 5 * people + looks * (5 * garments + 2) + 4;
}
