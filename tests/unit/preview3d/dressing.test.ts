/** Dressing in the 3D view: what of a look is worn in which order, and one sewing at a time with the newest wish winning. */

import { describe, expect, it } from 'vitest';
import type { Category } from '../../../src-main/contract/catalog/garment.ts';
import { LookLayer } from '../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import {
  type DressHost,
  DressLoop,
  type DressState,
  UNDRESSED,
} from '../../../src-renderer/features/preview3d/logic/dress-loop.ts';
import {
  type Dressing,
  type DressWish,
  dressWish,
  isAnswer,
  MOST_WORN,
  outfitOf,
} from '../../../src-renderer/features/preview3d/logic/outfit.ts';
import { isQuiet } from '../../../src-renderer/ui/errors.ts';

const id = (n: number) => `7f9c24e8-3b12-4fef-91d0-5a6b1c2d3e${String(n).padStart(2, '0')}`;
const GARMENTS: Category[] = ['trousers', 'top', 'jacket', 'skirt', 'dress', 'top', 'top'];
const categoryOf = (garmentId: string) => GARMENTS[Number(garmentId.slice(-2))];
const layer = (garment: number, more: Partial<LookLayer> = {}) =>
  LookLayer.parse({ id: id(50 + garment), garmentId: id(garment), ...more });
const order = (layers: LookLayer[]) =>
  outfitOf(layers, categoryOf).worn.map(({ garmentId }) => categoryOf(garmentId));

describe('an outfit', () => {
  it('has the visible layers in wearing order', () => {
    expect(order([layer(0), layer(1), layer(2)])).toEqual(['trousers', 'top', 'jacket']);
    expect(order([layer(0), layer(1, { visible: false }), layer(2)])).toEqual(['trousers', 'jacket']);
    expect(order([])).toEqual([]);
  });

  it('has a tucked top below what is worn on the legs, and nothing else moves', () => {
    expect(order([layer(0), layer(1, { tuck: true }), layer(2)])).toEqual(['top', 'trousers', 'jacket']);
    expect(order([layer(1, { tuck: true }), layer(2)])).toEqual(['top', 'jacket']);
    expect(order([layer(1), layer(3), layer(5, { tuck: true })])).toEqual(['top', 'top', 'skirt']);
  });

  it('leaves out the outermost of too many, and tells which', () => {
    const { worn, left } = outfitOf(
      [0, 1, 2, 4, 5, 6].map((n) => layer(n)),
      categoryOf,
    );
    expect(worn).toHaveLength(MOST_WORN);
    expect(left.map(({ garmentId }) => garmentId)).toEqual([id(6)]);
  });

  it('is asked for with the body, and with the sizes and fabrics that were chosen', () => {
    const outfit = outfitOf([layer(0, { size: '38' }), layer(1, { material: 'silk' })], categoryOf);
    const shape = { sex: 'female' as const, measures: { waistGirth: 72 }, live: true };
    expect(dressWish(outfit, shape, { pose: 'walk' })).toEqual({
      body: { sex: 'female', measures: { waistGirth: 72 } },
      garments: [
        { garmentId: id(0), size: '38' },
        { garmentId: id(1), material: 'silk' },
      ],
      pose: 'walk',
    });
    const nothing = outfitOf([layer(0, { visible: false })], categoryOf);
    expect(dressWish(nothing, shape, { pose: 'stand' })).toBeUndefined();
  });
});

