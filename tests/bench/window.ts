/**
 * Responsiveness and memory of the window in a real browser on the real core, as JSON on standard output.
 *
 *   node tests/bench/window.ts [--only library,drag,memory] [--count N] [--steps N] [--looks N] [--out FILE]
 *
 * library: N garments, filled past the importer, opened, and scrolled from top to bottom by the wheel: tasks of the page's main
 * thread over 50 ms, by the clock and by processor time (another process that holds the core lengthens only the former); how
 * many of the tiles in sight meanwhile show their picture, only their colour, or nothing; from a typed search to its result.
 * drag: a joint and a hem of a dressed sample dragged in the studio, from a pointer's move to its picture on show (the
 * animation frame after it is decoded): `single` with one move at a time, `stream` with moves every 16 ms, where a move waits
 * for the draft before it. `engineMs` is what the core says of the same drafts.
 * memory: N looks opened and left again: heap, nodes, listeners and canvases after a collection, after 10 and after all.
 *
 * `referenceMs` is the processor time of a fixed loop in the same run: ratios to it compare across machines.
 */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import type { CallInput, CallName, CallOutput } from '../../src-main/contract/calls/index.ts';
import type { Look, LookDocument } from '../../src-main/contract/catalog/look.ts';
import { encodeImage } from '../../src-main/engine/image/encode.ts';
import { findBrowser, HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openLibrary } from '../../src-main/library/library.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';
import { quantile, reference, round, summary } from './summary.ts';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'library,drag,memory' },
    count: { type: 'string', default: '10000' },
    steps: { type: 'string', default: '40' },
    looks: { type: 'string', default: '60' },
    out: { type: 'string' },
  },
});
const parts = flags.only.split(',');
const count = Math.max(200, Number(flags.count));
const steps = Math.max(10, Number(flags.steps));
const lookCount = Math.max(11, Number(flags.looks));
const WARM_UP = 8;
/** Pictures that the garments of the library are made of. */
const DRAWN = 64;
const SMALL = { width: 192, height: 240 };
const WORDS = ['striped', 'floral', 'plain', 'linen', 'cotton', 'wool', 'silk', 'wide', 'slim', 'cropped'];
const NOUNS = ['tee', 'shirt', 'blouse', 'dress', 'skirt', 'trousers', 'jacket'];
const PATIENT = { timeout: 90_000 };

async function call<C extends CallName>(
  { studio }: TestHost,
  name: C,
  input: CallInput<C>,
): Promise<CallOutput<C>> {
  const answer = await studio.call(name, input);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.output as CallOutput<C>;
}

/** A library of `count` garments with pictures and thumbnails of their own address. */
async function fillLibrary(folder: string): Promise<void> {
  const drawn: Buffer[] = [];
  const colours: string[] = [];
  for (let k = 0; k < DRAWN; k++) {
    const { width, height } = SMALL;
    const data = new Uint8Array(width * height * 4).fill(255);
    const colour = createHash('sha256').update(`${k}`).digest();
    for (let y = 20; y < height - 20; y++)
      for (let x = 30; x < width - 30; x++)
        for (let c = 0; c < 3; c++)
          data[(y * width + x) * 4 + c] = colour[(y >> 3) % 2 ? c : c + 3] ^ ((x * y) & 15);
    colours.push(`#${colour.toString('hex', 0, 3)}`);
    drawn.push(await encodeImage({ ...SMALL, channels: 4, data }, { format: 'jpeg' }));
  }
  const library = openLibrary(folder);
  const facts = { mediaType: 'image/jpeg', ...SMALL } as const;
  const thumbnails: string[] = [];
  for (const bytes of drawn)
    thumbnails.push((await library.assets.importBytes(bytes, { kind: 'thumbnail', ...facts })).hash);
  const hashes: string[] = [];
  for (let k = 0; k < count; k++) {
    // bytes after the end of a JPEG are not read: a picture of its own for the catalog
    const bytes = Buffer.concat([drawn[k % DRAWN], Buffer.from(`${k}`)]);
    hashes.push((await library.assets.importBytes(bytes, { kind: 'original', ...facts })).hash);
  }
  library.atomically(() => {
    for (const [k, hash] of hashes.entries()) {
      for (const size of [256, 1024] as const) library.assets.setThumbnail(hash, size, thumbnails[k % DRAWN]);
      library.garments.add(hash, `${k}.jpg`, {
        name: `${WORDS[k % WORDS.length]} ${WORDS[(k * 7 + 3) % WORDS.length]} ${NOUNS[k % NOUNS.length]} ${k}`,
        brand: `Brand ${k % 57}`,
        category: k % 2 ? 'top' : 'dress',
        colours: [{ name: 'drawn', hex: colours[k % DRAWN], share: 1 }],
        price: (k * 37) % 50000,
        rating: k % 6,
        sizes: [],
      });
    }
  });
  library.close();
}

