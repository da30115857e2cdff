/** Sew report: how a sewn garment fits, as pages to print, in the words of the command line. */

import { basename } from 'node:path';
import type { PrintedDocumentInput, Tone } from '../../../contract/print.ts';
import type { SewInput, SewResult } from '../../../contract/sew.ts';

type Size = SewResult['sizes'][number];

const TONES: Record<Size['zones'][number]['verdict'], Tone> = {
  tight: 'bad',
  close: 'warn',
  regular: 'good',
  loose: 'cool',
};

/** Measures of the body in the order a tape is led, by their names in words. */
const MEASURES = {
  stature: 'height',
  massKg: 'weight',
  bustGirth: 'bust or chest',
  underbustGirth: 'underbust',
  waistGirth: 'waist',
  hipGirth: 'hip',
  thighGirth: 'thigh',
  upperArmGirth: 'upper arm',
  shoulderWidth: 'shoulders',
  armLength: 'arm length',
  insideLegHeight: 'inside leg',
} as const;

/** Pictures of the document: files that sewing wrote. */
export const REPORT_PICTURES = ['front', 'back', 'fit'] as const;

/** @param measures what was given with a tape */
export function sewReport(
  result: SewResult,
  measures: NonNullable<SewInput['measures']>,
  at: Date,
): PrintedDocumentInput {
  const { garment, body, recommendation, sizes, reasons, notes, method, projectedBecause, chart } = result;
  const name = basename(garment.file);
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(at);
  const from = (measure: keyof typeof MEASURES): string => {
    if (measures[measure] !== undefined) return 'given';
    return body.source === 'measures' ? 'usual for the rest' : 'from the photo';
  };
  const rows = (Object.keys(MEASURES) as (keyof typeof MEASURES)[]).flatMap((measure) => {
    const value = body.measurements[measure];
    if (value === undefined) return [];
    const unit = measure === 'massKg' ? 'kg' : 'cm';
    return [{ name: MEASURES[measure], value: `${value.toFixed(1)} ${unit}`, note: from(measure) }];
  });
  const zones = [...new Set(sizes.flatMap((size) => size.zones.map(({ zone }) => zone)))];
  const [advice, ...why] = recommendation.reasons.map(({ text }) => text);
  const doubts = [...(projectedBecause ? [projectedBecause] : []), ...reasons, ...notes].map(
    ({ text }) => text,
  );
  return {
    title: `Fit of ${name}`,
    language: 'en',
    footer: `${name}  ·  ${day}`,
    paging: 'Page {page} of {pages}',
    blocks: [
      { kind: 'heading', level: 1, text: `Fit of ${name}`, aside: day },
      {
        kind: 'text',
        tone: 'dim',
        text: `${garment.category} of ${result.material}, worn in ${result.size}`,
      },
      { kind: 'heading', level: 2, text: 'Body', aside: body.sex },
      { kind: 'facts', columns: 3, rows },
      {
        kind: 'heading',
        level: 2,
        text: `Size ${recommendation.size} is recommended`,
        aside: chart === 'given' ? 'sizes of the chart' : 'ordinary sizes, assumed',
      },
      ...(advice ? [{ kind: 'text' as const, text: advice }] : []),
      ...(why.length > 0 ? [{ kind: 'list' as const, items: why }] : []),
      ...(zones.length > 0 ? [tableOf(result, zones)] : []),
      {
        kind: 'pictures',
        height: 72,
        pictures: [
          { name: 'front', caption: 'from the front' },
          { name: 'back', caption: 'from behind' },
        ],
      },
      {
        kind: 'heading',
        level: 2,
        text: 'What is uncertain',
        aside: `confidence ${Math.round(result.confidence * 100)} %`,
      },
      { kind: 'list', items: doubts.length > 0 ? doubts : ['nothing special'] },
      {
        kind: 'heading',
        level: 1,
        text: method === 'sewn' ? 'Room in every size' : 'As it is worn',
      },
      { kind: 'pictures', height: 200, pictures: [{ name: 'fit' }] },
    ],
  };
}

function tableOf(
  { sizes, size, recommendation }: SewResult,
  zones: string[],
): PrintedDocumentInput['blocks'][number] {
  return {
    kind: 'table',
    head: [
      'ease, cm',
      ...sizes.map((one) => (one.size === recommendation.size ? `${one.size} ★` : one.size)),
    ],
    marked: 1 + sizes.findIndex((one) => one.size === size),
    rows: zones.map((zone) => [
      { text: zone === 'upperArm' ? 'upper arm' : zone },
      ...sizes.map((one) => {
        const found = one.zones.find((other) => other.zone === zone);
        if (!found) return { text: '-', tone: 'dim' as const };
        const { easeCm, verdict } = found;
        return {
          text: `${easeCm >= 0 ? '+' : ''}${easeCm.toFixed(1)}  ${verdict}`,
          tone: TONES[verdict],
          strong: one.size === size,
        };
      }),
    ]),
  };
}
