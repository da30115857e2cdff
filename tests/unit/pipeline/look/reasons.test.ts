import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LookReason } from '../../../../src-main/contract/render-look.ts';
import { lookReason, REASON_CODES } from '../../../../src-main/engine/pipeline/look/reasons.ts';

const ENGINE = fileURLToPath(new URL('../../../../src-main/engine', import.meta.url));

/** Sentences that stages give as reasons, as they stand in the sources. */
function sentences(): string[] {
  const found = new Set<string>();
  for (const layer of ['compositing', 'fitting', 'perception']) {
    for (const file of readdirSync(join(ENGINE, layer), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = readFileSync(join(ENGINE, layer, file), 'utf8');
      for (const [, quote, said] of text.matchAll(
        /(?:doubt\(\s*[\d.]+,|lower\(.+?,|reasons\.push\(|reasons: \[)\s*(['"])(.+?)\1\s*[)\],]/g,
      ))
        if (quote) found.add(said);
    }
  }
  return [...found];
}

describe('reasons of a look', () => {
  it('all have a code of their own', () => {
    const said = sentences();
    expect(said.length).toBeGreaterThan(25);
    for (const text of said) expect(REASON_CODES, text).toContain(lookReason(text).code);
  });

  it('are valid whatever is said', () => {
    for (const text of ['', 'Ünïcode!', '42 things', 'a'.repeat(300), 'not sure that this is a skirt']) {
      expect(() => LookReason.parse(lookReason(text))).not.toThrow();
    }
    expect(lookReason('not sure that this is a skirt')).toMatchObject({
      code: 'category-uncertain',
      tool: 'garment',
    });
  });
});
