/** Session of the 3D preview: one call at a time and the newest wins, steps that are undone, and the client's record. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../../src-main/contract/calls/index.ts';
import { Client } from '../../../src-main/contract/catalog/client.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { say } from '../../../src-main/contract/sentences.ts';
import type { StudioClient } from '../../../src-renderer/client/studio-client.ts';
import { UNKNOWN } from '../../../src-renderer/features/preview3d/logic/known-body.ts';
import {
  type Shaped,
  ShapeLoop,
  type ShapeWish,
} from '../../../src-renderer/features/preview3d/logic/shape-loop.ts';
import { useDressing } from '../../../src-renderer/features/preview3d/state/dressing.ts';
import { type PosingSession, posingOf } from '../../../src-renderer/features/preview3d/state/posing.ts';
import { PreviewSession, previewOf } from '../../../src-renderer/features/preview3d/state/session.ts';
import { usePreview } from '../../../src-renderer/features/preview3d/state/store.ts';
import { type StudioState, useStudio } from '../../../src-renderer/features/studio/state/store.ts';

const wish = (waistGirth: number, live = true): ShapeWish => ({
  sex: 'female',
  measures: { waistGirth },
  live,
});
const shaped = (of: ShapeWish): Shaped => ({
  mesh: 'a'.repeat(64),
  measurements: { ...of.measures } as Record<string, number>,
  unmet: [],
  hasSkins: true,
});
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the loop of shapes', () => {
  it('has one call under way, leaves wishes out that were overtaken, and ends with the newest', async () => {
    const asked: number[] = [];
    const shown: number[] = [];
    let underWay = 0;
    const loop = new ShapeLoop({
      shape: async (of) => {
        expect(++underWay).toBe(1);
        asked.push(of.measures?.waistGirth ?? 0);
        await soon();
        underWay--;
        return shaped(of);
      },
      shown: (one) => shown.push(one.measurements.waistGirth),
      failed: () => expect.unreachable(),
    });
    for (let waist = 70; waist <= 80; waist++) loop.want(wish(waist));
    await expect.poll(() => shown.at(-1)).toBe(80);
    expect(asked).toEqual([70, 80]);
    expect(shown).toEqual([70, 80]);
  });

  it('goes on after a failure, and tells only one that no newer wish makes good', async () => {
    const failures: unknown[] = [];
    const shown: number[] = [];
    const loop = new ShapeLoop({
      shape: async (of) => {
        await soon();
        if (of.measures?.waistGirth === 70) throw new StudioError('engine-crashed', 'gone');
        return shaped(of);
      },
      shown: (one) => shown.push(one.measurements.waistGirth),
      failed: (error) => failures.push(error),
    });
    loop.want(wish(70));
    loop.want(wish(71));
    await expect.poll(() => shown).toEqual([71]);
    expect(failures).toEqual([]);
    loop.want(wish(70));
    await expect.poll(() => failures.length).toBe(1);
  });
});

/** A core that keeps one client and remembers what it is asked. */
class Core {
  record = Client.parse({
    id: '7f9c24e8-3b12-4fef-91d0-5a6b1c2d3e4f',
    name: 'Anna',
    sex: 'female',
    statureCm: 170,
    measurements: { waistGirth: 72, neckGirth: 33 },
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  });
  calls: [string, unknown][] = [];
  private handlers = new Set<(event: StudioEvent) => void>();
  refuse = false;
  photo: (() => unknown) | undefined;
  pose: (() => unknown) | undefined;

  emit(event: StudioEvent) {
    for (const handler of this.handlers) handler(event);
  }
  readonly client = {
    call: async (name: string, input: Record<string, unknown>) => {
      this.calls.push([name, input]);
      await soon();
      if (name === 'body.shape') return shaped(input as unknown as ShapeWish);
      if (name === 'clients.get') return this.record;
      if (name === 'clients.update') {
        if (this.refuse) throw new StudioError('library-locked', 'no');
        const changes = Object.entries(input.changes as object).map(([k, v]) => [k, v ?? undefined]);
        this.record = { ...this.record, ...Object.fromEntries(changes) };
        return this.record;
      }
      if (name === 'body.fromPhoto') return this.photo?.();
      if (name === 'body.pose') return this.pose?.();
      return null;
    },
    onEvent: (handler: (event: StudioEvent) => void) => {
      this.handlers.add(handler);
      return () => this.handlers.delete(handler);
    },
  } as unknown as StudioClient;
  shapes = () => this.calls.filter(([name]) => name === 'body.shape').map(([, input]) => input as ShapeWish);
}

const PHOTO = '0b9c24e8-3b12-4fef-91d0-5a6b1c2d3e4f';
const state = usePreview.getState;

