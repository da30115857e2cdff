import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rendered } from '../../../src-main/contract/calls/looks.ts';
import { LookDocument } from '../../../src-main/contract/catalog/look.ts';
import type { RenderState } from '../../../src-renderer/features/studio/logic/render-loop.ts';
import { draftsFirst, setScreen } from '../../../src-renderer/features/studio/state/draft-screen.ts';
import { type News, RoomNews } from '../../../src-renderer/features/studio/state/drag.ts';

const draft = (picture: string): Rendered => ({
  ...{ lookId: '', quality: 'draft', picture, inline: `data:image/jpeg;base64,${picture}` },
  ...{ width: 10, height: 10, photoWidth: 10, photoHeight: 10, confidence: 1, needsReview: false },
  ...{ reasons: [], joints: [], layers: [], notes: [], ms: 1 },
});
const state = (rendered: Rendered | undefined, stale = false): RenderState => ({
  ...{ rendered, stale, making: undefined, error: undefined },
});

/** What of an image element is used. */
function image() {
  const attributes = new Map<string, string>();
  return {
    dataset: {} as Record<string, string>,
    decoding: 'auto',
    loads: 0,
    getAttribute: (name: string) => attributes.get(name) ?? null,
    set src(src: string) {
      attributes.set('src', src);
      this.loads++;
    },
  };
}

describe('drafts on the stage', () => {
  let told: News[];
  let news: RoomNews;
  let take: (render: RenderState) => void;
  let screen: ReturnType<typeof image>;
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    news = new RoomNews((one) => told.push(one));
    take = draftsFirst(news);
    screen = image();
    setScreen(screen as unknown as HTMLImageElement);
  });
  afterEach(() => {
    setScreen(undefined);
    vi.useRealTimers();
  });
  const frame = () => vi.advanceTimersByTimeAsync(20);
  const rest = () => vi.advanceTimersByTimeAsync(1000);
  const pictures = () => told.map(({ render }) => render?.rendered?.picture);
  const moved = (x: number): News => ({
    live: LookDocument.parse({ format: 1, photoId: crypto.randomUUID(), pose: { nose: { x, y: 0 } } }),
  });

  it('shows a draft at once, and tells the room when the drag rests', async () => {
    take(state(draft('a')));
    expect(screen.dataset).toEqual({ shown: 'draft', picture: 'a' });
    expect(screen.decoding).toBe('sync');
    await frame();
    expect(told).toEqual([]);
    await rest();
    expect(pictures()).toEqual(['a']);
  });

  it('tells of the newest of two drafts alone', async () => {
    take(state(draft('a')));
    take(state(draft('b')));
    expect(screen.dataset.picture).toBe('b');
    await rest();
    expect(pictures()).toEqual(['b']);
  });

  it('tells the room of a drag that goes on a few times a second, of its newest state', async () => {
    for (let k = 0; k < 60; k++) {
      news.later(moved(k), true);
      await vi.advanceTimersByTimeAsync(50);
      take(state(draft(`${k}`)));
      await frame();
    }
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThan(15);
    const times = told.flatMap(({ live }) => live?.pose.nose?.x ?? []);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    await rest();
    expect(told.at(-1)).toMatchObject({
      live: { pose: { nose: { x: 59 } } },
      render: { rendered: { picture: '59' } },
    });
  });

  it('tells of everything else at once, and of nothing that it came after', async () => {
    news.later(moved(1));
    take(state(draft('a')));
    news.now({ live: undefined });
    take(state(undefined));
    expect(told.map(({ live }) => live)).toEqual([undefined, undefined]);
    expect(pictures()).toEqual(['a', undefined]);
    await rest();
    expect(told).toHaveLength(2);
  });

  it('does not load a picture anew that is on show', async () => {
    const one = draft('a');
    take(state(one));
    await rest();
    take(state(one, true));
    expect(told.at(-1)?.render?.stale).toBe(true);
    expect(screen.loads).toBe(1);
  });

  it('tells of a draft at once where there is no stage', () => {
    setScreen(undefined);
    take(state(draft('a')));
    expect(pictures()).toEqual(['a']);
  });
});
