import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, StudioError } from '../../../src-main/contract/errors.ts';
import { ErrorData } from '../../../src-main/contract/errors-data.ts';
import { jointName } from '../../../src-main/contract/joint-name.ts';
import { money } from '../../../src-main/contract/money.ts';
import { say } from '../../../src-main/contract/sentences.ts';
import { told } from '../../../src-main/contract/told.ts';
import { LANDMARKS } from '../../../src-main/engine/domain/pose.ts';
import { isPicture } from '../../../src-renderer/app/file-target.ts';
import { uploadAll } from '../../../src-renderer/app/import-files.tsx';
import { useJobs } from '../../../src-renderer/app/jobs.ts';
import { applyChanges, rememberedNumber, useSettings } from '../../../src-renderer/app/settings.ts';
import type { StudioClient } from '../../../src-renderer/client/studio-client.ts';
import { errorDetails, isQuiet, remedyFor, tellError } from '../../../src-renderer/ui/errors.ts';
import { fromCm, toCm, typedDay, writtenDay } from '../../../src-renderer/ui/format.ts';
import { createI18n } from '../../../src-renderer/ui/i18n/index.ts';
import { languageFor } from '../../../src-renderer/ui/i18n/language.ts';
import { useUndo } from '../../../src-renderer/ui/undo.ts';
import { fitted, settled, toPicture, toScreen, zoomedAt } from '../../../src-renderer/ui/view-transform.ts';

describe('errors', () => {
  it('are told by their code, whatever shape they come in', () => {
    const error = new StudioError('disk-full', 'No space.', { stage: 'save' });
    expect(tellError(error)).toEqual({
      code: 'disk-full',
      message: 'No space.',
      stage: 'save',
    });
    expect(tellError({ code: 'disk-full', message: 'No space.' }).code).toBe('disk-full');
    expect(tellError(new TypeError('x is undefined')).code).toBe('internal');
    expect(tellError(new TypeError('x is undefined')).stack).toContain('TypeError');
    expect(tellError({ code: 'made-up' }).code).toBe('internal');
    expect(tellError('oops')).toEqual({ code: 'internal', message: 'oops' });
  });

  it('have details to copy with headings and sentences in the language of the window', () => {
    const reason = say('two-for-the-legs', { category: 'trousers', second: 'skirt' });
    const error = new StudioError('invalid-input', 'Two were given.', { stage: 'fit', reason });
    const of = (language: 'en' | 'zh-CN', thrown: unknown) =>
      errorDetails(createI18n(language).getFixedT(language), tellError(thrown));
    expect(of('en', error).split('\n').slice(-3)).toEqual([
      'Code: invalid-input',
      'Step: fit',
      'Program message: Two were given.',
    ]);
    const chinese = of('zh-CN', error).split('\n');
    for (const line of chinese) expect(line).toMatch(/^$|\p{Script=Han}/u);
    expect(chinese.at(-1)).toContain('Two were given.');
    expect(of('zh-CN', new TypeError('x is undefined'))).toMatch(/内部出错.*TypeError.*ui\.test/s);
  });

  it('bring along what it is in this case, through every process, for the window to say in its own words', () => {
    const reason = say('two-for-the-legs', { category: 'trousers', second: 'skirt' });
    const error = new StudioError('invalid-input', 'Two were given.', { reason });
    const crossed = StudioError.from(ErrorData.parse(JSON.parse(JSON.stringify(error))));
    expect(tellError(crossed)).toMatchObject({ code: 'invalid-input', reason });
    const t = ((key: string, values: object) => `${key} ${JSON.stringify(values)}`) as unknown as TFunction;
    expect(told(t, reason)).toMatch(/^told:say\.two-for-the-legs .*library:category\.skirt/);
  });

  it('name every joint the engine knows, with its side where it has one', () => {
    const t = createI18n('zh-CN').getFixedT('zh-CN');
    for (const name of LANDMARKS) expect(jointName(t, name, [])).toMatch(/^\p{Script=Han}+$/u);
    const english = createI18n('en').getFixedT('en');
    for (const name of LANDMARKS)
      expect(jointName(english, name, [])).toMatch(/^(Left|Right) [a-z]+$|^(Head|Mouth)$/);
  });

  it('that are the user’s own wish stay quiet', () => {
    expect(ERROR_CODES.filter((code) => isQuiet(new StudioError(code, '')))).toEqual([
      'cancelled',
      'superseded',
    ]);
    expect(remedyFor('engine-crashed')).toBe('restart-engine');
    expect(remedyFor('internal')).toBeUndefined();
  });
});

