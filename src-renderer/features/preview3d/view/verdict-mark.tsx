/** Verdict mark: how a zone or a length fits, in words with an icon and a colour. */

import { IconArrowsHorizontal, IconArrowsMaximize, IconArrowsMinimize, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Verdict } from '../logic/fit.ts';
import classes from './dressing.module.css';

const ICONS: Record<Verdict, ReactNode> = {
  tight: <IconArrowsMinimize size={14} aria-hidden />,
  close: <IconArrowsHorizontal size={14} aria-hidden />,
  regular: <IconCheck size={14} aria-hidden />,
  loose: <IconArrowsMaximize size={14} aria-hidden />,
};

export function VerdictMark({ verdict, words }: { verdict: Verdict; words: string }) {
  return (
    <span className={classes.verdict} data-verdict={verdict}>
      {ICONS[verdict]}
      {words}
    </span>
  );
}
