/**
 * The 3D view of the body in a real browser with software graphics on the real core, as JSON on standard output.
 *
 *   node tests/bench/preview3d.ts [--only opening,slider,sizes,rooms] [--steps N] [--rooms N] [--out FILE]
 *
 * opening: from the key to the first frame with a body in it, in a window that had no 3D view yet, once the photo has been on
 * show for eight seconds (`first`), and when the room is entered again (`again`); long tasks of the page meanwhile; from the
 * key to the finished picture (`finishedMs`). atOnce: the same where the key is pressed the moment the photo is there.
 * slider: from a key that moves a measure to the first frame of the body that has it (`shownMs`), one move at a time after the
 * slider was rested on. That body is foreseen on a straight line between answers of the core for values near it, or the answer
 * itself (`foreseen` counts the former); `offMm` is how far the vertex that is most off lies from where the answer for the
 * same value has it. Besides, the answer of the core (`answerMs`), and processor time a move of page, graphics and engine.
 * sizes: from another size of one garment to its settled cloth, processor time of the engine, by category.
 * rooms: the room left and entered N times: heap, canvases and graphics memory after 5 and after all.
 *
 * `referenceMs` is the processor time of a fixed loop in the same run: ratios to it compare across machines.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser, HEADLESS_FLAGS, SOFTWARE_GL_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openWebHost, type TestHost } from '../fixtures/web-host.ts';
import { quantile, reference, round, summary } from './summary.ts';

const { values: flags } = parseArgs({
  options: {
    steps: { type: 'string', default: '40' },
    rooms: { type: 'string', default: '50' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const steps = Math.max(10, Number(flags.steps));
const rooms = Math.max(6, Number(flags.rooms));
const PATIENT = { timeout: 120_000 };

/** Processor time so far, milliseconds: of the browser's processes by kind, and of the engine where the system tells it. */
async function processor(browser: Browser, host: TestHost) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const of = (kind: string) =>
    processInfo.filter(({ type }) => type === kind).reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
  const engine = host.core.enginePids().reduce((sum, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return Number.NaN;
    }
  }, 0);
  return { page: of('renderer'), graphics: of('GPU'), engine };
}

interface Watched {
  keyAt: number;
  answers: { mesh: string; at: number }[];
  frames: { file: string; at: number; off: string }[];
  still: number;
  long: number[];
}

/** Notes when keys are pressed, bodies answered and frames with them drawn; runs in the page. */
function watch(): void {
  const seen: Watched = { keyAt: 0, answers: [], frames: [], still: 0, long: [] };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.long.push(entry.duration);
  }).observe({ type: 'longtask' });
  window.addEventListener('keydown', (event) => (seen.keyAt = event.timeStamp), { capture: true });
  const real = window.fetch;
  window.fetch = async (url, init) => {
    const response = await real(url, init);
    if (String(url).endsWith('/call/body.shape')) {
      const at = performance.now();
      void response
        .clone()
        .json()
        .then((answer) => answer.ok && seen.answers.push({ mesh: answer.output.mesh, at }));
    }
    return response;
  };
  let file = '';
  new MutationObserver(() => {
    const canvas = document.querySelector<HTMLElement>('canvas[data-file]');
    const now = canvas?.dataset.file ?? '';
    if (now !== file && now)
      seen.frames.push({ file: now, at: performance.now(), off: canvas?.dataset.off ?? '' });
    file = now;
    if (canvas?.dataset.state === 'still') seen.still = performance.now();
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-file', 'data-state'],
  });
}
const seen = (page: Page): Promise<Watched> =>
  page.evaluate(() => {
    const { seen } = window as unknown as { seen: Watched };
    const copy = structuredClone(seen);
    Object.assign(seen, { answers: [], frames: [], long: [] });
    return copy;
  });
const still = (page: Page) => page.locator('canvas[data-state="still"]').waitFor(PATIENT);
const goTo = (page: Page, room: string) => page.getByRole('button', { name: room, exact: true }).click();

/** Opens the app on a photo of the sample boutique in a browser of its own. */
async function openPhoto(link: string): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({
    executablePath,
    args: [...HEADLESS_FLAGS, ...SOFTWARE_GL_FLAGS],
  });
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(link);
  await goTo(page, 'Clients');
  await page
    .getByRole('button', { name: /in the studio/ })
    .first()
    .click();
  await page.locator('img[data-shown="final"]').waitFor(PATIENT);
  return { browser, page };
}

/** First frames of a window. @param rest how long the photo is on show before, milliseconds */
async function benchFirst(page: Page, rest: number) {
  await page.waitForTimeout(rest);
  await seen(page);
  await page.keyboard.press('3');
  await page.locator('canvas[data-file]').waitFor(PATIENT);
  await still(page);
  const first = await seen(page);
  return {
    firstMs: round(first.frames[0].at - first.keyAt),
    finishedMs: round(first.still - first.keyAt),
    longTasks: { count: first.long.length, longestMs: round(Math.max(0, ...first.long)) },
  };
}

async function benchAgain(page: Page) {
  const again: number[] = [];
  for (let n = 0; n < 5; n++) {
    await goTo(page, 'Library');
    await page.locator('canvas').waitFor({ state: 'detached' });
    const from = await page.evaluate(() => performance.now());
    await goTo(page, 'Studio');
    await page.locator('canvas[data-file]').waitFor(PATIENT);
    again.push((await seen(page)).frames[0].at - from);
  }
  return summary(again);
}

