/** Trial record: remembers on disk that a provider is being tried, so that one that ends the process is not tried for ever. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Drivers get updated: after a day a refused provider gets another chance. */
const REMEMBERED_MS = 24 * 3600 * 1000;
/** One unfinished trial may be a cancelled request; two are the provider's doing. */
const UNFINISHED_LIMIT = 2;

const TrialFile = z.object({ unfinished: z.number(), at: z.number(), version: z.string() });
type TrialFile = z.infer<typeof TrialFile>;

export interface ProviderTrial {
  /** Why the provider must not be tried now, or undefined. */
  refusal(): string | undefined;
  begin(): void;
  /** Call when the trial is over, whatever came of it. */
  end(): void;
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
  return {
    refusal: () =>
      (read()?.unfinished ?? 0) >= UNFINISHED_LIMIT
        ? 'earlier attempts ended the process; it is tried again tomorrow'
        : undefined,
    begin() {
      if (file === undefined) return;
      try {
        const unfinished = (read()?.unfinished ?? 0) + 1;
        writeFileSync(file, JSON.stringify({ unfinished, at: Date.now(), version }));
      } catch {
        // without a record the trial still runs
      }
    },
    end() {
      if (file !== undefined) rmSync(file, { force: true });
    },
  };
}
