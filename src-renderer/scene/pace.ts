/**
 * Pace: what the next frame of the scene is. Coarse while something moves, clean once it is still, then as many samples as
 * the machine has time for, and after those nothing until something changes.
 */

export type Frame =
  /**
   * Sharpness as a share of the canvas's pixels along a side. Plain: of coarse triangles and with the shadows of before, which
   * is for a figure that changes from frame to frame.
   */
  | { kind: 'moving'; scale: number; plain: boolean }
  /** Sample `sample` of `samples`; the first, 0, is a picture of its own. */
  | { kind: 'still'; sample: number; samples: number };

/** Without a change for so long the scene is still, milliseconds. */
export const STILL_AFTER = 140;
/** And so long before samples are gathered where each keeps a processor busy, which then has no time for what comes next. */
export const REST_AFTER = 650;
/** Sharpness while moving goes down above `SLOW` and up below `QUICK` milliseconds a frame. */
const SLOW = 42;
const QUICK = 21;
const SCALES = [0.5, 0.7, 1];
/** Samples by how long a frame takes at full sharpness, milliseconds. */
const QUICK_SAMPLES = 6;
const SAMPLES = [
  { within: 20, samples: 48 },
  { within: 60, samples: 32 },
  { within: 300, samples: 24 },
  { within: Number.POSITIVE_INFINITY, samples: 16 },
];

export class Pace {
  private movedAt = Number.NEGATIVE_INFINITY;
  /** Something is to be seen that no frame shows. */
  private fresh = false;
  private held = false;
  private sample = 0;
  private level: number;
  private recent = 30;
  private full: number;
  private count: number;
  private readonly restAfter: number;
  /** A few samples do, however quick the machine is. */
  quick = false;

  /** @param slow a machine that draws without a graphics card */
  constructor(slow: boolean) {
    this.restAfter = slow ? REST_AFTER : STILL_AFTER;
    this.level = slow ? 0 : SCALES.length - 1;
    this.full = slow ? 100 : 16;
    this.count = samplesFor(this.full);
  }

  /** Something moved or changed. */
  disturb(now: number): void {
    this.movedAt = now;
    this.sample = 0;
    this.fresh = true;
  }

  /**
   * More of the same change is on its way. A clean frame in between would keep a processor from showing what comes next, so
   * there it waits as long as samples do.
   */
  hold(on: boolean): void {
    this.held = on;
  }

  /** Time without a change after which the scene is still, milliseconds. */
  get stillAfter(): number {
    return this.held ? this.restAfter : STILL_AFTER;
  }

  /** True until the scene has been without a change for a while. */
  moving(now: number): boolean {
    return now - this.movedAt < this.stillAfter;
  }

  /** The frame to draw now; undefined when there is none until something changes or some time has passed. */
  next(now: number): Frame | undefined {
    if (this.moving(now)) {
      if (!this.fresh) return undefined;
      this.fresh = false;
      return { kind: 'moving', scale: SCALES[this.level], plain: this.held && this.level === 0 };
    }
    this.fresh = false;
    if (this.sample === 0) this.count = this.quick ? QUICK_SAMPLES : samplesFor(this.full);
    if (this.sample > this.count) return undefined;
    if (this.sample > 0 && now - this.movedAt < this.restAfter) return undefined;
    return { kind: 'still', sample: this.sample++, samples: this.count };
  }

  /** What a frame took until it was drawn, milliseconds. */
  took(frame: Frame, ms: number): void {
    if (frame.kind === 'still') {
      this.full += (ms - this.full) * 0.2;
      return;
    }
    this.recent += (ms - this.recent) * 0.3;
    if (this.recent > SLOW && this.level > 0) this.turn(-1);
    else if (this.recent < QUICK && this.level < SCALES.length - 1) this.turn(1);
  }

  private turn(by: number): void {
    this.level += by;
    // counts from the middle again, so that one step has to prove itself before the next
    this.recent = (SLOW + QUICK) / 2;
  }
}

const samplesFor = (ms: number): number => SAMPLES.find(({ within }) => ms <= within)!.samples;
