/** `toile analyze`: what Toile sees in a photo of people or a picture of a garment. */

import { resolve } from 'node:path';
import type { AnalyzeResult } from '../../../contract/analyze.ts';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { duration, garmentLine, percent, print, printJson, table } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { withCore } from '../session.ts';

export interface AnalyzeFlags extends ModelFlags {
  as: 'auto' | 'person' | 'garment';
  subject?: number;
  labels?: string;
  explain?: string;
  json?: boolean;
}

export async function analyze(picture: string, flags: AnalyzeFlags): Promise<number> {
  const progress = new ProgressLine();
  const result = await withCore(async (core, signal) => {
    try {
      return await core.analyze(
        {
          file: resolve(picture),
          as: flags.as,
          ...(flags.subject === undefined ? {} : { subject: flags.subject }),
          ...(flags.labels === undefined ? {} : { labels: resolve(flags.labels) }),
          ...(flags.explain === undefined ? {} : { explain: resolve(flags.explain) }),
          models: modelChoice(flags),
        },
        { signal, onProgress: (p) => progress.show(p) },
      );
    } finally {
      progress.clear();
    }
  });
  if (flags.json) printJson(result);
  else show(picture, result);
  return EXIT.ok;
}

function show(picture: string, result: AnalyzeResult): void {
  print(`${picture}: ${result.width} x ${result.height} ${result.format}, ${duration(result.ms)}`);
  for (const { text } of result.notes) print(`  note: ${text}`);
  if (result.kind === 'garment') {
    print(`  ${garmentLine(result)}, confidence ${percent(result.confidence.overall)}`);
    print(
      `  cut-out ${percent(result.confidence.cutout)}, category ${percent(result.confidence.category)}, landmarks ${percent(result.confidence.landmarks)}`,
    );
    print(
      table(
        result.landmarks.map((mark) => [
          `  ${mark.name}`,
          mark.x.toFixed(1),
          mark.y.toFixed(1),
          percent(mark.confidence),
        ]),
      ),
    );
  } else {
    for (const person of result.people) {
      const size = `${Math.round(person.box.x1 - person.box.x0)} x ${Math.round(person.box.y1 - person.box.y0)}`;
      const chosen = person.number === result.subject ? ' (described here)' : '';
      print(
        `  person ${person.number}: ${size}, ${percent(person.presence)}${person.backView ? ', seen from the back' : ''}${chosen}`,
      );
    }
    if (result.body) showBody(result.body);
    if (result.labels) print(`  label map in ${result.labels}`);
  }
  for (const { text } of result.reasons) print(`  note: ${text}`);
  if (result.explainPage) print(`  explained in ${result.explainPage}`);
}

function showBody({
  confidence,
  parts,
}: NonNullable<Extract<AnalyzeResult, { kind: 'person' }>['body']>): void {
  const { matte, parsing, frame } = confidence;
  print(`  confidence: matte ${percent(matte)}, parts ${percent(parsing)}, body ${percent(frame)}`);
  const shares = Object.entries(parts).map(([name, share]) => `${name} ${percent(share)}`);
  print(`  parts: ${shares.join(', ')}`);
}
