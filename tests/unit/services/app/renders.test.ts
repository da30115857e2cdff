/** Order of renders, with an engine whose work the test ends by hand. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../../../src-main/contract/calls/index.ts';
import type { Look } from '../../../../src-main/contract/catalog/look.ts';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import type {
  RenderLookInput,
  RenderLookResult,
  RenderQuality,
} from '../../../../src-main/contract/render-look.ts';
import type { Library } from '../../../../src-main/library/library.ts';
import type { StudioCore } from '../../../../src-main/services/app/context.ts';
import { Engine } from '../../../../src-main/services/app/engine.ts';
import { Renders } from '../../../../src-main/services/app/renders.ts';
import { TransientPictures } from '../../../../src-main/services/app/transient-pictures.ts';
import { cancelled, type RequestOptions } from '../../../../src-main/services/lane.ts';
import { emptyFolder, shelf, storePicture } from '../../library/shelf.ts';

/** One request the engine was asked for. */
interface Work {
  input: RenderLookInput;
  options: RequestOptions;
  finish(): void;
  fail(error: unknown): void;
}

const RESULT: Omit<RenderLookResult, 'out'> = {
  width: 30,
  height: 40,
  photoWidth: 30,
  photoHeight: 40,
  confidence: 0.9,
  needsReview: false,
  reasons: [],
  joints: [],
  layers: [],
  editedShare: 0.1,
  notes: [],
  provider: 'cpu',
  ms: 5,
  peakMb: 1,
  stages: [],
};

let library: Library;
let works: Work[];
let states: string[];
let events: StudioEvent[];
let renders: Renders;
let looks: Look[];
let count: number;

/** Ends a request that listens, as the engine does between two stages. */
const obey = (work: Work) => work.options.signal?.addEventListener('abort', () => work.fail(cancelled()));

beforeEach(async () => {
  library = shelf();
  const work = join(emptyFolder(), 'work');
  mkdirSync(work);
  works = [];
  events = [];
  states = [];
  count = 0;
  const renderLook: StudioCore['renderLook'] = (input, options = {}) =>
    new Promise((resolve, reject) => {
      const finish = () => {
        const picture = `picture ${++count}`;
        if (input.out) writeFileSync(input.out, picture);
        if (input.inventedOut) writeFileSync(input.inventedOut, `mask ${count}`);
        resolve({ ...RESULT, ...(input.out ? { out: input.out } : { bytes: Buffer.from(picture) }) });
      };
      works.push({ input, options, finish, fail: reject });
    });
  renders = new Renders({
    library,
    core: new Engine({ renderLook } as StudioCore, (state) => states.push(state)),
    transient: new TransientPictures(work, { count: 3, bytes: 1e6 }),
    work,
    emit: (event) => events.push(event),
    provider: () => 'auto',
    engineVersion: () => '1',
  });
  const photo = library.clients.addPhoto(await storePicture(library, 1), 'a.jpg');
  looks = [1, 2].map(() => library.looks.create({ format: 1, photoId: photo.id }));
});

/** Asks for a picture; what became of it is its result or the code of its error. */
function ask(which: number, quality: RenderQuality, state = 1) {
  const look = looks[which];
  const ticket = crypto.randomUUID();
  const document = { ...look.document, pose: { nose: { x: state, y: 1 } } };
  const promise = renders.render({ lookId: look.id, quality, document, ticket, invented: false });
  const told = promise.then(
    () => 'done',
    (error) => (error instanceof StudioError ? error.code : String(error)),
  );
  return { ticket, promise, told };
}

const asked = async (n: number): Promise<Work> => {
  await expect.poll(() => works.length).toBe(n);
  return works[n - 1];
};

