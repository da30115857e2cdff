/** Translations: the app's own words for what the command line makes for people, in the language they asked for. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import type { Translate } from '../../contract/joint-name.ts';
import type { LOOKBOOK_LANGUAGES } from '../../contract/names.ts';
import { ROOT } from './places.ts';

export type Language = (typeof LOOKBOOK_LANGUAGES)[number];

const NAMESPACES = ['told', 'errors', 'library', 'clients', 'studio', 'preview3d'];

export function translator(language: Language): Translate {
  const folder = join(ROOT, 'src-renderer', 'ui', 'i18n', language);
  const texts = NAMESPACES.map((name) => [
    name,
    JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
  ]);
  const instance = i18next.createInstance();
  void instance.init({
    ...{ lng: language, ns: NAMESPACES, interpolation: { escapeValue: false }, initAsync: false },
    resources: { [language]: Object.fromEntries(texts) },
  });
  return (key, values) => instance.t(key, values);
}
