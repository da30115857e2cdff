/**
 * Translations: every text of the window by `namespace:key`, in English and Simplified Chinese.
 * Keys stand in the sources as whole literals (`t('library:empty.title')`), so that a test can tell unused and missing ones.
 */

import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './language.ts';

const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { eager: true, import: 'default' });

/** Every text by language and namespace. */
function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [, language, file] = path.split('/');
    all[language] ??= {};
    all[language][file.replace('.json', '')] = texts;
  }
  return all;
}

/** The translator of the window; its language is changed with `changeLanguage`. */
export function createI18n(language: Language): i18n {
  const texts = resources();
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: texts,
    ns: Object.keys(texts.en),
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}
