/** Idle: work that waits until the page has a moment. */

/** Runs `work` then, at the latest after `patience` milliseconds; returns what takes that back. */
export function whenIdle(work: () => void, patience?: number): () => void {
  // Safari has no such moments
  if (!window.requestIdleCallback) {
    const timer = setTimeout(work);
    return () => clearTimeout(timer);
  }
  const wish = window.requestIdleCallback(work, patience === undefined ? undefined : { timeout: patience });
  return () => window.cancelIdleCallback(wish);
}
