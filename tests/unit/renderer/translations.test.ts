/** Every text of the window is there in both languages, is used, and none is asked for that is not there. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src-main/contract/errors.ts';
import { SENTENCE_CODES, valueNames } from '../../../src-main/contract/sentences.ts';

const renderer = fileURLToPath(new URL('../../../src-renderer/', import.meta.url));
const folder = join(renderer, 'ui', 'i18n');

type Texts = { [key: string]: string | Texts };

function texts(language: string): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (node: Texts, path: string) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') flat.set(path + key, value);
      else walk(value, `${path}${key}.`);
    }
  };
  for (const file of readdirSync(join(folder, language)))
    walk(JSON.parse(readFileSync(join(folder, language, file), 'utf8')), `${file.replace('.json', '')}:`);
  return flat;
}

const en = texts('en');
const zh = texts('zh-CN');
const PLURAL = /_(zero|one|two|few|many|other)$/;
const singular = (keys: Iterable<string>) => new Set([...keys].map((key) => key.replace(PLURAL, '')));

const namespaces = readdirSync(join(folder, 'en')).map((file) => file.replace('.json', ''));
/** The window, and what it shares with the command line's reports. */
const sources = [renderer, join(renderer, '../src-main/contract'), join(renderer, '../src-main/hosts/cli')]
  .flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(join(root, file), 'utf8')),
  )
  .join('\n');

/** Whole keys in the sources, and patterns of keys with a part filled in. */
const name = `(?:${namespaces.join('|')}):`;
const literal = new Set([...sources.matchAll(new RegExp(`['"](${name}[\\w.-]+)['"]`, 'g'))].map((m) => m[1]));
const patterns = [...sources.matchAll(new RegExp(`\`(${name}[^\`]*\\$\\{[^\`]*)\``, 'g'))].map(
  (m) => new RegExp(`^${m[1].replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '[\\w.-]+')}$`),
);

const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map((m) => m[1]).sort();

describe('translations', () => {
  it('have the same keys in both languages', () => {
    expect([...singular(zh.keys())].sort()).toEqual([...singular(en.keys())].sort());
  });

  it('fill in the same values in both languages, and leave nothing empty', () => {
    for (const [key, text] of zh) {
      const other = en.get(key) ?? en.get(key.replace(PLURAL, '_other'));
      expect(text.trim(), key).not.toBe('');
      expect([key, ...blanks(text)]).toEqual([key, ...blanks(other ?? '')]);
    }
    for (const [key, text] of en) expect(text.trim(), key).not.toBe('');
  });

  it('are Chinese in Chinese', () => {
    const latin = [...zh].filter(([, text]) => !/[\u3400-\u9fff]/.test(text.replace(/\{\{\w+\}\}/g, '')));
    expect(latin.filter(([, text]) => /[A-Za-z]{3,}/.test(text.replace(/\{\{\w+\}\}/g, '')))).toEqual([]);
  });

  it('are there for every key the sources ask for', () => {
    const there = singular(en.keys());
    expect([...literal].filter((key) => !there.has(key))).toEqual([]);
    expect(patterns.filter((p) => ![...there].some((key) => p.test(key))).map(String)).toEqual([]);
  });

  it('are all used', () => {
    const unused = [...singular(en.keys())].filter(
      (key) => !literal.has(key) && !patterns.some((p) => p.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it('tell every error of the contract', () => {
    for (const code of ERROR_CODES)
      for (const part of ['title', 'advice']) expect(en.has(`errors:${code}.${part}`), code).toBe(true);
  });

  it('tell every sentence of the core, and nothing that is no sentence', () => {
    const told = [...en.keys()].filter((key) => key.startsWith('told:say.'));
    expect(told.sort()).toEqual(SENTENCE_CODES.map((code) => `told:say.${code}`).sort());
    for (const code of SENTENCE_CODES) {
      const known = valueNames(code);
      for (const texts of [en, zh])
        expect(
          blanks(texts.get(`told:say.${code}`)!).filter((name) => !known.includes(name)),
          code,
        ).toEqual([]);
    }
  });
});