describe('the session', () => {
  let core: Core;
  let session: PreviewSession;
  beforeEach(() => {
    usePreview.setState(usePreview.getInitialState(), true);
    core = new Core();
    session = new PreviewSession(core.client);
  });

  it('opens the body of the record, and stores every step in it', async () => {
    await session.open(PHOTO, 1, core.record.id);
    expect(state().known).toMatchObject({ sex: 'female', measures: { stature: 170, waistGirth: 72 } });
    for (const waistGirth of [73, 74, 75]) session.drag({ measures: { waistGirth } });
    expect(state().known.measures.waistGirth).toBe(72);
    session.commit({ measures: { waistGirth: 75 } });
    session.commit({ measures: { hipGirth: 99 } });
    await session.settled();
    expect(core.record.measurements).toEqual({ waistGirth: 75, neckGirth: 33, hipGirth: 99 });
    await expect.poll(() => state().shaped?.measurements).toMatchObject({ waistGirth: 75, hipGirth: 99 });
    expect(core.shapes().at(-1)!.live).toBe(false);

    // another window adds a measurement; taking steps back leaves it alone
    core.record = { ...core.record, measurements: { ...core.record.measurements, bustGirth: 90 } };
    core.emit({ type: 'changed', what: 'clients' });
    await expect.poll(() => state().known.measures.bustGirth).toBe(90);
    session.undo();
    session.undo();
    await session.settled();
    expect(core.record.measurements).toEqual({ waistGirth: 72, neckGirth: 33, bustGirth: 90 });
    session.redo();
    await session.settled();
    expect(core.record.measurements.waistGirth).toBe(75);
    expect(state().undone).toHaveLength(1);
  });

  it('makes steps of the arrow keys one step, and a drag back to where it was none', async () => {
    await session.open(PHOTO, 1, core.record.id);
    for (const waistGirth of [72.5, 73, 73.5]) session.step({ measures: { waistGirth } });
    await session.settled();
    expect(state().done).toHaveLength(1);
    expect(core.record.measurements.waistGirth).toBe(73.5);
    session.drag({ measures: { waistGirth: 80 } });
    session.commit({ measures: { waistGirth: 73.5 } });
    await session.settled();
    expect(state().done).toHaveLength(1);
    expect(state().live).toBeUndefined();
    await expect
      .poll(() => core.shapes().at(-1))
      .toMatchObject({ live: false, measures: { waistGirth: 73.5 } });
  });

  it('knows the bodies around a measure before it is moved, and those that it was moved to', async () => {
    await session.open(PHOTO, 1, core.record.id);
    await expect.poll(() => state().shaped).toBeDefined();
    session.aim('waistGirth');
    const values = () => state().outlook?.bodies.map(({ value }) => value);
    await expect.poll(values).toEqual([71, 73, 72]);
    expect(
      core
        .shapes()
        .slice(-3)
        .every(({ live, measures }) => live && measures?.stature === 170),
    ).toBe(true);
    session.drag({ measures: { waistGirth: 74.5 } });
    await expect.poll(values).toEqual([71, 73, 72, 74.5]);
    // the same once more is known; that of another body is not
    const asked = core.shapes().length;
    session.commit({ measures: { waistGirth: 74.5 } });
    session.aim('waistGirth');
    await session.settled();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(core.shapes()).toHaveLength(asked + 1);
    session.commit({ measures: { hipGirth: 110 } });
    await session.settled();
    session.aim('waistGirth');
    await expect.poll(values).toEqual([73.5, 75.5, 74.5]);
  });

  it('keeps the body of a photo without a client for that photo', async () => {
    const other = '1b9c24e8-3b12-4fef-91d0-5a6b1c2d3e4f';
    await session.open(PHOTO, 1, undefined);
    session.commit({ sex: 'male', measures: { waistGirth: 88 } });
    await session.open(other, 1, undefined);
    expect(state().known).toEqual(UNKNOWN);
    await session.open(PHOTO, 1, undefined);
    expect(state().known).toMatchObject({ sex: 'male', measures: { waistGirth: 88 } });
    session.undo();
    expect(state().known).toEqual(UNKNOWN);
    expect(core.calls.filter(([name]) => name.startsWith('clients.'))).toEqual([]);
  });

  it('lets the photo fill in what no tape has measured, as a step', async () => {
    core.photo = () => ({
      measurements: { waistGirth: { value: 80, spread: 4 }, hipGirth: { value: 101, spread: 4 } },
      notes: [],
      overlay: 'b'.repeat(64),
      iou: 0.9,
    });
    await session.open(PHOTO, 1, core.record.id);
    await session.fromPhoto();
    expect(core.calls.find(([name]) => name === 'body.fromPhoto')?.[1]).toMatchObject({
      photoId: PHOTO,
      sex: 'female',
      statureCm: 170,
    });
    await expect
      .poll(() => core.shapes().at(-1)!.measures)
      .toEqual({
        stature: 170,
        waistGirth: 72,
        hipGirth: 101,
      });
    expect(core.record.measurements).not.toHaveProperty('hipGirth');
    session.adopt();
    await session.settled();
    expect(core.record.measurements).toMatchObject({ waistGirth: 72, hipGirth: 101 });
    session.undo();
    session.undo();
    expect(state().told).toBeUndefined();
    session.redo();
    expect(state().told?.iou).toBe(0.9);
  });

  it('follows the photo’s progress, and calls it off quietly', async () => {
    let stop = (_: unknown) => {};
    core.photo = () => new Promise((_, reject) => (stop = reject));
    await session.open(PHOTO, 1, undefined);
    const done = session.fromPhoto();
    const { ticket } = state().asking!;
    core.emit({ type: 'render', ticket, stage: 'matte-person', fraction: 0.4 });
    expect(state().asking?.fraction).toBe(0.4);
    await soon();
    await soon();
    session.cancel();
    expect(state().asking).toBeUndefined();
    stop(new StudioError('cancelled', 'Cancelled.'));
    await done;
    expect(
      core.calls.some(
        ([name, input]) => name === 'body.cancel' && (input as { ticket: string }).ticket === ticket,
      ),
    ).toBe(true);
    expect(state().error).toBeUndefined();
  });

  it('tells what could not be stored', async () => {
    const told: unknown[] = [];
    session.notes = { failed: (error) => told.push(error) };
    await session.open(PHOTO, 1, core.record.id);
    core.refuse = true;
    session.commit({ measures: { waistGirth: 90 } });
    await session.settled();
    expect(told).toHaveLength(1);
  });
});

