import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Look, LookDocument } from '../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import type { StudioClient } from '../../../src-renderer/client/studio-client.ts';
import {
  addLayer,
  type Edit,
  moveJoints,
  newLayer,
  setSlider,
} from '../../../src-renderer/features/studio/logic/document-edits.ts';
import { EditQueue, type QueueState } from '../../../src-renderer/features/studio/logic/edit-queue.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const LOOK = uuid(1);
const add = (n: number) => addLayer(newLayer(uuid(n), uuid(90 + n)), 9, `garment ${n}`);
const nose = (x: number): Edit => moveJoints('nose', { nose: { x, y: 0 } });

/** A core with one look and its history, as the real one keeps it. */
function core() {
  let history: { label: string; document: LookDocument }[] = [];
  const first = LookDocument.parse({ format: 1, photoId: uuid(9) });
  let applied = 0;
  let tick = 0;
  let failure: StudioError | undefined;
  const calls: string[] = [];
  const at = (n: number) => (n ? history[n - 1]!.document : first);
  const look = (): Look => ({
    id: LOOK,
    name: 'Look',
    document: at(applied),
    edits: history.length,
    applied,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: new Date(Date.UTC(2026, 0, 1) + tick).toISOString(),
  });
  const edit = (label: string, document: LookDocument) => {
    history = [...history.slice(0, applied), { label, document }];
    applied++;
    tick++;
  };
  const call = async (name: string, input: never) => {
    calls.push(name);
    await Promise.resolve();
    if (failure) throw failure;
    const given = input as {
      label: string;
      document: LookDocument;
      onto: number;
      steps: number;
      number: number;
    };
    if (name === 'looks.edit') {
      if (given.onto !== applied) throw new StudioError('look-changed', 'moved on');
      if (!LookDocument.safeParse(given.document).success)
        throw new StudioError('invalid-input', 'not a document');
      edit(given.label, given.document);
    }
    if (name === 'looks.undo') applied = Math.max(0, applied - given.steps);
    if (name === 'looks.redo') applied = Math.min(history.length, applied + given.steps);
    if (name === 'looks.goTo') applied = given.number;
    tick++;
    return look();
  };
  return {
    look,
    edit,
    calls,
    client: { call } as unknown as Pick<StudioClient, 'call'>,
    labels: () => history.slice(0, applied).map((step) => step.label),
    fail: (error: StudioError | undefined) => {
      failure = error;
    },
  };
}

describe('edit queue', () => {
  let server: ReturnType<typeof core>;
  let queue: EditQueue;
  let states: QueueState[];
  const merged = vi.fn();
  const failed = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    vi.clearAllMocks();
    server = core();
    states = [];
    queue = new EditQueue(server.look(), server.client, {
      changed: (state) => states.push(state),
      merged,
      failed,
    });
  });
  afterEach(() => {
    queue.close();
    vi.useRealTimers();
  });

  it('shows edits at once and sends them in order', async () => {
    expect(queue.edit(add(1))).toBe(true);
    expect(queue.edit(add(2))).toBe(true);
    expect(queue.edit(setSlider(uuid(1), 'length', 0.4, 'x'))).toBe(true);
    expect(queue.state).toMatchObject({ applied: 3, edits: 3, state: 'saving' });
    expect(queue.state.document.layers).toHaveLength(2);
    expect(server.labels()).toEqual([]);
    await queue.settled();
    expect(server.labels()).toEqual(['layer-added: garment 1', 'layer-added: garment 2', 'slider-length: x']);
    expect(queue.state).toMatchObject({ applied: 3, state: 'saved' });
    expect(queue.state.document).toEqual(server.look().document);
  });

  it('makes no step of an edit that changes nothing', async () => {
    expect(queue.edit(setSlider(uuid(1), 'length', 0.4, 'x'))).toBe(false);
    await queue.settled();
    expect(server.calls).toEqual([]);
  });

  it('undoes and redoes through edits that are still on their way', async () => {
    queue.edit(add(1));
    queue.edit(add(2));
    queue.undo();
    expect(queue.state.document.layers).toHaveLength(1);
    queue.redo();
    expect(queue.state.document.layers).toHaveLength(2);
    queue.undo(2);
    queue.edit(nose(4));
    await queue.settled();
    expect(server.labels()).toEqual(['joint-moved: nose']);
    expect(queue.state).toMatchObject({ applied: 1, edits: 1 });
    queue.redo();
    await queue.settled();
    expect(server.calls).not.toContain('looks.goTo');
    queue.goTo(0);
    await queue.settled();
    expect(queue.state.document.pose).toEqual({});
  });

  it('undoes to a state it never saw', async () => {
    server.edit('earlier', add(5).apply(server.look().document));
    server.edit('earlier', add(6).apply(server.look().document));
    queue.take(server.look());
    queue.undo();
    await queue.settled();
    expect(queue.state.document.layers.map((layer) => layer.id)).toEqual([uuid(5)]);
  });

  it('puts its edits on top of what another window did', async () => {
    server.edit('elsewhere', add(7).apply(server.look().document));
    queue.edit(add(1));
    queue.edit(nose(3));
    await queue.settled();
    expect(merged).toHaveBeenCalledTimes(1);
    expect(server.labels()).toEqual(['elsewhere', 'layer-added: garment 1', 'joint-moved: nose']);
    expect(server.look().document.layers.map((layer) => layer.id)).toEqual([uuid(7), uuid(1)]);
    expect(queue.state.document).toEqual(server.look().document);
    expect(failed).not.toHaveBeenCalled();
  });

  it('keeps edits while the core cannot be reached', async () => {
    server.fail(new StudioError('internal', 'no core'));
    queue.edit(add(1));
    queue.edit(add(2));
    await queue.settled();
    expect(queue.state).toMatchObject({ state: 'waiting', applied: 2 });
    await vi.advanceTimersByTimeAsync(2500);
    expect(queue.state.state).toBe('waiting');
    server.fail(undefined);
    queue.wake();
    await queue.settled();
    expect(server.labels()).toHaveLength(2);
    expect(queue.state.state).toBe('saved');
    expect(failed).not.toHaveBeenCalled();
  });

  it('gives an edit up that the core will never take, and keeps the others', async () => {
    const bad: Edit = {
      label: 'bad',
      apply: (document) => ({ ...document, pose: { 'no such joint!': { x: 0, y: 0 } } }),
    };
    queue.edit(bad);
    queue.edit(add(1));
    await queue.settled();
    expect(failed).toHaveBeenCalledTimes(1);
    expect(server.labels()).toEqual(['layer-added: garment 1']);
    expect(queue.state.document).toEqual(server.look().document);
  });

  it('takes changes of other windows only while nothing of its own is on the way', async () => {
    queue.edit(add(1));
    queue.take({ ...server.look(), applied: 9, updatedAt: '2030-01-01T00:00:00.000Z' });
    expect(queue.state.applied).toBe(1);
    await queue.settled();
    const old = server.look();
    server.edit('elsewhere', add(2).apply(server.look().document));
    queue.take(server.look());
    expect(queue.state.applied).toBe(2);
    // an answer that was long on its way
    queue.take(old);
    expect(queue.state.applied).toBe(2);
  });
});
