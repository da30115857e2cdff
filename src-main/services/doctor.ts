/** Doctor service: this computer as Toile sees it, and what would stand in the way of working. */

import { existsSync, readdirSync } from 'node:fs';
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { ProbeResult } from '../contract/doctor.ts';
import { StudioError, type StudioErrorData } from '../contract/errors.ts';
import type { ProviderName } from '../contract/options.ts';
import type { Core } from './core.ts';
import type { RequestOptions } from './lane.ts';

export interface DoctorReport {
  node: string;
  system: string;
  processor: { name: string; cores: number };
  /** GB */
  memory: { total: number; free: number };
  engine?: ProbeResult;
  /** Why the engine process could not answer. */
  engineError?: StudioErrorData;
  /** What keeps Toile from working, in words with the next step; empty = healthy. */
  problems: string[];
}

export interface DoctorOptions extends RequestOptions {
  resourcesDir: string;
  provider: ProviderName;
  /** Measure the speed figure, about ten seconds. */
  speed: boolean;
}

/** Below this a 24-megapixel photo does not fit beside the models, GB. */
const LEAST_MEMORY = 2;

export async function examine(core: Core, options: DoctorOptions): Promise<DoctorReport> {
  const report: DoctorReport = {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    processor: { name: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism() },
    memory: { total: totalmem() / 1e9, free: freemem() / 1e9 },
    problems: [],
  };
  if (report.memory.total < LEAST_MEMORY) {
    report.problems.push(
      `Only ${report.memory.total.toFixed(1)} GB of memory: large photos will not fit. Use smaller ones.`,
    );
  }
  const samples = options.speed ? speedSamples(options.resourcesDir) : {};
  if (options.speed && !samples.speedPhoto) {
    report.problems.push(
      'The sample pictures are missing, so there is no speed figure. Install Toile again.',
    );
  }
  try {
    report.engine = await core.probe({ provider: options.provider, ...samples }, options);
  } catch (error) {
    if (!(error instanceof StudioError) || error.code === 'cancelled') throw error;
    report.engineError = error.toJSON();
    report.problems.push(error.message);
  }
  if (report.engine?.fault) report.problems.push(report.engine.fault);
  for (const model of report.engine?.models ?? []) {
    if (model.fault && model.fault !== report.engine?.fault) report.problems.push(model.fault);
  }
  return report;
}

/** First sample client and garment by name. */
function speedSamples(resourcesDir: string): { speedPhoto?: string; speedGarment?: string } {
  const first = (kind: string): string | undefined => {
    const folder = join(resourcesDir, 'samples', kind);
    const name = existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => file.endsWith('.jpg'))
          .sort()[0]
      : undefined;
    return name === undefined ? undefined : join(folder, name);
  };
  const speedPhoto = first('clients');
  const speedGarment = first('garments');
  return speedPhoto && speedGarment ? { speedPhoto, speedGarment } : {};
}
