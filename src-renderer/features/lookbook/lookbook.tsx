/** The lookbook dialog from its first use on: the contract it checks against takes its time to read. */

import { lazy, Suspense, useState } from 'react';
import { readPart } from '../../ui/part.ts';
import { useLookbook } from './store.ts';

const LookbookDialog = lazy(() =>
  readPart(async () => ({ default: (await import('./lookbook-dialog.tsx')).LookbookDialog })),
);

export function Lookbook() {
  const wanted = useLookbook(({ from }) => from !== undefined);
  const [used, setUsed] = useState(wanted);
  if (wanted && !used) setUsed(true);
  return <Suspense>{used && <LookbookDialog />}</Suspense>;
}
