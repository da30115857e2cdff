/** Sew report: how a sewn garment fits, as pages to print, in the words of the app. */

import { basename } from 'node:path';
import type { Translate } from '../../../contract/joint-name.ts';
import type { PrintedDocumentInput, Tone } from '../../../contract/print.ts';
import type { SewInput, SewResult } from '../../../contract/sew.ts';
import { told } from '../../../contract/told.ts';
import type { Language } from '../translations.ts';

type Size = SewResult['sizes'][number];
type Blocks = PrintedDocumentInput['blocks'];

const TONES: Record<Size['zones'][number]['verdict'], Tone> = {
  tight: 'bad',
  close: 'warn',
  regular: 'good',
  loose: 'cool',
};

/** Measures of the body in the order a tape is led. */
const MEASURES = [
  ...(['stature', 'massKg', 'bustGirth', 'underbustGirth', 'waistGirth', 'hipGirth', 'thighGirth'] as const),
  ...(['upperArmGirth', 'shoulderWidth', 'armLength', 'insideLegHeight'] as const),
];

/** Words that the app has no use for. */
const WORDS = {
  en: { photo: 'from the photo', between: 'Between', cm: 'cm', kg: 'kg', fit: 'Fit' },
  'zh-CN': { photo: '来自照片', between: '介于两者之间', cm: '厘米', kg: '公斤', fit: '各尺码' },
} as const;

/** Pictures of the document: files that sewing wrote. */
export const REPORT_PICTURES = ['front', 'back', 'fit'] as const;

interface Written {
  result: SewResult;
  language: Language;
  t: Translate;
}

/** @param measures what was given with a tape */
export function sewReport(
  written: Written,
  measures: NonNullable<SewInput['measures']>,
  at: Date,
): PrintedDocumentInput {
  const { result, language, t } = written;
  const { garment, size, method } = result;
  const name = basename(garment.file);
  const title = t('preview3d:report.title', {});
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);
  const zones = [...new Set(result.sizes.flatMap((one) => one.zones.map(({ zone }) => zone)))];
  const worn = [
    t(`library:category.${garment.category}`, {}),
    t(`told:material.${result.material}`, {}),
    t('preview3d:report.size', { size }),
  ];
  return {
    title: `${title}: ${name}`,
    language,
    footer: `${name}  ·  ${day}`,
    paging: t('preview3d:report.paging', { page: '{page}', pages: '{pages}' }),
    blocks: [
      { kind: 'heading', level: 1, text: title, aside: day },
      { kind: 'text', tone: 'dim', text: [name, ...worn].join('  ·  ') },
      ...bodyOf(written, measures),
      ...recommended(written),
      ...(zones.length > 0 ? [tableOf(written, zones)] : []),
      {
        kind: 'pictures',
        height: 72,
        pictures: (['front', 'back'] as const).map((side) => ({
          name: side,
          caption: t(`preview3d:report.${side}`, { size }),
        })),
      },
      ...doubtsOf(written),
      {
        kind: 'heading',
        level: 1,
        text: WORDS[language].fit,
        aside: t(`preview3d:report.method.${method}`, {}),
      },
      { kind: 'pictures', height: 200, pictures: [{ name: 'fit' }] },
    ],
  };
}

function bodyOf({ result, language, t }: Written, measures: NonNullable<SewInput['measures']>): Blocks {
  const { body } = result;
  const words = WORDS[language];
  const sex = body.sex === 'between' ? words.between : t(`clients:sex.${body.sex}`, {});
  const rows = MEASURES.flatMap((measure) => {
    const value = body.measurements[measure];
    if (value === undefined) return [];
    const mass = measure === 'massKg';
    const note =
      measures[measure as keyof typeof measures] !== undefined
        ? t('preview3d:report.typed', {})
        : body.source === 'measures'
          ? t('preview3d:report.assumed', {})
          : words.photo;
    return [
      {
        name: mass ? t('preview3d:mass', {}) : t(`clients:measure.${measure}`, {}),
        value: `${value.toFixed(1)} ${mass ? words.kg : words.cm}`,
        note,
      },
    ];
  });
  return [
    { kind: 'heading', level: 2, text: t('preview3d:report.body', {}), aside: sex },
    { kind: 'facts', columns: 3, rows },
  ];
}

function recommended({ result, t }: Written): Blocks {
  const { recommendation, chart } = result;
  const [advice, ...why] = recommendation.reasons.map((reason) => told(t, reason));
  return [
    {
      kind: 'heading',
      level: 2,
      text: t('preview3d:fit.recommended', {
        size: t('preview3d:report.size', { size: recommendation.size }),
      }),
      aside: t(`preview3d:report.chart.${chart}`, {}),
    },
    ...(advice ? [{ kind: 'text' as const, text: advice }] : []),
    ...(why.length > 0 ? [{ kind: 'list' as const, items: why }] : []),
  ];
}

function doubtsOf({ result, t }: Written): Blocks {
  const { projectedBecause, reasons, notes, confidence } = result;
  const doubts = [...(projectedBecause ? [projectedBecause] : []), ...reasons, ...notes];
  const share = Math.round(confidence * 100);
  return [
    {
      kind: 'heading',
      level: 2,
      text: t('preview3d:report.doubts', {}),
      aside: t('preview3d:report.confidence', { share }),
    },
    {
      kind: 'list',
      items: doubts.length > 0 ? doubts.map((doubt) => told(t, doubt)) : [t('preview3d:report.noDoubts', {})],
    },
  ];
}

/** Zones by the names of their texts. */
const zoneName = (t: Translate, zone: string): string =>
  zone === 'length' ? t('preview3d:fit.length', {}) : t(`preview3d:zone.${zone}`, {});

function tableOf({ result, language, t }: Written, zones: string[]): Blocks[number] {
  const { sizes, size, recommendation } = result;
  return {
    kind: 'table',
    head: [
      t('preview3d:report.room', { unit: WORDS[language].cm }),
      ...sizes.map((one) => (one.size === recommendation.size ? `${one.size} ★` : one.size)),
    ],
    marked: 1 + sizes.findIndex((one) => one.size === size),
    rows: zones.map((zone) => [
      { text: zoneName(t, zone) },
      ...sizes.map((one) => {
        const found = one.zones.find((other) => other.zone === zone);
        if (!found) return { text: '-', tone: 'dim' as const };
        const { easeCm, verdict } = found;
        return {
          text: `${easeCm >= 0 ? '+' : ''}${easeCm.toFixed(1)}  ${t(`preview3d:verdict.${verdict}`, {})}`,
          tone: TONES[verdict],
          strong: one.size === size,
        };
      }),
    ]),
  };
}
