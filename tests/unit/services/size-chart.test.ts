/** Size chart files: JSON and tables are read alike, and what is no chart is refused with what to do. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSizeChart } from '../../../src-main/services/size-chart.ts';

const folder = await mkdtemp(join(tmpdir(), 'toile-chart-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function chart(text: string) {
  const file = join(folder, 'chart.txt');
  await writeFile(file, text);
  return readSizeChart(file);
}

const expected = { S: { chest: 96, hip: 98.5, length: 64 }, M: { chest: 100, length: 66 } };

it.each([
  ['JSON', '{"S": {"chest": 96, "hip": 98.5, "length": 64}, "m": {"Bust": 100, "length": 66}}'],
  ['commas', 'size,Chest,hips,length\nS,96,98.5,64\nM,100,,66\n'],
  ['semicolons and decimal commas', '\uFEFFsize;chest;hip;length\r\ns;96;98,5;64\r\nm;100;;66\r\n'],
  ['sizes above', 'cm\tS\tM\nbust\t96\t100\nhip\t98.5\t\nlength\t64\t66\n'],
])('reads a chart with %s', async (_, text) => {
  expect(await chart(text)).toEqual(expected);
});

it('knows what shops call sizes and dimensions', async () => {
  expect(await chart('size,inseam,seat\n2XL,80,120\n')).toEqual({ XXL: { insideLeg: 80, hip: 120 } });
});

it.each([
  ['Dear Sir or Madam', /no columns/],
  ['{"M": {"chest": ', /JSON is broken/],
  ['{"M": {"chest": "wide"}}', /M chest/],
  ['{"M": {"chest": 4}}', /M chest/],
  ['{"M": {"colour": 4}}', /colour/],
  ['{"38": {"chest": 96}}', /38/],
  ['size,chest\nM,about 96\n', /"about 96" in the line "M" is no number/],
  ['size,chest\nM,96,66\n', /more columns/],
  ['size,chest\0\nM,96\n', /no text file/],
])('refuses %j and shows what a chart looks like', async (text, why) => {
  const refused = chart(text);
  await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(refused).rejects.toThrow(why);
  await expect(refused).rejects.toThrow(/"size,chest,length"/);
});

it('tells missing and empty files apart', async () => {
  await expect(chart(' \n')).rejects.toMatchObject({ code: 'file-empty' });
  await expect(readSizeChart(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file-not-found' });
});