describe('an answer', () => {
  const garment = (size: string, best: string) => ({ index: 0, size, recommendation: { size: best } });
  const dressing = (...garments: ReturnType<typeof garment>[]) =>
    ({ garments, failed: [] }) as unknown as Dressing;
  const one = (size?: string, pose: 'stand' | 'sit' = 'stand'): DressWish => ({
    body: { sex: 'female' },
    garments: [{ garmentId: id(0), ...(size ? { size } : {}) }],
    pose,
  });

  it('without a chosen size is one to the wish for the recommended size, and the other way round', () => {
    expect(isAnswer(one('M'), one(), dressing(garment('M', 'M')))).toBe(true);
    expect(isAnswer(one(), one('M'), dressing(garment('M', 'M')))).toBe(true);
    expect(isAnswer(one('L'), one(), dressing(garment('M', 'M')))).toBe(false);
    expect(isAnswer(one(), one('L'), dressing(garment('L', 'M')))).toBe(false);
  });

  it('in one pose is none to a wish for another', () => {
    expect(isAnswer(one('M', 'sit'), one(), dressing(garment('M', 'M')))).toBe(false);
  });
});

/** A core that answers, or fails, when it is told to; cancelled calls fail at once. */
class Core implements DressHost {
  readonly calls: { wish: DressWish; ticket: string; answer(error?: unknown): void }[] = [];
  readonly cancelled: string[] = [];
  readonly states: DressState[] = [];
  underWay = 0;
  isQuiet = isQuiet;
  dress(wish: DressWish, ticket: string): Promise<Dressing> {
    expect(++this.underWay).toBe(1);
    return new Promise((resolve, reject) => {
      this.calls.push({
        wish,
        ticket,
        answer: (error) => {
          this.underWay--;
          if (error) reject(error);
          else {
            const size = wish.garments[0].size!;
            const garments = [
              { index: 0, size, recommendation: { size } },
            ] as unknown as Dressing['garments'];
            resolve({ mesh: meshOf(wish), measurements: {}, notes: [], garments, failed: [] });
          }
        },
      });
    });
  }
  cancel(ticket: string): void {
    this.cancelled.push(ticket);
    const call = this.calls.find((one) => one.ticket === ticket)!;
    setTimeout(() => call.answer(new StudioError('cancelled', 'No longer wanted.')));
  }
  changed(state: DressState): void {
    this.states.push(state);
  }
  newTicket = () => `ticket ${this.calls.length}`;
  get state(): DressState {
    return this.states.at(-1) ?? UNDRESSED;
  }
}

