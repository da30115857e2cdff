/** Trial record: remembers on disk how trying a provider went, so that a bad one does not cost every start. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Drivers get updated: after a day a refused provider gets another chance. */
const REMEMBERED_MS = 24 * 3600 * 1000;
/** One unfinished trial may be a cancelled request; two are the provider's doing. */
const UNFINISHED_LIMIT = 2;

const TrialFile = z.object({
  unfinished: z.number(),
  at: z.number(),
  version: z.string(),
  reason: z.string().optional(),
});
type TrialFile = z.infer<typeof TrialFile>;

export interface ProviderTrial {
  /** Why the provider must not be tried now, or undefined. */
  refusal(): string | undefined;
  begin(): void;
  /** Call when the trial is over; with a reason when the provider must not be tried again soon. */
  end(reason?: string): void;
}

/** @param version a new version of the runtime starts afresh */
export function providerTrial(
  stateDir: string | undefined,
  provider: string,
  version: string,
): ProviderTrial {
  const file = stateDir === undefined ? undefined : join(stateDir, `.trial-${provider}.json`);
  const read = (): TrialFile | undefined => {
    try {
      const trial = TrialFile.parse(JSON.parse(readFileSync(file ?? '', 'utf8')));
      return trial.version === version && Date.now() - trial.at < REMEMBERED_MS ? trial : undefined;
    } catch {
      return undefined;
    }
  };
  const write = (trial: TrialFile): void => {
    if (file === undefined) return;
    try {
      writeFileSync(file, JSON.stringify(trial));
    } catch {
      // without a record the trial still runs
    }
  };
  return {
    refusal() {
      const last = read();
      if (last === undefined) return undefined;
      if (last.reason !== undefined) return `${last.reason}; it is tried again tomorrow`;
      return last.unfinished >= UNFINISHED_LIMIT
        ? 'earlier attempts ended the process; it is tried again tomorrow'
        : undefined;
    },
    begin: () => write({ unfinished: (read()?.unfinished ?? 0) + 1, at: Date.now(), version }),
    end(reason) {
      if (reason !== undefined) write({ unfinished: 0, at: Date.now(), version, reason });
      else if (file !== undefined) rmSync(file, { force: true });
    },
  };
}
