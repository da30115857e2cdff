import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rendered } from '../../../src-main/contract/calls/looks.ts';
import type { RenderState } from '../../../src-renderer/features/studio/logic/render-loop.ts';
import { draftsFirst, setScreen } from '../../../src-renderer/features/studio/state/draft-screen.ts';

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
  let told: RenderState[];
  let take: (render: RenderState) => void;
  let screen: ReturnType<typeof image>;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('requestAnimationFrame', (then: () => void) => setTimeout(then, 16));
    told = [];
    take = draftsFirst((render) => told.push(render));
    screen = image();
    setScreen(screen as unknown as HTMLImageElement);
  });
  afterEach(() => {
    setScreen(undefined);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const frame = () => vi.advanceTimersByTimeAsync(20);

  it('shows a draft at once and tells of it after the frame', async () => {
    take(state(draft('a')));
    expect(screen.dataset).toEqual({ shown: 'draft', picture: 'a' });
    expect(screen.decoding).toBe('sync');
    expect(told).toEqual([]);
    await frame();
    expect(told.map(({ rendered }) => rendered?.picture)).toEqual(['a']);
  });

  it('tells of the newest of two drafts within a frame alone', async () => {
    take(state(draft('a')));
    take(state(draft('b')));
    expect(screen.dataset.picture).toBe('b');
    await frame();
    expect(told.map(({ rendered }) => rendered?.picture)).toEqual(['b']);
  });

  it('tells of everything else at once, and of no draft that it came after', async () => {
    take(state(draft('a')));
    take(state(undefined));
    expect(told).toEqual([state(undefined)]);
    await frame();
    expect(told).toHaveLength(1);
  });

  it('does not load a picture anew that is on show', async () => {
    const one = draft('a');
    take(state(one));
    await frame();
    take(state(one, true));
    expect(told.at(-1)?.stale).toBe(true);
    expect(screen.loads).toBe(1);
  });

  it('tells of a draft at once where there is no stage', () => {
    setScreen(undefined);
    take(state(draft('a')));
    expect(told).toHaveLength(1);
  });
});