describe('view of a picture', () => {
  const picture = { width: 2000, height: 1000 };
  const viewport = { width: 800, height: 600 };

  it('fits whole and centred, and never enlarges a small picture', () => {
    expect(fitted(picture, viewport)).toEqual({ scale: 0.4, x: 0, y: 100 });
    expect(fitted({ width: 100, height: 50 }, viewport)).toEqual({ scale: 1, x: 350, y: 275 });
  });

  it('zooms about the pointer', () => {
    const before = fitted(picture, viewport);
    const at = { x: 200, y: 250 };
    const point = toPicture(before, at.x, at.y);
    const after = zoomedAt(before, 2, at, picture, viewport);
    expect(after.scale).toBe(2);
    const there = toScreen(after, point.x, point.y);
    expect(there.x).toBeCloseTo(at.x);
    expect(there.y).toBeCloseTo(at.y);
  });

  it('keeps the picture in sight', () => {
    expect(settled({ scale: 1, x: 500, y: 500 }, picture, viewport)).toEqual({ scale: 1, x: 0, y: 0 });
    expect(settled({ scale: 1, x: -5000, y: -5000 }, picture, viewport)).toEqual({
      scale: 1,
      x: -1200,
      y: -400,
    });
    expect(zoomedAt(fitted(picture, viewport), 1000, { x: 0, y: 0 }, picture, viewport).scale).toBe(16);
  });
});

describe('settings', () => {
  const base = useSettings.getInitialState().settings;

  it('are merged key by key, and null forgets', () => {
    const once = applyChanges(base, {
      theme: 'light',
      layout: { a: 1, b: 'x' },
      keys: { 'library.tryOn': 'Y' },
    });
    const twice = applyChanges(once, { layout: { a: null, c: true }, keys: { 'library.tryOn': null } });
    expect(twice).toEqual({ ...base, theme: 'light', layout: { b: 'x', c: true }, keys: {} });
    expect(rememberedNumber(once, 'a', 7)).toBe(1);
    expect(rememberedNumber(once, 'b', 7)).toBe(7);
  });

  it('show at once, keep the newest of several changes, and go back when refused', async () => {
    const answers: (() => void)[] = [];
    let stored = base;
    let refuse = false;
    const client = {
      call: (_: string, changes: object) =>
        new Promise((resolve, reject) => {
          answers.push(() => {
            stored = applyChanges(stored, changes);
            refuse ? reject(new StudioError('disk-full', '')) : resolve(stored);
          });
        }),
    } as unknown as StudioClient;
    const { change } = useSettings.getState();
    const first = change(client, { theme: 'light' });
    const second = change(client, { theme: 'system' });
    expect(useSettings.getState().settings.theme).toBe('system');
    answers[0]();
    await first;
    expect(useSettings.getState().settings.theme).toBe('system');
    answers[1]();
    await second;
    expect(useSettings.getState().settings.theme).toBe('system');
    refuse = true;
    const third = change(client, { theme: 'dark' });
    answers[2]();
    await expect(third).rejects.toThrow(StudioError);
    expect(useSettings.getState().settings.theme).toBe('system');
  });
});

