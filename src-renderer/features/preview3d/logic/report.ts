/** Report: how what a body wears fits, as a document on paper in the words of the window. */

import type { TFunction } from 'i18next';
import { fitPicture } from '../../../../src-main/contract/fit-report.ts';
import { FIT_STOPS, shareOf } from '../../../../src-main/contract/fit-scale.ts';
import type { Block, PrintedDocumentInput, Tone } from '../../../../src-main/contract/print.ts';
import { told } from '../../../../src-main/contract/told.ts';
import { tellError } from '../../../ui/errors.ts';
import { fromCm, fromKg, type Units } from '../../../ui/format.ts';
import { hemSide, VERDICTS, type Verdict } from './fit.ts';
import { type KnownBody, MEASURE_FIELDS, type MeasureName, type Told } from './known-body.ts';
import type { DressedGarment, Dressing } from './outfit.ts';

type InputBlock = PrintedDocumentInput['blocks'][number];

export interface ReportFacts {
  t: TFunction;
  language: 'en' | 'zh-CN';
  units: Units;
  /** Day of the report. */
  at: Date;
  client: string | undefined;
  look: string;
  known: KnownBody;
  /** What the photo told, one sigma. */
  photo: Readonly<Record<string, Told>> | undefined;
  dressing: Dressing;
  nameOf(garmentId: string): string;
  /** Garments that the look has in another colour than their pictures. */
  recoloured: ReadonlySet<string>;
}

const TONES: Record<Verdict, Tone> = { tight: 'bad', close: 'warn', regular: 'good', loose: 'cool' };
/** Millimetres: two pictures, and the table still fits on the page with them. */
const PICTURES = 72;

export function reportOf(facts: ReportFacts): PrintedDocumentInput {
  const { t, language, at, client, look, dressing } = facts;
  const title = t('preview3d:report.title');
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);
  return {
    title: client ? `${title}: ${client}` : title,
    language,
    footer: [client, look, day].filter(Boolean).join('  ·  '),
    paging: t('preview3d:report.paging', { page: '{page}', pages: '{pages}' }),
    blocks: [
      { kind: 'heading', level: 1, text: client ?? title, aside: day },
      {
        kind: 'text',
        tone: 'dim',
        text: [client ? title : undefined, look].filter(Boolean).join('  ·  '),
      },
      ...bodyOf(facts),
      ...failedOf(facts),
      ...dressing.garments.flatMap((garment, i) => garmentOf(garment, i, facts)),
    ],
  };
}

function lengths({ t, language, units }: ReportFacts) {
  const unit = t(`settings:units.${units}`);
  const plain = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  return {
    unit,
    /** Without a unit. */
    length: (cm: number) => plain.format(fromCm(cm, units)),
    room: (cm: number) => signed.format(fromCm(cm, units)),
    weight: (kg: number) =>
      `${plain.format(fromKg(kg, units))} ${t(units === 'inch' ? 'preview3d:pounds' : 'preview3d:kilograms')}`,
  };
}

/** Measures of the body and where each is from. */
function bodyOf(facts: ReportFacts): InputBlock[] {
  const { t, known, photo, dressing } = facts;
  const { unit, length, weight } = lengths(facts);
  const shown = (name: MeasureName, value: number): string =>
    name === 'massKg' ? weight(value) : `${length(value)} ${unit}`;
  const from = (name: MeasureName): string => {
    if (known.measures[name] !== undefined) return t('preview3d:report.typed');
    const seen = photo?.[name];
    if (!seen) return t('preview3d:report.assumed');
    return t('preview3d:report.photo', { spread: shown(name, seen.spread) });
  };
  const rows = MEASURE_FIELDS.flatMap(({ name }) => {
    const value = dressing.measurements[name];
    if (value === undefined) return [];
    return [
      {
        name: name === 'massKg' ? t('preview3d:mass') : t(`clients:measure.${name}`),
        value: shown(name, value),
        note: from(name),
      },
    ];
  });
  const notes = dressing.notes.map((note) => told(t, note));
  return [
    {
      kind: 'heading',
      level: 2,
      text: t('preview3d:report.body'),
      aside: t(`clients:sex.${known.sex ?? 'female'}`),
    },
    ...(rows.length > 0 ? [{ kind: 'facts' as const, columns: 3, rows }] : []),
    ...(known.sex === undefined
      ? [{ kind: 'text' as const, tone: 'warn' as const, text: t('preview3d:sexUntold') }]
      : []),
    ...(notes.length > 0 ? [{ kind: 'list' as const, items: notes }] : []),
  ];
}

