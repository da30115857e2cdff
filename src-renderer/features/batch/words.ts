/** Words of batches: how long something takes, how quick it goes, and what became of it. */

import type { TFunction } from 'i18next';

/** A span of time, milliseconds, as people say it. */
export function span(t: TFunction, ms: number): string {
  if (ms < 90_000) return t('batch:time.seconds', { count: Math.max(1, Math.ceil(ms / 1000)) });
  if (ms < 5_400_000) return t('batch:time.minutes', { count: Math.round(ms / 60_000) });
  return t('batch:time.hours', { hours: (ms / 3_600_000).toFixed(1) });
}

/** Pictures a second as a rate that has a whole number in it. */
export function pace(t: TFunction, rate: number): string {
  if (rate >= 1) return t('batch:pace.second', { n: rate.toFixed(1) });
  if (rate >= 1 / 60) return t('batch:pace.minute', { n: (rate * 60).toFixed(rate * 60 < 10 ? 1 : 0) });
  return t('batch:pace.hour', { n: Math.round(rate * 3600) });
}
