/** Name template: what an exported file will be called, as an example while it is being typed. */

export const TEMPLATE_FIELDS = ['client', 'look', 'garments', 'date', 'time', 'n', 'photo'] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/** Not allowed in file names of Windows, macOS or Linux. */
const UNSAFE = /[\\/:*?"<>|\p{Cc}]+/gu;

/** Fills a template in; fields it does not know stay as typed. */
export function fillTemplate(template: string, values: Record<TemplateField, string>): string {
  const filled = template.replace(/\{(\w+)\}/g, (whole, field: string) =>
    field in values ? values[field as TemplateField] : whole,
  );
  return filled.replace(UNSAFE, ' ').replace(/ +/g, ' ').trim() || 'look';
}
