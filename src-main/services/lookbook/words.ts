/** Words of a lookbook's own, in both languages. */

import type { LookbookOptions, LookbookRequest } from '../../contract/lookbook.ts';

type Language = LookbookOptions['language'];

export const WORDS: Record<Language, LookbookRequest['words']> = {
  en: {
    before: 'Before',
    after: 'After',
    paging: '{page} / {pages}',
    enlarge: 'Enlarge',
    close: 'Close',
    previous: 'Previous',
    next: 'Next',
  },
  'zh-CN': {
    before: '试穿前',
    after: '试穿后',
    paging: '第 {page} 页，共 {pages} 页',
    enlarge: '放大',
    close: '关闭',
    previous: '上一张',
    next: '下一张',
  },
};

/** Title of a lookbook that was given none. */
export const UNTITLED: Record<Language, string> = { en: 'Lookbook', 'zh-CN': '造型册' };

/** Said of a garment that a look shows in another colour than its picture. */
export const RECOLOURED: Record<Language, string> = {
  en: 'shown in another colour',
  'zh-CN': '图中为其他颜色',
};

/** The day and how many pictures there are, for the cover. */
export function subtitle(language: Language, at: Date, count: number): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);
  const pictures = language === 'zh-CN' ? `${count} 张图片` : count === 1 ? '1 picture' : `${count} pictures`;
  return `${day}  ·  ${pictures}`;
}
