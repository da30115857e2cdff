/** Memory given back at once: the collector hardly hurries for rasters, which it counts as few small objects. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collector: (() => void) | undefined;

/** Collects what is not used any more; about a twentieth of a second. For work that fills and drops hundreds of megabytes. */
export function collectGarbage(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as () => void;
  }
  collector();
}