/** Processor time of the renderer processes of a browser so far, milliseconds. */
async function rendererMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** Tasks of the renderer's main thread in a trace, milliseconds by the clock and of the processor. */
function mainTasks(trace: Buffer): { wall: number; processor: number }[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, ph, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && mains.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, processor: tdur / 1000 }));
}

const over50 = (traced: ReturnType<typeof mainTasks>) => ({
  count: traced.length,
  over50ByClock: traced.filter(({ wall }) => wall > 50).length,
  over50ByProcessor: traced.filter(({ processor }) => processor > 50).length,
  longestByProcessorMs: round(Math.max(0, ...traced.map(({ processor }) => processor))),
});

/** In the page: notes every task over 50 ms, and when something was typed last. */
function watchTasks(): void {
  const long: number[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) long.push(entry.duration);
  }).observe({ type: 'longtask' });
  Object.assign(window, { longTasks: long });
  window.addEventListener('input', (event) => Object.assign(window, { typedAt: event.timeStamp }), {
    capture: true,
  });
}
/**
 * In the page: looks every 100 ms at the options in sight, and counts those with their picture, with the garment's colour in its
 * place, and with nothing.
 */
function watchTiles(): void {
  const seen = { picture: 0, colour: 0, nothing: 0 };
  Object.assign(window, { tiles: seen });
  setInterval(() => {
    const list = document.querySelector('[role=listbox]')?.getBoundingClientRect();
    if (!list) return;
    for (const option of document.querySelectorAll<HTMLElement>('[role=listbox] [role=option]')) {
      const { top, bottom } = option.getBoundingClientRect();
      if (bottom < list.top || top > list.bottom) continue;
      const image = option.querySelector('img');
      if (image?.complete && image.naturalWidth > 0) seen.picture++;
      else if (option.style.getPropertyValue('--garment-colour')) seen.colour++;
      else seen.nothing++;
    }
  }, 100);
}

const longTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));

const tasks = (observed: readonly number[]) => ({
  count: observed.length,
  longestMs: round(Math.max(0, ...observed)),
});

