import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName, label, safeName, titleOf } from '../../../src-main/contract/file-names.ts';

const at = new Date(2026, 2, 5, 9, 7, 3);
const parts = {
  client: 'Ana María',
  look: 'Evening',
  garments: ['Tee', 'Jeans'],
  photo: 'IMG_01.JPG',
  n: 2,
  at,
};

describe('label', () => {
  it.each([
    ['C:\\Users\\x\\a.jpg', 'a.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['a\u0000b\u202egnp.jpg', 'a b gnp.jpg'],
    ['', 'picture'],
    ['..', '..'],
  ])('%j is shown as %j', (name, shown) => expect(label(name)).toBe(shown));
});

describe('file name from a template', () => {
  it('fills in what is known and takes away what is left of empty parts', () => {
    expect(fileName('{client}-{look}-{date}', parts, 'jpeg')).toBe('Ana María-Evening-2026-03-05.jpg');
    expect(fileName('{client}-{look}-{date}', { ...parts, client: '', look: '' }, 'png')).toBe(
      '2026-03-05.png',
    );
    expect(fileName('{garments} {time} {n} {photo}', parts, 'tiff')).toBe('Tee+Jeans 090703 2 IMG 01.tif');
    expect(fileName('{client}', { ...parts, client: '' }, 'webp')).toBe('look.webp');
    expect(fileName('{nothing}{toString}', parts, 'png')).toBe('{nothing}{toString}.png');
  });

  it('keeps every script', () => {
    expect(fileName('{client}_{look}', { ...parts, client: '王小明', look: 'été' }, 'jpeg')).toBe(
      '王小明_été.jpg',
    );
  });

  it('avoids names that Windows keeps for devices', () => {
    expect(fileName('{client}', { ...parts, client: 'CON' }, 'jpeg')).toBe('_CON.jpg');
    expect(safeName('nul.txt')).toBe('_nul.txt');
    expect(safeName('lpt¹')).toBe('_lpt¹');
    expect(safeName('console')).toBe('console');
  });

  it('is one safe part of a path for every template and every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (template, client) => {
        const name = fileName(template, { ...parts, client }, 'jpeg');
        expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}\p{Cf}]+\.jpg$/u);
        expect(name).not.toMatch(/^[. ]|[. ]\.jpg$/);
        expect(name.length).toBeLessThan(130);
        // Every letter is whole: no half of a surrogate pair was cut off.
        if (template.isWellFormed() && client.isWellFormed()) expect(name.isWellFormed()).toBe(true);
      }),
    );
  });
});

it('titles come from file names', () => {
  expect(titleOf('red_summer-dress_01.jpeg')).toBe('red summer-dress 01');
  expect(titleOf('连衣裙.jpg')).toBe('连衣裙');
});
