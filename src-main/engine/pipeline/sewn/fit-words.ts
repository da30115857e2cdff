/** Words of a fit: zones, verdicts and centimetres as people say them. */

import type { GarmentCategory } from '../../domain/garment.ts';
import type { ZoneFit } from '../../domain/garment3d.ts';

/** Where the hem of a category usually ends. */
const HEM: Partial<Record<GarmentCategory, string>> = {
  top: 'hip',
  jacket: 'hip',
  dress: 'knee',
  skirt: 'knee',
  trousers: 'ankle',
};

/** Of lengths. */
const LENGTHS: Record<ZoneFit['verdict'], string> = {
  tight: 'short',
  close: 'a little short',
  regular: 'usual',
  loose: 'long',
};

export function verdictWord({ zone, verdict }: ZoneFit): string {
  return zone === 'length' ? LENGTHS[verdict] : verdict;
}

/** "+8.1 cm"; of a length where the hem ends, such as "3.0 cm above hip". */
export function easeWord({ zone, easeCm }: ZoneFit, category: GarmentCategory): string {
  const cm = Math.abs(easeCm).toFixed(1);
  if (zone !== 'length') return `${easeCm < 0 && cm !== '0.0' ? '-' : '+'}${cm} cm`;
  const place = HEM[category] ?? 'usual hem';
  if (cm === '0.0') return `at the ${place}`;
  return `${cm} cm ${easeCm > 0 ? 'below' : 'above'} ${place}`;
}

/** Breaks a text into lines of at most `letters`. */
export function linesOf(text: string, letters: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > letters) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines;
}
