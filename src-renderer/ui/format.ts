/** Numbers as people read them: money, lengths, sizes of files. */

const CM_PER_INCH = 2.54;

export type Units = 'cm' | 'inch';

/** Formats by what they are for: making one costs as much as using it a hundred times. */
function kept<T>(make: (language: string, kind: string) => T): (language: string, kind?: string) => T {
  const made = new Map<string, T>();
  return (language, kind = '') => {
    const key = `${language} ${kind}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(language, kind);
    made.set(key, fresh);
    return fresh;
  };
}

const dayFormat = kept((language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }));

/** Centimetres in the user's units, to a tenth. */
export function fromCm(cm: number, units: Units): number {
  return Math.round((units === 'inch' ? cm / CM_PER_INCH : cm) * 10) / 10;
}

/** The user's units in centimetres, to a hundredth. */
export function toCm(value: number, units: Units): number {
  return Math.round((units === 'inch' ? value * CM_PER_INCH : value) * 100) / 100;
}

const KG_PER_POUND = 0.45359237;

/** Kilograms in the unit of weight that goes with the user's lengths: pounds with inches. To a tenth. */
export function fromKg(kg: number, units: Units): number {
  return Math.round((units === 'inch' ? kg / KG_PER_POUND : kg) * 10) / 10;
}

/** The user's unit of weight in kilograms, to a hundredth. */
export function toKg(value: number, units: Units): number {
  return Math.round((units === 'inch' ? value * KG_PER_POUND : value) * 100) / 100;
}

/** Words as a label that stands alone: with a capital where the script has them. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Bytes as megabytes and the like. */
export function fileSize(bytes: number, language: string): string {
  const unit = bytes >= 1e9 ? 'gigabyte' : bytes >= 1e6 ? 'megabyte' : 'kilobyte';
  const size = { gigabyte: 1e9, megabyte: 1e6, kilobyte: 1e3 }[unit];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: bytes < 10 * size ? 1 : 0,
  }).format(bytes / size);
}

/** An instant as a day. */
export const day = (instant: string, language: string): string =>
  dayFormat(language).format(new Date(instant));

/** A day such as 2026-11-26, of no hour or place, as the language writes it. */
export const writtenDay = (date: string, language: string): string => day(`${date}T12:00`, language);

/** A day such as 2026-11-26 from what was typed: year, month and day in this order, whatever parts them. */
export function typedDay(text: string): string | undefined {
  const [, year, month, date] = /^\s*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const day = [year, month.padStart(2, '0'), date.padStart(2, '0')].join('-');
  const at = new Date(`${day}T00:00:00Z`);
  // 31 February would become a day of March
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined;
}
