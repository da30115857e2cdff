/** `toile bench knowledge`: what is seen in pictures of garments, against a table of what they show. */

import { resolve } from 'node:path';
import { type KnowledgeReport, measureKnowledge, readLabels } from '../../../services/knowledge/measure.ts';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { print, printJson, table } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface BenchKnowledgeFlags extends ModelFlags {
  labels: string;
  pictures: string;
  out?: string;
  json?: boolean;
}

export async function benchKnowledge(flags: BenchKnowledgeFlags): Promise<number> {
  const labels = await readLabels(resolve(flags.labels), resolve(flags.pictures));
  const progress = new ProgressLine();
  const report = await withCore(async (core, signal) => {
    try {
      return await measureKnowledge(core, labels, {
        models: modelChoice(flags),
        signal,
        ...(flags.out === undefined ? {} : { out: resolve(flags.out) }),
        onProgress: (done, total) =>
          progress.draw(done / total, `looking at picture ${done + 1} of ${total}`),
      });
    } finally {
      progress.clear();
    }
  });
  if (flags.json) printJson(report);
  else show(report);
  return report.failed.length > 0 ? EXIT.incomplete : EXIT.ok;
}

const share = (part: number, of: number): string => `${part} of ${of}, ${Math.round((100 * part) / of)} %`;

function show({ model, pictures, failed, groups, textToImage, imageToText }: KnowledgeReport): void {
  print(`${pictures} pictures, models ${model}`);
  const rows = Object.entries(groups);
  print('');
  print(
    table([
      ['attribute', 'right', 'the first value'],
      ...rows.map(([group, { right, first, of }]) => [group, share(right, of), share(first, of)]),
    ]),
  );
  const recalls = [
    ...Object.entries(textToImage).map(([language, one]) => [`words to picture, ${language}`, one] as const),
    ...Object.entries(imageToText).map(([language, one]) => [`picture to words, ${language}`, one] as const),
  ];
  if (recalls.length > 0) {
    print('');
    print(
      table([
        ['search', 'first', 'among the first five'],
        ...recalls.map(([name, { at1, at5, of }]) => [name, share(at1, of), share(at5, of)]),
      ]),
    );
  }
  for (const [group, { classes }] of rows) {
    print('');
    print(
      table([
        [group, 'right', 'taken for'],
        ...Object.entries(classes)
          .toSorted(([, a], [, b]) => b.of - a.of)
          .map(([value, { right, of, mistakenFor }]) => [
            value,
            share(right, of),
            Object.entries(mistakenFor)
              .map(([other, times]) => `${other || 'nothing'} ${times}`)
              .join(', '),
          ]),
      ]),
    );
  }
  for (const { file, message } of failed) print(`failed: ${file}: ${message}`);
}