describe('uploads', () => {
  const file = (name: string) => ({ name }) as File;

  it('keep their order, leave out what fails, and fail when nothing is left', async () => {
    const failed: string[] = [];
    const client = {
      upload: async ({ name }: File) => {
        await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 20 : 1));
        if (name.startsWith('bad')) throw new StudioError('image-too-large', name);
        return { token: `t-${name}`, name, bytes: 1 };
      },
    };
    const { signal } = new AbortController();
    const files = ['a', 'bad', 'b', 'c', 'd'].map(file);
    const sent: number[] = [];
    const tokens = await uploadAll(
      client,
      files,
      signal,
      (n) => sent.push(n),
      (f) => failed.push(f.name),
    );
    expect(tokens).toEqual(['t-a', 't-b', 't-c', 't-d']);
    expect(failed).toEqual(['bad']);
    expect(sent).toEqual([1, 2, 3, 4, 5]);
    await expect(uploadAll(client, [file('bad')], signal)).rejects.toThrow('bad');
  });

  it('end when they are cancelled', async () => {
    const abort = new AbortController();
    let begun = 0;
    const client = {
      upload: async ({ name }: File) => {
        if (++begun === 3) abort.abort();
        return { token: name, name, bytes: 1 };
      },
    };
    const files = Array.from({ length: 50 }, (_, i) => file(String(i)));
    await expect(uploadAll(client, files, abort.signal)).rejects.toThrow();
    expect(begun).toBeLessThan(10);
  });

  it('know pictures by type or by name', () => {
    for (const name of ['a.HEIC', 'b.jpeg', 'c.tif']) expect(isPicture({ name, type: '' }), name).toBe(true);
    expect(isPicture({ name: 'x', type: 'image/png' })).toBe(true);
    expect(isPicture({ name: 'notes.txt', type: 'text/plain' })).toBe(false);
  });
});

describe('jobs', () => {
  const job = (state: string) =>
    ({ id: 'j', kind: 'check', state, subject: '', items: [], createdAt: '' }) as never;

  it('end for whoever waits, and do not begin again with a late answer', async () => {
    useJobs.setState({ jobs: [] });
    useJobs.getState().hear(job('running'));
    const ended = useJobs.getState().ended('j');
    useJobs.getState().hear(job('done'));
    expect((await ended).state).toBe('done');
    useJobs.getState().hear(job('waiting'));
    expect(useJobs.getState().jobs.map((j) => j.state)).toEqual(['done']);
    expect((await useJobs.getState().ended('j')).state).toBe('done');
  });
});

describe('undo', () => {
  it('takes back and does again, newest first, and forgets the undone with a new deed', async () => {
    const did: string[] = [];
    const deed = (label: string) => ({
      label: () => label,
      undo: async () => did.push(`-${label}`),
      redo: async () => did.push(`+${label}`),
    });
    const { push, undo, redo } = useUndo.getState();
    push(deed('a'));
    push(deed('b'));
    await undo();
    await undo();
    await redo();
    expect(did).toEqual(['-b', '-a', '+a']);
    push(deed('c'));
    expect(await redo()).toBeUndefined();
    await undo();
    expect(did.at(-1)).toBe('-c');
  });
});

describe('numbers', () => {
  it('go through inches and back', () => {
    expect(fromCm(100, 'inch')).toBe(39.4);
    expect(toCm(39.4, 'inch')).toBe(100.08);
    expect(fromCm(toCm(39.4, 'inch'), 'inch')).toBe(39.4);
    expect(fromCm(91.2, 'cm')).toBe(91.2);
  });

  it('are days, typed in any of the usual ways and written in the language', () => {
    expect(['2026-1-5', ' 2026/01/05', '2026年1月5日', '2026. 1. 5.'].map(typedDay)).toEqual(
      Array(4).fill('2026-01-05'),
    );
    expect(['', '5.1.2026', '2026-02-31', '2026-13-01', '26-01-05'].map(typedDay)).toEqual(
      Array(5).fill(undefined),
    );
    expect(writtenDay('2026-01-05', 'en')).toBe('Jan 5, 2026');
    expect(writtenDay('2026-01-05', 'zh-CN')).toBe('2026年1月5日');
  });

  it('are money in the language', () => {
    expect(money(4900, 'EUR', 'en')).toBe('€49.00');
    expect(money(4900, undefined, 'zh-CN')).toBe('€49.00');
    expect(money(150, 'no', 'en')).toBe('1.50 no');
  });
});

describe('language', () => {
  it('is the one set, else the system’s, else English', () => {
    expect(languageFor('zh-CN', ['en'])).toBe('zh-CN');
    expect(languageFor('system', ['zh-TW', 'en'])).toBe('zh-CN');
    expect(languageFor('system', ['de-DE', 'zh'])).toBe('en');
    expect(languageFor('system', [])).toBe('en');
  });
});