async function benchLibrary(browser: Browser) {
  const folder = mkdtempSync(join(tmpdir(), 'toile-bench-'));
  await fillLibrary(join(folder, 'library'));
  const host = await openWebHost({ folder, checkOutputs: false });
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  try {
    await page.addInitScript(watchTasks);
    await browser.startTracing(page, { categories: ['toplevel'] });
    await page.goto(host.link);
    const list = page.getByRole('listbox');
    await list.getByRole('img').or(list.locator('img')).first().waitFor();
    await page.waitForTimeout(1500);
    const opened = mainTasks(await browser.stopTracing());
    const opening = await longTasks(page);

    const box = (await list.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.evaluate(watchTiles);
    const processorBefore = await rendererMs(browser);
    await browser.startTracing(page, { categories: ['toplevel'] });
    let turns = 0;
    for (let at = -1, now = 0; now !== at; ) {
      for (let k = 0; k < 10; k++, turns++) await page.mouse.wheel(0, 1500);
      await page.waitForTimeout(50);
      at = now;
      now = await list.evaluate((element) => element.scrollTop);
    }
    const traced = mainTasks(await browser.stopTracing());
    const processorMs = (await rendererMs(browser)) - processorBefore;
    const scrolling = await longTasks(page);
    const last = list.getByRole('option').last();
    const tiles = await page.evaluate(
      () => (window as unknown as { tiles: Record<'picture' | 'colour' | 'nothing', number> }).tiles,
    );
    const reached = Number(await last.getAttribute('aria-posinset'));

    const search = page.getByRole('searchbox', { name: 'Search garments' });
    const shown: number[] = [];
    for (const words of ['linen', 'striped wool', 'brand 12', '77', 'silk dress', 'zzzz', 'cotton tee 1']) {
      await search.fill('');
      await page
        .getByRole('status')
        .filter({ hasText: `${count.toLocaleString('en-GB')} garments` })
        .waitFor();
      const before = await page.getByRole('status').filter({ hasText: 'garment' }).textContent();
      await search.pressSequentially(words, { delay: 90 });
      shown.push(
        await page.evaluate(
          (old) =>
            new Promise<number>((resolve) => {
              const typed = (window as unknown as { typedAt: number }).typedAt;
              const look = () => {
                const now = [...document.querySelectorAll('[role=status]')].map((e) => e.textContent);
                if (now.includes(old)) requestAnimationFrame(look);
                else requestAnimationFrame(() => resolve(performance.now() - typed));
              };
              look();
            }),
          before ?? '',
        ),
      );
    }
    return {
      garments: count,
      opening: { longTasks: tasks(opening), tracedTasks: over50(opened) },
      scroll: {
        wheelTurns: turns,
        reached,
        tilesInSight: tiles,
        longTasks: tasks(scrolling),
        tracedTasks: over50(traced),
        rendererProcessorMs: Math.round(processorMs),
      },
      search: { lastKeyToResultMs: summary(shown), longTasks: tasks(await longTasks(page)) },
    };
  } finally {
    await page.close();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Drafts {
  /** By the clock of the page: newest move before the draft was asked for, to its picture on show. */
  shown: { movedAt: number; latency: number; asked: number; answered: number; ms: number }[];
  movedAt: number;
  /** Told of every draft on show. */
  waiting: (() => void) | undefined;
}

/**
 * In the page: follows every draft from the pointer's move to the frame that shows it. It must cost the page next to nothing:
 * the answer is read as text only, and nothing is asked from outside while a step is under way.
 */
function watchDrafts(): void {
  const drafts: Drafts = { shown: [], movedAt: 0, waiting: undefined };
  Object.assign(window, { drafts });
  // the raw event comes before the animation frame that the usual one waits for
  for (const kind of ['pointermove', 'pointerrawupdate'])
    window.addEventListener(
      kind,
      (event) => {
        drafts.movedAt = event.timeStamp;
      },
      { capture: true },
    );
  const follow = (text: string, movedAt: number, asked: number, answered: number): void => {
    const picture = /"picture":"(\w+)"/.exec(text)?.[1];
    const ms = /"ms":([\d.]+)/.exec(text)?.[1];
    if (!picture || !ms) return;
    const look = () => {
      const image = document.querySelector<HTMLImageElement>('img[data-shown="draft"]');
      if (image?.dataset.picture !== picture) {
        if (performance.now() - answered < 2000) requestAnimationFrame(look);
        return;
      }
      void image.decode().then(() =>
        requestAnimationFrame(() => {
          drafts.shown.push({
            movedAt,
            latency: performance.now() - movedAt,
            asked: asked - movedAt,
            answered: answered - asked,
            ms: Number(ms),
          });
          drafts.waiting?.();
        }),
      );
    };
    look();
  };
  const real = window.fetch;
  window.fetch = async (url, init) => {
    if (!String(url).endsWith('/call/looks.render') || !String(init?.body).includes('"quality":"draft"'))
      return real(url, init);
    const { movedAt } = drafts;
    const asked = performance.now();
    const response = await real(url, init);
    const text = response.text.bind(response);
    response.text = async () => {
      const whole = await text();
      const answered = performance.now();
      requestAnimationFrame(() => follow(whole, movedAt, asked, answered));
      return whole;
    };
    return response;
  };
}
const draftsOf = (page: Page): Promise<Drafts['shown']> =>
  page.evaluate(() => (window as unknown as { drafts: Drafts }).drafts.shown.splice(0));
/** The draft of the newest move, once it is on show. */
const newestDraft = (page: Page): Promise<Drafts['shown'][number] | undefined> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const { drafts } = window as unknown as { drafts: Drafts };
        const look = () => {
          const mine = drafts.shown.splice(0).find((draft) => draft.movedAt === drafts.movedAt);
          if (mine) end(mine);
        };
        const end = (mine?: Drafts['shown'][number]) => {
          clearTimeout(late);
          drafts.waiting = undefined;
          resolve(mine);
        };
        const late = setTimeout(end, 20_000);
        drafts.waiting = look;
        look();
      }),
  );

