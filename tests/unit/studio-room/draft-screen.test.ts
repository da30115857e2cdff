import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rendered } from '../../../src-main/contract/calls/looks.ts';
import { LookDocument } from '../../../src-main/contract/catalog/look.ts';
import type { RenderState } from '../../../src-renderer/features/studio/logic/render-loop.ts';
import { draftsFirst, setScreen } from '../../../src-renderer/features/studio/state/draft-screen.ts';
import { type News, RoomNews, useDrag } from '../../../src-renderer/features/studio/state/drag.ts';

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
    vi.stubGlobal('requestAnimationFrame', (then: () => void) => setTimeout(then, 16));
    told = [];
    news = new RoomNews((one) => told.push(one));
    take = draftsFirst(news);
    screen = image();
    setScreen(screen as unknown as HTMLImageElement);
  });
  afterEach(() => {
    setScreen(undefined);
    useDrag.setState({ document: undefined, rendered: undefined });
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const frame = () => vi.advanceTimersByTimeAsync(20);
  const rest = () => vi.advanceTimersByTimeAsync(1000);
  const pictures = () => told.map(({ render }) => render?.rendered?.picture);
  const moved = (x: number): News => ({
    live: LookDocument.parse({ format: 1, photoId: crypto.randomUUID(), pose: { nose: { x, y: 0 } } }),
  });

  it('shows a draft at once, its handles after the frame, and tells the room when the drag rests', async () => {
    take(state(draft('a')));
    expect(screen.dataset).toEqual({ shown: 'draft', picture: 'a' });
    expect(screen.decoding).toBe('sync');
    expect(useDrag.getState().rendered).toBeUndefined();
    await frame();
    expect(useDrag.getState().rendered?.picture).toBe('a');
    expect(told).toEqual([]);
    await rest();
    expect(pictures()).toEqual(['a']);
  });

  it('tells of the newest of two drafts within a frame alone', async () => {
    take(state(draft('a')));
    take(state(draft('b')));
    expect(screen.dataset.picture).toBe('b');
    await frame();
    expect(useDrag.getState().rendered?.picture).toBe('b');
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

  it('tells of everything else at once, and of no draft or place that it came after', async () => {
    news.later(moved(1));
    take(state(draft('a')));
    news.now({ live: undefined });
    take(state(undefined));
    expect(told).toEqual([{ live: undefined }, { render: state(undefined) }]);
    await rest();
    expect(told).toHaveLength(2);
    expect(useDrag.getState().rendered).toBeUndefined();
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
