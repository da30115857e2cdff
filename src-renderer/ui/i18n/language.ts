/** Languages of the window, and which one is shown. */

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language to show for a setting and the system's own locales. */
export function languageFor(setting: 'system' | Language, locales: readonly string[]): Language {
  if (setting !== 'system') return setting;
  return locales[0]?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