/** A look of the first sample client in a top and trousers. */
async function dressed(host: TestHost): Promise<LookDocument> {
  const cards = await call(host, 'clients.list', { page: { limit: 10 } });
  const photos = await call(host, 'photos.list', { clientId: cards[0].client.id });
  const layers: LookDocument['layers'] = [];
  for (const category of ['trousers', 'top'] as const) {
    const { garments } = await call(host, 'garments.search', { query: { categories: [category] } });
    layers.push({ id: crypto.randomUUID(), garmentId: garments[0].id } as LookDocument['layers'][number]);
  }
  return { format: 1, photoId: photos[0].id, layers } as unknown as LookDocument;
}

const goTo = (page: Page, room: string) =>
  page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name: room, exact: true }).click();

/** Opens a look from the page of its client. */
async function openLook(page: Page, { name }: { name: string }): Promise<void> {
  await goTo(page, 'Clients');
  await page.getByRole('button', { name: new RegExp(`^Open .*\\b${name}\\b`) }).click();
}

async function dragHandle(browser: Browser, page: Page, name: string) {
  const box = (await page.locator(`[data-handle="${name}"]`).boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const step = (k: number) => page.mouse.move(at.x - 0.8 * k, at.y - 0.4 * k);
  const single: Drafts['shown'] = [];
  let processorBefore = 0;
  for (let k = 5; k < WARM_UP + steps + 5; k++) {
    if (k === WARM_UP + 5) processorBefore = await rendererMs(browser);
    await step(k);
    const mine = await newestDraft(page);
    if (mine && k >= WARM_UP + 5) single.push(mine);
  }
  const pageProcessorMs = ((await rendererMs(browser)) - processorBefore) / steps;
  await page.waitForTimeout(300);
  await draftsOf(page);
  for (let k = 0; k < steps * 4; k++) {
    await step(WARM_UP + steps + 5 - k * 0.25);
    await page.waitForTimeout(16);
  }
  await page.waitForTimeout(500);
  const stream = await draftsOf(page);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return {
    single: {
      shownMs: summary(single.map(({ latency }) => latency)),
      beforeAskingMs: summary(single.map(({ asked }) => asked)),
      answerMs: summary(single.map(({ answered }) => answered)),
      engineMs: summary(single.map(({ ms }) => ms)),
      aroundEngineMs: summary(single.map(({ latency, ms }) => latency - ms)),
      pageProcessorMsEach: round(pageProcessorMs),
    },
    stream: {
      shownMs: summary(stream.map(({ latency }) => latency)),
      engineMs: summary(stream.map(({ ms }) => ms)),
    },
  };
}

async function benchDrag(browser: Browser, context: BrowserContext, host: TestHost) {
  const look = await call(host, 'looks.create', { document: await dressed(host), name: 'dragged' });
  const page = await context.newPage();
  try {
    await page.addInitScript(watchTasks);
    await page.addInitScript(watchDrafts);
    await page.goto(new URL('/', host.link).href);
    await openLook(page, look);
    await page.locator('img[data-shown="final"]').waitFor(PATIENT);
    await page.keyboard.press('p');
    const joint = await dragHandle(browser, page, 'leftWrist');
    await page.locator('img[data-shown="final"]').waitFor(PATIENT);
    await page.keyboard.press('n');
    await page.locator('[data-handle]').first().waitFor(PATIENT);
    const names = await page
      .locator('[data-handle]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-handle') ?? ''));
    const hem = names.find((name) => /^hem[CLR]$|^legOuterL$/.test(name));
    if (!hem) throw new Error('The bench needs a hem to drag.');
    await longTasks(page);
    const pin = await dragHandle(browser, page, hem);
    return { joint, pin, longTasks: tasks(await longTasks(page)) };
  } finally {
    await page.close();
  }
}

