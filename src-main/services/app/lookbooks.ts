/** Handlers of the calls about lookbooks. */

import type { LOOKBOOK_CALLS } from '../../contract/calls/lookbooks.ts';
import type { Handlers, StudioContext } from './context.ts';
import { titleOfLookbook } from './lookbook-jobs.ts';

export function lookbookHandlers(context: StudioContext): Handlers<keyof typeof LOOKBOOK_CALLS> {
  return {
    'lookbooks.make': (wish) => context.jobs.start('lookbook', titleOfLookbook(context, wish), wish),
  };
}
