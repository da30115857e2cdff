/** Messages: every text of the window in English and Simplified Chinese. */

const en = {
  person: 'Client photo',
  garments: 'Garments',
  choosePerson: 'Choose a client photo',
  chooseGarments: 'Add garments',
  remove: 'Remove',
  tuck: 'Tuck the top in',
  start: 'Try on',
  cancel: 'Cancel',
  save: 'Save picture',
  saved: 'Saved.',
  before: 'Hold to see before',
  confidence: 'Confidence',
  review: 'Have a look at this one before showing it.',
  emptyTitle: 'Put a garment on a client',
  empty: 'Choose a photo of a standing person and one or more garment pictures.',
  working: 'Fitting',
  failed: 'That did not work',
};

const zh: typeof en = {
  person: '顾客照片',
  garments: '服装',
  choosePerson: '选择顾客照片',
  chooseGarments: '添加服装',
  remove: '移除',
  tuck: '上衣塞进下装',
  start: '试穿',
  cancel: '取消',
  save: '保存图片',
  saved: '已保存。',
  before: '按住查看原图',
  confidence: '可信度',
  review: '展示前请先检查这张图片。',
  emptyTitle: '给顾客试穿一件衣服',
  empty: '请选择一张站立人物照片和一张或多张服装图片。',
  working: '试穿中',
  failed: '未能完成',
};

export const LANGUAGES = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;
export type Messages = typeof en;
export const MESSAGES: Record<Language, Messages> = { en, zh };
