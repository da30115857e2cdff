/** Idle work: what is done ahead while nobody asks for anything, a step at a time, so that a request never waits for long. */

/** Quiet time before the first step: jobs that follow each other in a batch come sooner. */
const QUIET_MS = 150;
/** Pause between steps, in which a request that has arrived is heard. */
const PAUSE_MS = 5;

export class IdleWork {
  private timer: NodeJS.Timeout | undefined;
  private readonly onError: (error: unknown) => void;

  /** @param onError told what a step threw; the rest of its work is dropped */
  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  /** Replaces what was planned. `step` does a little and returns whether there may be more to do. */
  plan(step: () => boolean): void {
    this.stop();
    const next = (): void => {
      this.timer = undefined;
      try {
        if (step()) this.timer = setTimeout(next, PAUSE_MS);
      } catch (error) {
        this.onError(error);
      }
    };
    this.timer = setTimeout(next, QUIET_MS);
  }

  /** Drops what is planned: no further step begins. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
