/** Complete the look: pieces that go with what is worn and with the client, each with its reasons, to be put on. */

import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import type { OutfitPiece } from '../../../../src-main/contract/calls/knowledge.ts';
import { told } from '../../../../src-main/contract/told.ts';
import { hasEnded, useJobs } from '../../../app/jobs.ts';
import { useApp } from '../../../app/store.ts';
import { useClient, useRead } from '../../../client/context.tsx';
import { dragGarments } from '../../../ui/drag.ts';
import { ErrorView } from '../../../ui/error-view.tsx';
import { notifyError } from '../../../ui/notify.tsx';
import { shownDocument, useStudio } from '../state/store.ts';
import { useSession } from './hooks.ts';
import classes from './rail.module.css';

/** Pieces shown. */
const MOST = 24;

const NOTHING: string[] = [];

export function CompleteLook() {
  const { t } = useTranslation();
  const worn = useStudio(
    useShallow((state) => shownDocument(state)?.layers.map((layer) => layer.garmentId) ?? NOTHING),
  );
  const owner = useStudio((state) => state.photo?.clientId);
  const selected = useApp((state) => state.clientId);
  const clientId = owner ?? selected;
  const looking = useJobs(({ jobs }) => jobs.some((job) => job.kind === 'describe' && !hasEnded(job)));
  const pieces = useRead(
    'knowledge.outfit',
    worn.length > 0 ? { garmentIds: worn, ...(clientId ? { clientId } : {}), limit: MOST } : null,
    ['garments', 'trash'],
  );
  const { reload } = pieces;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the garments have been looked at
  useEffect(reload, [reload, looking]);
  if (worn.length === 0) return <Teaches text={t('studio:complete.empty')} />;
  if (pieces.error && !pieces.data) return <ErrorView compact error={pieces.error} onRetry={reload} />;
  if (pieces.data?.length === 0)
    return <Teaches text={t(looking ? 'studio:complete.reading' : 'studio:complete.none')} />;
  return (
    <ul className={classes.pieces} aria-label={t('studio:complete.list')} aria-busy={pieces.loading}>
      {pieces.data?.map((piece) => (
        <li key={piece.garment.id}>
          <Piece piece={piece} />
        </li>
      ))}
    </ul>
  );
}

function Teaches({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.teaches} role="status">
      {text}
      <Button size="compact-xs" onClick={() => useStudio.setState({ completing: false })}>
        {t('studio:complete.all')}
      </Button>
    </div>
  );
}

function Piece({ piece: { garment, reasons } }: { piece: OutfitPiece }) {
  const { t } = useTranslation();
  const client = useClient();
  const session = useSession();
  const name = garment.name || garment.fileName;
  const why = reasons.map((reason) => told(t, reason));
  const how = t('studio:complete.how', { name, reasons: why.join(t('told:between')) });
  return (
    <button
      type="button"
      className={classes.piece}
      draggable
      title={how}
      onClick={(event) => session.wear(garment.id, event.shiftKey ? 'add' : 'swap').catch(notifyError)}
      onDragStart={(event) => dragGarments(event.dataTransfer, [garment.id])}
    >
      <img src={client.pictureUrl(garment.hash, 256)} alt="" draggable={false} loading="lazy" />
      <span className={classes.pieceWords}>
        <b>{name}</b>
        {why.map((reason) => (
          <span key={reason}>{reason}</span>
        ))}
      </span>
    </button>
  );
}