describe('renders', () => {
  it('one at a time; of those that wait for a look only the newest is made', async () => {
    const all = [1, 2, 3, 4].map((state) => ask(0, 'draft', state));
    (await asked(1)).finish();
    (await asked(2)).finish();
    expect(await Promise.all(all.map(({ told }) => told))).toEqual([
      'done',
      'superseded',
      'superseded',
      'done',
    ]);
    expect(works[1].input.pose).toEqual({ nose: { x: 4, y: 1 } });
  });

  it('a picture that is kept is told of as a change of its look, a draft is not', async () => {
    const draft = ask(0, 'draft', 1);
    (await asked(1)).finish();
    expect((await draft.promise).inline).toBe(`data:image/jpeg;base64,${btoa('picture 1')}`);
    expect(works[0].input.out).toBeUndefined();
    expect(events.filter(({ type }) => type === 'changed')).toEqual([]);
    const preview = ask(0, 'preview', 1);
    (await asked(2)).finish();
    await preview.told;
    expect(events.filter(({ type }) => type === 'changed')).toEqual([
      { type: 'changed', what: 'looks', ids: [looks[0].id] },
    ]);
  });

  it('a running draft is let finish and its engine never ended; a running preview is asked to stop, with time to', async () => {
    const draft = ask(0, 'draft', 1);
    const first = await asked(1);
    expect(first.options).toMatchObject({ priority: 'interactive', graceMs: Number.POSITIVE_INFINITY });
    const preview = ask(0, 'preview', 2);
    expect(first.options.signal?.aborted).toBe(false);
    first.finish();
    expect(await draft.told).toBe('done');
    const second = await asked(2);
    expect(second.options.graceMs).toBe(1500);
    obey(second);
    const newer = ask(0, 'preview', 3);
    expect(second.options.signal?.aborted).toBe(true);
    expect(await preview.told).toBe('superseded');
    (await asked(3)).finish();
    expect(await newer.told).toBe('done');
  });

  it('a draft of another look goes before a preview, which goes on afterwards', async () => {
    const preview = ask(0, 'preview');
    obey(await asked(1));
    const draft = ask(1, 'draft');
    (await asked(2)).finish();
    expect(await draft.told).toBe('done');
    expect(works[1].input.quality).toBe('draft');
    (await asked(3)).finish();
    expect(await preview.told).toBe('done');
    expect(works[2].input.quality).toBe('preview');
  });

  it('a preview that was put off and then is no longer wanted is not made', async () => {
    const preview = ask(0, 'preview', 1);
    obey(await asked(1));
    const draft = ask(1, 'draft');
    const newer = ask(0, 'preview', 2);
    expect(await preview.told).toBe('superseded');
    (await asked(2)).finish();
    (await asked(3)).finish();
    expect(await Promise.all([draft.told, newer.told])).toEqual(['done', 'done']);
    expect(works).toHaveLength(3);
  });

  it('drafts go before previews, and previews before final pictures', async () => {
    const running = ask(0, 'draft', 1);
    await asked(1);
    const final = ask(1, 'final');
    const draft = ask(0, 'draft', 2);
    works[0].finish();
    (await asked(2)).finish();
    (await asked(3)).finish();
    await Promise.all([running.told, draft.told, final.told]);
    expect(works.map(({ input }) => input.quality)).toEqual(['draft', 'draft', 'final']);
  });

  it('the same picture asked for twice is made once, and kept', async () => {
    const twice = [ask(0, 'preview'), ask(0, 'preview')];
    (await asked(1)).finish();
    const [a, b] = await Promise.all(twice.map(({ promise }) => promise));
    expect(a).toEqual(b);
    expect(a.invented).toBeUndefined();
    expect(await ask(0, 'preview').promise).toEqual(a);
    expect(works).toHaveLength(1);
  });

  it('a cancel that overtakes its request holds, and leaves what others asked for alone', async () => {
    const wanted = ask(0, 'preview', 1);
    const ticket = crypto.randomUUID();
    renders.cancel(ticket);
    const { id: lookId, document } = looks[0];
    const wish = { lookId, quality: 'preview' as const, document, ticket, invented: false };
    await expect(renders.render(wish)).rejects.toMatchObject({ code: 'cancelled' });
    (await asked(1)).finish();
    expect(await wanted.told).toBe('done');
    expect(works).toHaveLength(1);
    // once only: the ticket says nothing about later requests
    const again = renders.render(wish);
    (await asked(2)).finish();
    expect((await again).lookId).toBe(lookId);
  });

  it('is cancelled by ticket, waiting or running', async () => {
    const running = ask(0, 'preview');
    obey(await asked(1));
    const waiting = ask(1, 'preview');
    renders.cancel(waiting.ticket);
    expect(await waiting.told).toBe('cancelled');
    renders.cancel(running.ticket);
    expect(await running.told).toBe('cancelled');
    renders.cancel(running.ticket);
    expect(works).toHaveLength(1);
  });

  it('is asked for once more after a crash, and says so; a second crash is an error', async () => {
    const crash = () => new StudioError('engine-crashed', 'The engine stopped.');
    const lucky = ask(0, 'draft', 1);
    (await asked(1)).fail(crash());
    (await asked(2)).finish();
    expect(await lucky.told).toBe('done');
    expect(states).toEqual(['crashed', 'ready']);
    const unlucky = ask(0, 'draft', 2);
    (await asked(3)).fail(crash());
    (await asked(4)).fail(crash());
    expect(await unlucky.told).toBe('engine-crashed');
    expect(states).toEqual(['crashed', 'ready', 'crashed', 'crashed']);
  });

  it('an error of one picture does not stop the next', async () => {
    const bad = ask(0, 'preview');
    (await asked(1)).fail(new StudioError('no-person-found', 'Nobody.'));
    expect(await bad.told).toBe('no-person-found');
    const good = ask(1, 'preview');
    (await asked(2)).finish();
    expect(await good.told).toBe('done');
  });

  it('a look deleted while it is drawn leaves no picture behind', async () => {
    const work = ask(0, 'final');
    const first = await asked(1);
    const kept = [...library.assets.filesOnDisk()];
    library.trash.put('look', [looks[0].id]);
    library.trash.empty();
    first.finish();
    expect(await work.told).toBe('not-in-library');
    expect([...library.assets.filesOnDisk()]).toEqual(kept);
  });

  it('everything ends when the app closes', async () => {
    const running = ask(0, 'preview');
    obey(await asked(1));
    const waiting = ask(1, 'preview');
    renders.close();
    expect(await Promise.all([running.told, waiting.told])).toEqual(['cancelled', 'cancelled']);
    expect(await ask(0, 'draft').told).toBe('cancelled');
  });
});
