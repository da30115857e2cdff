/**
 * Compare: up to four looks side by side, all showing the same place at the same magnification. A look without a picture
 * of its newest state is dressed, and until then it says what it shows instead.
 */

import { IconX } from '@tabler/icons-react';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookCard, Rendered } from '../../../../src-main/contract/calls/looks.ts';
import { useApp } from '../../../app/store.ts';
import { useClient, useRead } from '../../../client/context.tsx';
import { isQuiet, tellError } from '../../../ui/errors.ts';
import {
  keepInSight,
  type Size,
  shareView,
  type View,
  viewOfShared,
  wheelScale,
  zoomAt,
} from '../logic/viewport.ts';
import { pixelRatio, useStudio } from '../state/store.ts';
import classes from './compare.module.css';
import { useLookName } from './hooks.ts';
import picture from './picture.module.css';
import { placed } from './picture.tsx';

export function Compare({ looks }: { looks: LookCard[] }) {
  const compared = useStudio((state) => state.compared);
  const cards = looks
    .map((card, i) => ({ card, n: i + 1 }))
    .filter(({ card }) => compared.includes(card.look.id));
  return (
    <div className={classes.panes} data-count={cards.length}>
      {cards.map(({ card, n }) => (
        <Pane key={card.look.id} card={card} n={n} />
      ))}
    </div>
  );
}

/** The picture of a look as it is now, made where there is none; the look open in the studio is dressed there. */
function usePictureOf({ look }: LookCard): { rendered: Rendered | undefined; error: unknown } {
  const client = useClient();
  const { id, document } = look;
  const final = useRead('looks.rendered', { id, quality: 'final' }, ['looks']);
  const preview = useRead('looks.rendered', { id, quality: 'preview' }, ['looks']);
  const open = useStudio((state) => state.queue?.look.id === id);
  const [made, setMade] = useState<{ rendered?: Rendered; error?: unknown; state: string }>();
  const state = JSON.stringify(document);
  const missing = final.data === null && preview.data === null && document.layers.length > 0 && !open;
  useEffect(() => {
    if (!missing) return;
    const ticket = crypto.randomUUID();
    let left = false;
    client.call('looks.render', { id, quality: 'preview', ticket }).then(
      (rendered) => {
        useStudio.setState(({ made }) => ({ made: { ...made, [id]: rendered.picture } }));
        if (!left) setMade({ rendered, state });
      },
      (error) => left || isQuiet(error) || setMade({ error, state }),
    );
    return () => {
      left = true;
      client.call('looks.cancelRender', { ticket }).catch(() => {});
    };
  }, [client, id, missing, state]);
  // a library that is only read keeps no pictures: what was made is shown from here
  const own = made?.state === state ? made : undefined;
  return { rendered: final.data ?? preview.data ?? own?.rendered, error: own?.error };
}

/** What a pane says about a look whose picture is not there. */
function Instead({ card, error }: { card: LookCard; error: unknown }) {
  const { t } = useTranslation();
  if (card.look.document.layers.length === 0) return <em>{t('studio:compare.bare')}</em>;
  if (error !== undefined) return <em role="alert">{t(`errors:${tellError(error).code}.title`)}</em>;
  return <em role="status">{t(card.picture ? 'studio:compare.older' : 'studio:compare.photo')}</em>;
}

function Pane({ card, n }: { card: LookCard; n: number }) {
  const { t } = useTranslation();
  const client = useClient();
  const openStudio = useApp((state) => state.openStudio);
  const shared = useStudio((state) => state.shared);
  const name = useLookName()(card.look, n);
  const element = useRef<HTMLDivElement>(null);
  const [pane, setPane] = useState<Size>({ width: 400, height: 500 });
  const photo = useRead('photos.get', { id: card.look.document.photoId }, ['photos']);
  const { rendered, error } = usePictureOf(card);
  const size: Size = {
    width: rendered?.photoWidth ?? photo.data?.width ?? 1000,
    height: rendered?.photoHeight ?? photo.data?.height ?? 1333,
  };
  const latest = useRef({ pane, size });
  latest.current = { pane, size };
  const from = useRef<{ x: number; y: number }>(undefined);

  const change = (next: (view: View) => View) => {
    const now = latest.current;
    const view = next(viewOfShared(useStudio.getState().shared, now.pane, now.size, pixelRatio()));
    const kept = keepInSight(view, now.pane, now.size, pixelRatio());
    useStudio.setState({ shared: shareView(kept, now.pane, now.size, pixelRatio()) });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads its state when it is called
  useEffect(() => {
    const target = element.current!;
    const measure = () => setPane({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = target.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      change((view) => zoomAt(view, at, wheelScale(view.scale, event.deltaY, event.ctrlKey)));
    };
    target.addEventListener('wheel', wheel, { passive: false });
    return () => {
      observer.disconnect();
      target.removeEventListener('wheel', wheel);
    };
  }, []);
  const move = (event: PointerEvent) => {
    const start = from.current;
    if (!start) return;
    from.current = { x: event.clientX, y: event.clientY };
    change((view) => ({ ...view, x: view.x + event.clientX - start.x, y: view.y + event.clientY - start.y }));
  };
  const leave = () =>
    useStudio.setState((state) => ({ compared: state.compared.filter((id) => id !== card.look.id) }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a pane with a picture and buttons
    <div
      ref={element}
      role="group"
      aria-label={name}
      className={classes.pane}
      onPointerDown={(event) => {
        if (event.target instanceof HTMLElement && event.target.closest('button')) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={move}
      onPointerUp={() => {
        from.current = undefined;
      }}
    >
      <img
        className={`${picture.layer} ${picture.picture}`}
        src={client.pictureUrl(rendered?.picture ?? card.picture ?? card.photo)}
        style={placed(viewOfShared(shared, pane, size, pixelRatio()), size)}
        alt={name}
        draggable={false}
      />
      <div className={classes.title}>
        <b>{name}</b>
        {rendered && rendered.layers.length > 0 ? (
          <span>{Math.round(rendered.confidence * 100)} %</span>
        ) : (
          <Instead card={card} error={error} />
        )}
        <button
          type="button"
          onClick={() => {
            useStudio.setState({ compared: [] });
            openStudio({ lookId: card.look.id });
          }}
        >
          {t('studio:compare.open')}
        </button>
        <button type="button" aria-label={t('studio:compare.leave', { name })} onClick={leave}>
          <IconX size={13} aria-hidden />
        </button>
      </div>
    </div>
  );
}
