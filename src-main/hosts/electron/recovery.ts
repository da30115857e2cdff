/** Recovery: what to do when the page breaks or hangs; the library has every edit, so that showing the page anew loses nothing. */

/** More breaks than this within {@link WINDOW_MS} are no accident. */
const MOST_BREAKS = 3;
const WINDOW_MS = 60_000;

export class Recovery {
  #breaks: number[] = [];

  /**
   * @param reason as Electron tells it
   * @param now milliseconds
   */
  afterBreak(reason: string, now: number): 'ignore' | 'reload' | 'ask' {
    // Whoever ends the page's process from outside wants it back as well; only an orderly end is none of ours.
    if (reason === 'clean-exit') return 'ignore';
    this.#breaks = [...this.#breaks.filter((at) => now - at < WINDOW_MS), now];
    return this.#breaks.length > MOST_BREAKS ? 'ask' : 'reload';
  }
}