/** Garments of the look that the report has nothing of, and why. */
function failedOf({ t, dressing, nameOf }: ReportFacts): InputBlock[] {
  if (dressing.failed.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: t('preview3d:report.missing') },
    {
      kind: 'list',
      items: dressing.failed.map(({ garmentId, error }) => {
        const { code, reason } = tellError(error);
        const why = reason ? told(t, reason) : t(`errors:${code}.title`);
        return t('preview3d:report.missed', { name: nameOf(garmentId), why });
      }),
    },
  ];
}

/** One garment: which size, its room, its map, and what is not sure. */
function garmentOf(garment: DressedGarment, index: number, facts: ReportFacts): InputBlock[] {
  const { t, nameOf, recoloured } = facts;
  const { recommendation, size, method, because, reasons, confidence } = garment;
  const [advice, ...why] = recommendation.reasons.map((reason) => told(t, reason));
  const doubts = [...(because ? [because] : []), ...reasons].map((reason) => told(t, reason));
  return [
    {
      kind: 'heading',
      level: 1,
      text: nameOf(garment.garmentId),
      aside: t('preview3d:report.size', { size }),
    },
    ...(recoloured.has(garment.garmentId)
      ? [{ kind: 'text' as const, tone: 'dim' as const, text: t('preview3d:report.recoloured') }]
      : []),
    ...(advice ? [{ kind: 'text' as const, strong: true, text: advice }] : []),
    ...(why.length > 0 ? [{ kind: 'list' as const, items: why }] : []),
    ...tableOf(garment, facts),
    { kind: 'facts', columns: 2, rows: factsOf(garment, facts) },
    {
      kind: 'pictures',
      height: PICTURES,
      pictures: (['front', 'back'] as const).map((side) => ({
        name: fitPicture(index, side),
        caption: t(`preview3d:report.${side}`, { size }),
      })),
    },
    ...(method === 'sewn' ? [scaleOf(t)] : []),
    {
      kind: 'heading',
      level: 2,
      text: t('preview3d:report.doubts'),
      aside: t('preview3d:report.confidence', { share: Math.round(confidence * 100) }),
    },
    doubts.length > 0
      ? { kind: 'list', items: doubts }
      : { kind: 'text', text: t('preview3d:report.noDoubts') },
  ];
}

function tableOf({ sizes, size, recommendation }: DressedGarment, facts: ReportFacts): InputBlock[] {
  const { t } = facts;
  const { unit, room } = lengths(facts);
  const zones = [...new Set(sizes.flatMap(({ zones }) => zones.map(({ zone }) => zone)))].filter(
    (zone) => zone !== 'length',
  );
  if (zones.length === 0) return [];
  return [
    {
      kind: 'table',
      head: [
        t('preview3d:report.room', { unit }),
        ...sizes.map((one) => (one.size === recommendation.size ? `${one.size} ★` : one.size)),
      ],
      marked: 1 + sizes.findIndex((one) => one.size === size),
      rows: zones.map((zone) => [
        { text: t(`preview3d:zone.${zone}`) },
        ...sizes.map((one) => {
          const found = one.zones.find((other) => other.zone === zone);
          if (!found) return { text: '–', tone: 'dim' as const };
          const { easeCm, verdict } = found;
          return {
            text: `${room(easeCm)}  ${t(`preview3d:verdict.${verdict}`)}`,
            tone: TONES[verdict],
            strong: one.size === size,
          };
        }),
      ]),
    },
    { kind: 'text', tone: 'dim', text: t('preview3d:report.legend', { size }) },
  ];
}

function factsOf(garment: DressedGarment, facts: ReportFacts) {
  const { t, language, units } = facts;
  const { hem, material, method, chart, sizes, size } = garment;
  const by = new Intl.NumberFormat(language, { maximumFractionDigits: units === 'cm' ? 0 : 1 });
  const length = sizes.find((one) => one.size === size)?.zones.find(({ zone }) => zone === 'length')?.verdict;
  return [
    {
      name: t('preview3d:fit.length'),
      value: t(`preview3d:hem.${hemSide(hem)}`, {
        by: by.format(fromCm(Math.abs(hem.belowCm), units)),
        unit: t(`settings:units.${units}`),
        place: t(`preview3d:place.${hem.place}`),
      }),
      ...(length ? { note: t(`preview3d:lengthVerdict.${length}`) } : {}),
    },
    { name: t('preview3d:fit.fabric'), value: t(`told:material.${material}`) },
    { name: t('preview3d:report.made'), value: t(`preview3d:report.method.${method}`) },
    { name: t('preview3d:report.sizes'), value: t(`preview3d:report.chart.${chart}`) },
  ];
}

const scaleOf = (t: TFunction): Extract<Block, { kind: 'scale' }> => ({
  kind: 'scale',
  title: t('preview3d:map.title'),
  stops: FIT_STOPS.map(([at, colour]) => ({ at: shareOf(at), colour: [...colour] })),
  parts: VERDICTS.map((verdict) => t(`preview3d:verdict.${verdict}`)),
});
