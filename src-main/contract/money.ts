/** Money as people read it. */

const formats = new Map<string, Intl.NumberFormat>();

/** Whole cents of a currency as money; euros where none is given. */
export function money(cents: number, currency: string | undefined, language: string): string {
  const key = `${language} ${currency}`;
  try {
    let format = formats.get(key);
    if (!format) {
      format = new Intl.NumberFormat(language, { style: 'currency', currency: currency ?? 'EUR' });
      formats.set(key, format);
    }
    return format.format(cents / 100);
  } catch {
    return `${(cents / 100).toFixed(2)} ${currency}`;
  }
}