const meshOf = (wish: DressWish) => `mesh ${wish.garments[0].size}`;
const wish = (size: string): DressWish => ({
  body: { sex: 'female' },
  garments: [{ garmentId: id(0), size }],
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function begun() {
  const core = new Core();
  return { core, loop: new DressLoop(core) };
}

describe('the loop of outfits', () => {
  it('shows progress of its own ticket alone, then the answer', async () => {
    const { core, loop } = begun();
    loop.want(wish('M'));
    loop.progress(core.calls[0].ticket, 0.4);
    loop.progress('another', 0.9);
    expect(core.state.making).toMatchObject({ fraction: 0.4 });
    core.calls[0].answer();
    await settle();
    expect(core.state).toMatchObject({ dressed: { dressing: { mesh: 'mesh M' } }, making: undefined });
    expect(loop.isDone).toBe(true);
    // the same again is there already
    loop.want(wish('M'));
    expect(core.calls).toHaveLength(1);
  });

  it('cancels what a newer wish overtakes and never has two under way; the old picture stays meanwhile', async () => {
    const { core, loop } = begun();
    loop.want(wish('S'));
    core.calls[0].answer();
    await settle();
    loop.want(wish('M'));
    loop.want(wish('L'));
    expect(core.state.dressed?.dressing.mesh).toBe('mesh S');
    await settle();
    expect(core.cancelled).toEqual([core.calls[1].ticket]);
    expect(core.calls.map(({ wish: { garments } }) => garments[0].size)).toEqual(['S', 'M', 'L']);
    expect(core.state).toMatchObject({ stopped: false, error: undefined });
    core.calls[2].answer();
    await settle();
    expect(core.state.dressed?.dressing.mesh).toBe('mesh L');
  });

  it('answers from memory what it has sewn before, unless the file is gone', async () => {
    const { core, loop } = begun();
    for (const size of ['S', 'M']) {
      loop.want(wish(size));
      core.calls.at(-1)!.answer();
      await settle();
    }
    loop.want(wish('S'));
    expect(core.state.dressed?.dressing.mesh).toBe('mesh S');
    expect(core.calls).toHaveLength(2);
    loop.lost('mesh S');
    expect(core.calls).toHaveLength(3);
    expect(core.calls[2].wish).toEqual(wish('S'));
  });

  it('stops when the user does not want to wait, and begins again when asked or when the wish changes', async () => {
    const { core, loop } = begun();
    loop.want(wish('M'));
    loop.stop();
    await settle();
    expect(core.state).toMatchObject({ stopped: true, making: undefined, error: undefined });
    expect(core.calls).toHaveLength(1);
    loop.again();
    expect(core.calls).toHaveLength(2);
    loop.stop();
    loop.want(wish('L'));
    await settle();
    expect(core.calls.at(-1)!.wish).toEqual(wish('L'));
    core.calls.at(-1)!.answer();
    await settle();
    expect(core.state).toMatchObject({ stopped: false, dressed: { dressing: { mesh: 'mesh L' } } });
  });

  it('tells of the newest wish and lets it be cancelled while the one before takes long to end', async () => {
    const { core, loop } = begun();
    core.cancel = (ticket) => void core.cancelled.push(ticket);
    loop.want(wish('S'));
    loop.want(wish('M'));
    expect(core.cancelled).toEqual([core.calls[0].ticket]);
    expect(core.state.making).toMatchObject({ fraction: 0 });
    expect(loop.isDone).toBe(false);
    loop.stop();
    expect(core.state).toMatchObject({ making: undefined, stopped: true });
    core.calls[0].answer(new StudioError('cancelled', 'No longer wanted.'));
    await settle();
    // what waited for its turn was never asked for, so there is nothing to cancel
    expect(core.calls).toHaveLength(1);
    expect(core.cancelled).toHaveLength(1);
    loop.again();
    expect(core.calls[1].wish).toEqual(wish('M'));
    core.calls[1].answer();
    await settle();
    expect(core.state).toMatchObject({ dressed: { dressing: { mesh: 'mesh M' } }, making: undefined });
  });

  it('shows an answer that came in spite of a cancel, where it is wanted again meanwhile', async () => {
    const { core, loop } = begun();
    core.cancel = () => {};
    loop.want(wish('S'));
    loop.stop();
    loop.again();
    expect(core.state.making).toBeDefined();
    core.calls[0].answer();
    await settle();
    expect(core.calls).toHaveLength(1);
    expect(core.state).toMatchObject({ dressed: { dressing: { mesh: 'mesh S' } }, making: undefined });
    expect(loop.isDone).toBe(true);
  });

  it('tells a failure, keeps the old picture, and tries again', async () => {
    const { core, loop } = begun();
    loop.want(wish('S'));
    core.calls[0].answer();
    await settle();
    loop.want(wish('M'));
    core.calls[1].answer(new StudioError('engine-crashed', 'gone'));
    await settle();
    expect(core.state).toMatchObject({
      error: { code: 'engine-crashed' },
      making: undefined,
      dressed: { dressing: { mesh: 'mesh S' } },
    });
    loop.again();
    expect(core.state.error).toBeUndefined();
    core.calls[2].answer();
    await settle();
    expect(core.state.dressed?.dressing.mesh).toBe('mesh M');
  });

  it('shows nothing worn when nothing is wanted, whatever comes later', async () => {
    const { core, loop } = begun();
    loop.want(wish('S'));
    core.calls[0].answer();
    await settle();
    loop.want(wish('M'));
    loop.want(undefined);
    expect(core.state).toEqual(UNDRESSED);
    await settle();
    expect(core.state).toEqual(UNDRESSED);
    expect(core.calls).toHaveLength(2);
  });
});