describe('posing as in the photo', () => {
  let core: Core;
  let session: PreviewSession;
  let posing: PosingSession;
  const JOINTS = { 'elbow.L': 80 };
  const because = say('pose-arms-unseen');
  beforeEach(async () => {
    usePreview.setState(usePreview.getInitialState(), true);
    useDressing.setState(useDressing.getInitialState(), true);
    useStudio.setState(useStudio.getInitialState(), true);
    core = new Core();
    session = previewOf(core.client);
    posing = posingOf(core.client);
    await session.open(PHOTO, 1, undefined);
  });
  const asked = () => core.calls.filter(([name]) => name === 'body.pose');

  it('asks the photo, and has the figure take what it tells', async () => {
    core.pose = () => ({ joints: JOINTS });
    await posing.choose('photo');
    expect(asked()[0][1]).toMatchObject({ photoId: PHOTO, subject: 1 });
    expect(useDressing.getState()).toMatchObject({ pose: 'photo', posing: undefined });
    await expect.poll(() => core.shapes().at(-1)?.pose).toEqual({ joints: JOINTS });
    await posing.choose('sit');
    await expect.poll(() => core.shapes().at(-1)?.pose).toBe('sit');
  });

  it('stands where the photo does not tell it, and says why until a pose is chosen', async () => {
    core.pose = () => ({ because });
    await posing.choose('sit');
    await posing.choose('photo');
    expect(useDressing.getState()).toMatchObject({ pose: 'stand', photoPose: { said: because } });
    await expect.poll(() => core.shapes().at(-1)?.pose).toBe('stand');
    await posing.choose('walk');
    expect(useDressing.getState().photoPose).toBeUndefined();
  });

  it('follows to another photo, and only while it is posed as one', async () => {
    core.pose = () => ({ joints: JOINTS });
    await posing.follow();
    expect(asked()).toEqual([]);
    await posing.choose('photo');
    await posing.follow();
    expect(asked()).toHaveLength(1);
    await session.open('1b9c24e8-3b12-4fef-91d0-5a6b1c2d3e4f', 1, undefined);
    core.pose = () => ({ because });
    await posing.follow();
    expect(asked()).toHaveLength(2);
    expect(useDressing.getState()).toMatchObject({ pose: 'stand', photoPose: { said: because } });
  });

  it('asks with the joints that are put right in the look, and again when they are', async () => {
    const elbow = { leftElbow: { x: 4, y: 5 } };
    const look = (pose: object) =>
      useStudio.setState({ queue: { document: { pose } } } as unknown as Partial<StudioState>);
    core.pose = () => ({ joints: JOINTS });
    look(elbow);
    await posing.choose('photo');
    await posing.follow();
    look({ leftElbow: { x: 9, y: 5 } });
    await posing.follow();
    look({});
    await posing.follow();
    expect(asked().map(([, input]) => (input as { joints: object }).joints)).toEqual([
      elbow,
      { leftElbow: { x: 9, y: 5 } },
      {},
    ]);
  });

  it('takes no answer that another choice has overtaken, and cancels it', async () => {
    core.pose = () => ({ joints: JOINTS });
    const first = posing.choose('photo');
    await posing.choose('walk');
    await first;
    expect(useDressing.getState()).toMatchObject({ pose: 'walk', photoPose: undefined, posing: undefined });
    expect(core.calls.map(([name]) => name)).toContain('body.cancel');
  });

  it('stands when the photo cannot be asked', async () => {
    const failures: unknown[] = [];
    session.notes = { failed: (error) => failures.push(error) };
    core.pose = () => {
      throw new StudioError('model-missing', 'no');
    };
    await posing.choose('photo');
    expect(failures).toHaveLength(1);
    expect(useDressing.getState()).toMatchObject({ pose: 'stand', posing: undefined });
  });
});
