/** Words of a batch's report, in both languages. */

import type { BatchItem } from '../../contract/batch.ts';

export interface ReportWords {
  summary(counts: {
    done: number;
    total: number;
    needsReview: number;
    failed: number;
    waiting: number;
  }): string;
  needsLook: string;
  failed: string;
  all: string;
  confidence: string;
  head: { number: string; photo: string; garments: string; state: string; time: string; files: string };
  state: Record<BatchItem['state'], string>;
  seconds(count: string): string;
}

export const REPORT_WORDS: Record<'en' | 'zh-CN', ReportWords> = {
  en: {
    summary: ({ done, total, needsReview, failed, waiting }) =>
      `${done} of ${total} done, ${needsReview} to look at, ${failed} failed${waiting ? `, ${waiting} waiting` : ''}`,
    needsLook: 'Needs a look',
    failed: 'Failed',
    all: 'All pictures',
    confidence: 'Confidence',
    head: {
      ...{ number: 'No.', photo: 'Photo', garments: 'Garments' },
      ...{ state: 'State', time: 'Time', files: 'Files' },
    },
    state: {
      ...{ waiting: 'waiting', running: 'running', placing: 'running' },
      ...{ done: 'done', failed: 'failed', cancelled: 'cancelled' },
    },
    seconds: (count) => `${count} s`,
  },
  'zh-CN': {
    summary: ({ done, total, needsReview, failed, waiting }) =>
      `共 ${total} 张，已完成 ${done} 张，待检查 ${needsReview} 张，失败 ${failed} 张${waiting ? `，等待中 ${waiting} 张` : ''}`,
    needsLook: '待检查',
    failed: '失败',
    all: '全部图片',
    confidence: '可信度',
    head: {
      ...{ number: '序号', photo: '照片', garments: '服装' },
      ...{ state: '状态', time: '用时', files: '文件' },
    },
    state: {
      ...{ waiting: '等待中', running: '制作中', placing: '制作中' },
      ...{ done: '已完成', failed: '失败', cancelled: '已取消' },
    },
    seconds: (count) => `${count} 秒`,
  },
};
