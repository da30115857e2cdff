/** Shape loop: asks for bodies one at a time, always for the newest wish; answers are shown in the order of the wishes. */

import type { CallInput, CallOutput } from '../../../../src-main/contract/calls/index.ts';

export type ShapeWish = CallInput<'body.shape'>;
export type Shaped = CallOutput<'body.shape'>;

export interface ShapeLoopHost {
  shape(wish: ShapeWish): Promise<Shaped>;
  shown(shaped: Shaped, wish: ShapeWish): void;
  failed(error: unknown): void;
}

export class ShapeLoop {
  private readonly host: ShapeLoopHost;
  private next: ShapeWish | undefined;
  private busy = false;
  private closed = 0;

  constructor(host: ShapeLoopHost) {
    this.host = host;
  }

  /** The newest wish takes the place of one that waits. */
  want(wish: ShapeWish): void {
    this.next = wish;
    if (!this.busy) void this.run();
  }

  /** Answers that are under way come too late. */
  forget(): void {
    this.next = undefined;
    this.closed++;
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      while (this.next) {
        const wish = this.next;
        const epoch = this.closed;
        this.next = undefined;
        try {
          const shaped = await this.host.shape(wish);
          if (epoch === this.closed) this.host.shown(shaped, wish);
        } catch (error) {
          // a newer wish may do better
          if (epoch === this.closed && !this.next) this.host.failed(error);
        }
      }
    } finally {
      this.busy = false;
    }
  }
}
