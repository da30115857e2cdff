/**
 * Dress loop: has outfits sewn one at a time. A newer wish cancels the one under way; answers are kept for a while, so that
 * going back to a size or a pose takes no time.
 */

import { type Dressing, type DressWish, isAnswer, keyOf } from './outfit.ts';

export interface DressState {
  /** Newest answer and the wish it is one to; it stays until there is a newer one. */
  dressed: { wish: DressWish; key: string; dressing: Dressing } | undefined;
  /** What is being sewn, or will be once the one before has ended; fraction 0..1. */
  making: { ticket: string; key: string; fraction: number } | undefined;
  error: unknown;
  /** The user did not want to wait. */
  stopped: boolean;
}

export const UNDRESSED: DressState = {
  dressed: undefined,
  making: undefined,
  error: undefined,
  stopped: false,
};

export interface DressHost {
  dress(wish: DressWish, ticket: string): Promise<Dressing>;
  cancel(ticket: string): void;
  changed(state: DressState): void;
  newTicket(): string;
  /** Errors that are the user's own wish. */
  isQuiet(error: unknown): boolean;
}

/** Answers remembered; the core keeps their files about as long. */
const MOST_KEPT = 10;

export class DressLoop {
  private readonly host: DressHost;
  private readonly kept = new Map<string, { wish: DressWish; dressing: Dressing }>();
  private now: DressState = UNDRESSED;
  private wanted: { wish: DressWish; key: string } | undefined;
  private busy = false;
  /** Ticket the core is busy with. */
  private asked: string | undefined;

  constructor(host: DressHost) {
    this.host = host;
  }

  /** What is on show is what is wanted. */
  get isDone(): boolean {
    return this.now.dressed?.key === this.wanted?.key && !this.now.making;
  }

  /** The newest wish takes the place of whatever was wanted before; undefined = nothing is worn. */
  want(wish: DressWish | undefined): void {
    const key = wish && keyOf(wish);
    if (key === this.wanted?.key && (key !== undefined || !this.now.dressed)) return;
    this.wanted = wish && key !== undefined ? { wish, key } : undefined;
    if (!this.wanted) {
      this.endMaking();
      this.set({ dressed: undefined, making: undefined, error: undefined, stopped: false });
      return;
    }
    this.again();
  }

  /** Asks for what is wanted once more, after a failure or a cancel. */
  again(): void {
    const { wanted } = this;
    if (!wanted) return;
    const known = this.known(wanted);
    if (known) {
      this.endMaking();
      this.show(wanted, known);
      return;
    }
    if (this.now.making) {
      if (this.now.making.key === wanted.key) return;
      this.endMaking();
    }
    // told at once: what was under way may take a while to end, and this can be cancelled meanwhile
    const making = { ticket: this.host.newTicket(), key: wanted.key, fraction: 0 };
    this.set({ making, error: undefined, stopped: false });
    if (!this.busy) void this.run();
  }

  /** Asks for what is wanted once more although there is an answer. */
  afresh(): void {
    if (!this.wanted) return;
    this.kept.delete(this.wanted.key);
    this.again();
  }

  /** The user does not want to wait: what is on show stays. */
  stop(): void {
    if (!this.now.making) return;
    this.endMaking();
    this.set({ stopped: true });
  }

  progress(ticket: string, fraction: number): void {
    const { making } = this.now;
    if (making?.ticket === ticket) this.set({ making: { ...making, fraction } });
  }

  /** The file of an answer is gone: it is made anew. */
  lost(mesh: string): void {
    for (const [key, { dressing }] of this.kept) if (dressing.mesh === mesh) this.kept.delete(key);
    if (this.now.dressed?.dressing.mesh === mesh) this.again();
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      while (this.wanted && this.now.making) {
        const { wanted } = this;
        const known = this.known(wanted);
        if (known) {
          this.show(wanted, known);
          return;
        }
        const { ticket } = this.now.making;
        this.asked = ticket;
        const answer = await this.ask(wanted.wish, ticket);
        this.asked = undefined;
        const current = this.now.making?.ticket === ticket;
        if (current) this.set({ making: undefined });
        if ('dressing' in answer) {
          this.keep(wanted, answer.dressing);
          // also what comes just after a cancel
          if (wanted.key === this.wanted?.key) {
            this.show(wanted, answer.dressing);
            return;
          }
        } else if (current) {
          if (this.host.isQuiet(answer.error)) this.set({ stopped: true });
          else this.set({ error: answer.error });
        }
      }
    } finally {
      this.busy = false;
    }
  }

  private async ask(wish: DressWish, ticket: string): Promise<{ dressing: Dressing } | { error: unknown }> {
    try {
      return { dressing: await this.host.dress(wish, ticket) };
    } catch (error) {
      return { error };
    }
  }

  private show({ wish, key }: { wish: DressWish; key: string }, dressing: Dressing): void {
    this.keep({ wish, key }, dressing);
    this.set({ dressed: { wish, key, dressing }, making: undefined, error: undefined, stopped: false });
  }

  /** The answer to a wish, where it was sewn before. */
  private known({ wish, key }: { wish: DressWish; key: string }): Dressing | undefined {
    const same = this.kept.get(key);
    if (same) return same.dressing;
    return [...this.kept.values()].find((one) => isAnswer(wish, one.wish, one.dressing))?.dressing;
  }

  private keep({ wish, key }: { wish: DressWish; key: string }, dressing: Dressing): void {
    this.kept.delete(key);
    this.kept.set(key, { wish, dressing });
    for (const old of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(old);
    }
  }

  /** Cancels what is under way; what waits for its turn need not be. */
  private endMaking(): void {
    const { making } = this.now;
    if (!making) return;
    this.set({ making: undefined });
    if (making.ticket === this.asked) this.host.cancel(making.ticket);
  }

  private set(change: Partial<DressState>): void {
    this.now = { ...this.now, ...change };
    this.host.changed(this.now);
  }
}
