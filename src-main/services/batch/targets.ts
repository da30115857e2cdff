/** Targets: the file names a batch gives its pictures, from a template, safe on every system and each of them once. */

import { safeName, titleOf } from '../../contract/file-names.ts';
import { ENDING_OF, type OutputRecipe } from '../../contract/recipe.ts';

/** What a template may have filled in, in braces. */
export const BATCH_FIELDS = ['client', 'photo', 'garment', 'look', 'size', 'n', 'recipe', 'ext'] as const;

export interface TargetParts {
  client: string;
  /** File name of the photo. */
  photo: string;
  garments: string[];
  look: string;
  sizes: string[];
  /** Counts from 1, of `total`. */
  number: number;
  total: number;
}

/** Short name of a recipe, such as "jpg" or "jpg-2048". */
export function recipeName({ format, longest }: OutputRecipe): string {
  return `${ENDING_OF[format]}${longest === undefined ? '' : `-${longest}`}`;
}

/** Fields of a template that are not known. */
export function unknownFields(template: string): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)]
    .map(([, name]) => name)
    .filter((name) => !BATCH_FIELDS.some((field) => field === name));
}

/** Name below the batch's folder, '/' between folders, with its ending; folders that come out empty are left out. */
export function targetName(
  template: string,
  parts: TargetParts,
  recipe: OutputRecipe,
  several: boolean,
): string {
  const digits = String(parts.total).length;
  const values: Record<string, string> = {
    client: safeName(parts.client, 60),
    photo: safeName(titleOf(parts.photo), 80),
    garment: safeName(parts.garments.map(titleOf).join('+'), 80),
    look: safeName(parts.look, 60),
    size: safeName(parts.sizes.join('+'), 30),
    n: String(parts.number).padStart(digits, '0'),
    recipe: recipeName(recipe),
    ext: ENDING_OF[recipe.format],
  };
  const bare = template.replace(/\.\{ext\}$/, '');
  const told = !several || /\{recipe\}/.test(bare) ? bare : `${bare}-{recipe}`;
  const folders = told
    .split(/[/\\]/)
    .map((part) =>
      part
        .replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
        .replace(/([-_ +])[-_ +]+/g, '$1')
        .replace(/^[-_ +]+|[-_ +]+$/g, ''),
    )
    .map((part) => safeName(part, 120))
    .filter((part) => part !== '');
  const path = folders.join('/') || `picture-${values.n}`;
  return `${path}.${values.ext}`;
}

/** Gives every name once, also where a system takes capitals for small letters; later ones get -2, -3 ... */
export class UniqueNames {
  readonly #taken = new Set<string>();

  /** @param isTaken also taken, such as by a file that is there already */
  give(path: string, isTaken: (path: string) => boolean = () => false): string {
    const [, stem, ending] = /^(.*?)(\.[^./]*)$/.exec(path) ?? ['', path, ''];
    for (let n = 1; ; n++) {
      const name = n === 1 ? path : `${stem}-${n}${ending}`;
      const key = name.normalize('NFC').toLowerCase();
      if (this.#taken.has(key) || isTaken(name)) continue;
      this.#taken.add(key);
      return name;
    }
  }
}
