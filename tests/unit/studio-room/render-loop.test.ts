import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rendered } from '../../../src-main/contract/calls/looks.ts';
import { LookDocument } from '../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import type { RenderQuality } from '../../../src-main/contract/render-look.ts';
import { say } from '../../../src-main/contract/sentences.ts';
import { RenderLoop } from '../../../src-renderer/features/studio/logic/render-loop.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const LOOK = uuid(1);

interface Asked {
  quality: RenderQuality;
  ticket: string;
  document?: LookDocument;
  answer(picture: string): Promise<void>;
  refuse(code: 'superseded' | 'engine-crashed' | 'no-person-found'): Promise<void>;
}

const rendered = (quality: RenderQuality, picture: string): Rendered => ({
  lookId: LOOK,
  quality,
  picture,
  width: 10,
  height: 10,
  photoWidth: 10,
  photoHeight: 10,
  confidence: 1,
  needsReview: false,
  reasons: [],
  joints: [],
  layers: [],
  notes: [],
  ms: 1,
});

const at = (x: number) => LookDocument.parse({ format: 1, photoId: uuid(9), pose: { nose: { x, y: 0 } } });

describe('render loop', () => {
  let asked: Asked[];
  let cancelled: string[];
  let stored: Partial<Record<RenderQuality, Rendered>>;
  let loop: RenderLoop;
  const flush = () => vi.advanceTimersByTimeAsync(0);
  const last = () => asked.at(-1)!;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    cancelled = [];
    stored = {};
    let n = 100;
    const call = async (name: string, input: Record<string, unknown>) => {
      if (name === 'looks.rendered') return stored[input.quality as RenderQuality] ?? null;
      if (name === 'looks.cancelRender') {
        cancelled.push(input.ticket as string);
        return null;
      }
      return new Promise((resolve, reject) => {
        const quality = input.quality as RenderQuality;
        asked.push({
          quality,
          ticket: input.ticket as string,
          ...(input.document ? { document: input.document as LookDocument } : {}),
          answer: (picture) => {
            resolve(rendered(quality, picture));
            return flush().then(() => {});
          },
          refuse: (code) => {
            reject(new StudioError(code, code));
            return flush().then(() => {});
          },
        });
      });
    };
    loop = new RenderLoop({
      client: { call } as never,
      settled: async () => {},
      changed: () => {},
      load: async () => {},
      newTicket: () => uuid(n++),
      invented: () => false,
    });
  });
  afterEach(() => {
    loop.close();
    vi.useRealTimers();
  });
  const opened = async () => {
    stored.final = rendered('final', 'first');
    await loop.open(LOOK);
  };

  it('shows a finished picture without making one', async () => {
    await opened();
    expect(loop.state.rendered?.picture).toBe('first');
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([]);
  });

  it('has the engine look at a dressed photo of an earlier session again, showing nothing of that', async () => {
    const layer = { id: uuid(3), category: 'top', sleeve: 'short', confidence: 1, landmarks: [] };
    stored.final = { ...rendered('final', 'first'), layers: [layer] };
    await loop.open(LOOK);
    expect(asked.map((a) => a.quality)).toEqual(['draft']);
    expect(loop.state.making).toBeUndefined();
    await last().answer('unseen');
    expect(loop.state.rendered?.picture).toBe('first');
  });

  it('makes a preview, and the full picture after a pause', async () => {
    void loop.open(LOOK);
    await flush();
    expect(last().quality).toBe('preview');
    expect(loop.state.making).toMatchObject({ quality: 'preview', fraction: 0 });
    loop.progress(last().ticket, 0.5);
    expect(loop.state.making?.fraction).toBe(0.5);
    await last().answer('p');
    expect(loop.state).toMatchObject({ rendered: { picture: 'p' }, making: undefined });
    await vi.advanceTimersByTimeAsync(900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(last().quality).toBe('final');
    await last().answer('f');
    expect(loop.state).toMatchObject({ rendered: { picture: 'f', quality: 'final' }, stale: false });
  });

  it('drafts the newest place of a drag, one at a time', async () => {
    await opened();
    for (const x of [1, 2, 3, 4]) loop.drag(at(x));
    await flush();
    expect(asked.map((a) => a.document?.pose.nose?.x)).toEqual([1]);
    await last().answer('d1');
    expect(loop.state.rendered?.picture).toBe('d1');
    expect(asked.map((a) => a.document?.pose.nose?.x)).toEqual([1, 4]);
    await last().answer('d4');
    expect(asked).toHaveLength(2);
    expect(asked.every((a) => a.quality === 'draft')).toBe(true);
  });

  it('goes on saying during a drag where no limb was seen, until a picture looked again', async () => {
    const note = say('limb-not-seen', { joint: 'left-wrist' });
    stored.final = { ...rendered('final', 'a'), notes: [note, say('recoloured')] };
    await loop.open(LOOK);
    const notes = () => loop.state.rendered?.notes.map(({ code }) => code);
    for (const x of [1, 2]) {
      loop.drag(at(x));
      await last().answer(`draft ${x}`);
      expect(loop.state.rendered?.picture).toBe(`draft ${x}`);
      expect(notes()).toEqual(['limb-not-seen']);
    }
    void loop.edited();
    await flush();
    await last().answer('b');
    expect(notes()).toEqual([]);
  });

  it('lets no late draft replace the picture of the edit', async () => {
    await opened();
    loop.drag(at(1));
    await flush();
    const draft = last();
    void loop.edited();
    await flush();
    expect(last().quality).toBe('preview');
    await draft.answer('late');
    expect(loop.state.rendered?.picture).toBe('first');
    await last().answer('p');
    expect(loop.state.rendered?.picture).toBe('p');
    // and drafts work again afterwards
    loop.drag(at(2));
    await flush();
    expect(last()).toMatchObject({ quality: 'draft' });
    expect(last().document?.pose.nose?.x).toBe(2);
  });

  it('drafts a new drag that begins while a draft of the last one is on its way', async () => {
    await opened();
    loop.drag(at(1));
    await flush();
    const old = last();
    void loop.edited();
    await flush();
    loop.drag(at(7));
    await flush();
    await old.answer('old');
    expect(loop.state.rendered?.picture).toBe('first');
    expect(last()).toMatchObject({ quality: 'draft' });
    expect(last().document?.pose.nose?.x).toBe(7);
    await last().answer('d7');
    expect(loop.state.rendered?.picture).toBe('d7');
  });

  it('stops what is out of date, and keeps the last good picture meanwhile', async () => {
    await opened();
    void loop.edited();
    await flush();
    const first = last();
    void loop.edited();
    await flush();
    expect(cancelled).toEqual([first.ticket]);
    await first.answer('old');
    expect(loop.state.rendered?.picture).toBe('first');
    await last().answer('new');
    expect(loop.state.rendered?.picture).toBe('new');
  });

  it('is stale after a cancel until something is asked for again', async () => {
    await opened();
    void loop.edited();
    await flush();
    loop.cancel();
    expect(loop.state).toMatchObject({ stale: true, making: undefined, rendered: { picture: 'first' } });
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toHaveLength(1);
    void loop.finish();
    await flush();
    expect(last().quality).toBe('final');
    await last().answer('f');
    expect(loop.state.stale).toBe(false);
  });

  it('asks a crashed engine again, and says so when it crashes each time', async () => {
    await opened();
    void loop.edited();
    await flush();
    for (let n = 0; n < 3; n++) await last().refuse('engine-crashed');
    expect(asked).toHaveLength(3);
    expect(loop.state).toMatchObject({ error: { code: 'engine-crashed' }, stale: true });
    void loop.again();
    await flush();
    await last().answer('p');
    expect(loop.state).toMatchObject({ error: undefined, stale: false, rendered: { picture: 'p' } });
  });

  it('tells what is wrong with a picture and keeps the last good one', async () => {
    await opened();
    void loop.edited();
    await flush();
    await last().refuse('no-person-found');
    expect(loop.state).toMatchObject({ error: { code: 'no-person-found' }, rendered: { picture: 'first' } });
    void loop.edited();
    await flush();
    await last().refuse('superseded');
    expect(loop.state.error).toBeUndefined();
  });
});