async function collected(session: CDPSession, page: Page) {
  await page.waitForTimeout(300);
  for (let k = 0; k < 3; k++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  const { result } = await session.send('Runtime.evaluate', { expression: 'HTMLCanvasElement.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId! });
  const { result: length } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  const stages = await page.evaluate(
    () => (window as unknown as { Konva?: { stages: unknown[] } }).Konva?.stages.length,
  );
  return {
    heapMB: round(metric('JSHeapUsedSize') / 1e6),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    canvases: length.value as number,
    konvaStages: stages,
  };
}

async function benchMemory(context: BrowserContext, host: TestHost) {
  const document = await dressed(host);
  const looks: Look[] = [];
  for (let k = 0; k < lookCount; k++) {
    const layers = document.layers.map((layer, n) =>
      n === 1 ? { ...layer, sliders: { length: k / lookCount } } : layer,
    );
    const changed = { ...document, layers } as LookDocument;
    looks.push(await call(host, 'looks.create', { document: changed, name: `number${k}` }));
  }
  const page = await context.newPage();
  try {
    await page.goto(new URL('/', host.link).href);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('HeapProfiler.enable');
    const after: Record<string, Awaited<ReturnType<typeof collected>>> = {};
    for (const [k, look] of looks.entries()) {
      await openLook(page, look);
      await page.locator('img[data-shown="preview"], img[data-shown="final"]').first().waitFor(PATIENT);
      await goTo(page, 'Library');
      if (k + 1 === 10 || k + 1 === lookCount) after[`after${k + 1}`] = await collected(session, page);
    }
    return after;
  } finally {
    await page.close();
  }
}

const executablePath = findBrowser();
if (!executablePath) throw new Error('There is no browser.');
reference();
const referenceMs = quantile([reference(), reference(), reference()], 0.5);
const browser = await chromium.launch({ executablePath, args: HEADLESS_FLAGS });
const report: Record<string, unknown> = {
  machine: { cpu: cpus()[0]?.model.trim(), cores: availableParallelism() },
  referenceMs: round(referenceMs),
};
try {
  if (parts.includes('library')) report.library = await benchLibrary(browser);
  if (parts.some((part) => part === 'drag' || part === 'memory')) {
    const host = await openWebHost({ checkOutputs: false });
    try {
      await host.loadDemo();
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
      // the link lets in once; the pages that follow share its cookie
      const door = await context.newPage();
      await door.goto(host.link);
      await door.getByRole('option').first().waitFor();
      await door.close();
      if (parts.includes('drag')) report.drag = await benchDrag(browser, context, host);
      if (parts.includes('memory')) report.memory = await benchMemory(context, host);
    } finally {
      await host.close();
    }
  }
} finally {
  await browser.close();
}
const text = JSON.stringify(report, undefined, 2);
if (flags.out) writeFileSync(flags.out, `${text}\n`);
process.stdout.write(`${text}\n`);