async function benchSlider(browser: Browser, host: TestHost, page: Page) {
  const knob = page.locator('[data-measure="waistGirth"]').getByRole('slider');
  await knob.focus();
  // it is rested on
  await page.waitForTimeout(500);
  await still(page);
  const moves: { shown: number; answered: number; foreseen: boolean }[] = [];
  const off: number[] = [];
  let before: Awaited<ReturnType<typeof processor>> | undefined;
  await seen(page);
  for (let n = 0; n < steps + 8; n++) {
    // what the program needs to warm up is not what a user feels in the end
    if (n === 8) {
      before = await processor(browser, host);
      await seen(page);
    }
    await page.keyboard.press(n % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');
    const ahead = `ahead ${Number(await knob.getAttribute('aria-valuenow'))}`;
    await page.waitForFunction(
      (ahead) => {
        const { answers, frames } = (window as unknown as { seen: Watched }).seen;
        const mesh = answers.at(-1)?.mesh;
        return mesh !== undefined && frames.some(({ file }) => file === ahead || file === mesh);
      },
      ahead,
      PATIENT,
    );
    const { keyAt, answers, frames } = await seen(page);
    const answer = answers[0];
    const frame = frames.find(({ file }) => file === ahead || file === answer.mesh);
    if (n < 8 || !frame) continue;
    moves.push({
      shown: frame.at - keyAt,
      answered: answer.at - keyAt,
      foreseen: frame.file === ahead,
    });
    // of the answer to the move before, which is there by then
    if (frame.off) off.push(Number(frame.off) * 1000);
  }
  const after = await processor(browser, host);
  const each = (kind: 'page' | 'graphics' | 'engine') => round((after[kind] - before![kind]) / steps);
  const { long } = await seen(page);
  return {
    shownMs: summary(moves.map(({ shown }) => shown)),
    foreseen: moves.filter(({ foreseen }) => foreseen).length,
    offMm: summary(off),
    answerMs: summary(moves.map(({ answered }) => answered)),
    processorMsEach: { page: each('page'), graphics: each('graphics'), engine: each('engine') },
    longTasks: { count: long.length, longestMs: round(Math.max(0, ...long)) },
  };
}

async function benchSizes(browser: Browser, host: TestHost) {
  const { garments } = await host.ask('garments.search', { query: {} });
  const body = {
    sex: 'female' as const,
    measures: { stature: 168, bustGirth: 90, waistGirth: 72, hipGirth: 98 },
  };
  const dress = (garmentId: string, size?: string) =>
    host.ask('worn.dress', {
      body,
      garments: [{ garmentId, ...(size ? { size } : {}) }],
      ticket: crypto.randomUUID(),
    });
  const spent: Record<string, ReturnType<typeof summary>> = {};
  for (const category of ['top', 'jacket', 'dress', 'skirt', 'trousers'] as const) {
    const found = garments.find((garment) => garment.category === category);
    if (!found) continue;
    const [worn] = (await dress(found.id)).garments;
    const times: number[] = [];
    for (const { size } of worn.sizes.filter((one) => one.size !== worn.size).slice(0, 2)) {
      const before = await processor(browser, host);
      await dress(found.id, size);
      times.push((await processor(browser, host)).engine - before.engine);
    }
    spent[category] = summary(times);
  }
  return spent;
}

async function benchRooms(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taken = async () => {
    await still(page);
    // what fiber frees it frees half a second later
    await page.waitForTimeout(1000);
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
    return {
      heapMB: round(metric('JSHeapUsedSize') / 1e6),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
      canvases: length.value as number,
      geometriesTexturesPrograms: await page.locator('canvas').getAttribute('data-memory'),
    };
  };
  const after: Record<string, Awaited<ReturnType<typeof taken>>> = {};
  for (let n = 1; n <= rooms; n++) {
    await goTo(page, 'Library');
    await page.locator('canvas').waitFor({ state: 'detached' });
    await goTo(page, 'Studio');
    await page.locator('canvas[data-file]').waitFor(PATIENT);
    if (n === 5 || n === rooms) after[`after${n}`] = await taken();
  }
  return after;
}

const executablePath = findBrowser();
if (!executablePath) throw new Error('There is no browser.');
reference();
const referenceMs = quantile([reference(), reference(), reference()], 0.5);
const host = await openWebHost({ checkOutputs: false });
const report: Record<string, unknown> = {
  machine: { cpu: cpus()[0]?.model.trim(), cores: availableParallelism() },
  referenceMs: round(referenceMs),
};
const only = flags.only?.split(',');
const wanted = (part: string) => !only || only.includes(part);
let browser: Browser | undefined;
try {
  await host.loadDemo();
  if (wanted('opening')) {
    const opened = await openPhoto(host.link);
    report.atOnce = await benchFirst(opened.page, 0);
    await opened.browser.close();
  }
  const opened = await openPhoto(host.host.newLink());
  browser = opened.browser;
  const { page } = opened;
  const opening = await benchFirst(page, 8000);
  if (wanted('opening')) report.opening = { ...opening, againMs: await benchAgain(page) };
  if (wanted('slider')) report.slider = await benchSlider(browser, host, page);
  if (wanted('sizes')) report.sizes = await benchSizes(browser, host);
  if (wanted('rooms')) report.rooms = await benchRooms(page);
} finally {
  await browser?.close();
  await host.close();
}
const text = JSON.stringify(report, undefined, 2);
if (flags.out) writeFileSync(flags.out, `${text}\n`);
process.stdout.write(`${text}\n`);
