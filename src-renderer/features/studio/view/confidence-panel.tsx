/** Confidence panel: how far the result may be believed, why not, and the way to what mends it. */

import { Button, Progress } from '@mantine/core';
import { IconArrowRight, IconChevronDown, IconCircleCheck, IconUsers } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reason } from '../../../../src-main/contract/seen.ts';
import type { SentenceCode } from '../../../../src-main/contract/sentences.ts';
import { told } from '../../../../src-main/contract/told.ts';
import { showGarment } from '../../library/show.ts';
import { verdictOf } from '../logic/verdict.ts';
import { centreOn, keepInSight } from '../logic/viewport.ts';
import { photoSize, pixelRatio, setView, useStudio } from '../state/store.ts';
import { useChoosing } from './choosing.ts';
import classes from './confidence.module.css';
import studio from './studio.module.css';

/** Takes the tool that mends a reason, on the layer and at the place it is about. */
function follow(reason: Reason): void {
  const { queue } = useStudio.getState();
  if (reason.layerId) useStudio.setState({ layerId: reason.layerId });
  const { tool, at } = reason;
  if (tool === 'garment') {
    const layers = queue?.document.layers ?? [];
    const layer = layers.find((other) => other.id === reason.layerId) ?? layers.at(-1);
    if (layer) showGarment(layer.garmentId);
    return;
  }
  useStudio.setState({
    tool: tool === 'pose' || tool === 'pins' || tool === 'brush' ? tool : 'look',
    compared: [],
    split: undefined,
    spot: at,
  });
  if (at)
    setView((view, state) =>
      keepInSight(
        centreOn(view, state.pane, at, view.scale * 1.6),
        state.pane,
        photoSize(state),
        pixelRatio(),
      ),
    );
}

/** Notes about edits that had no effect; how the files were read is told where the garment is looked at. */
const IDLE: readonly SentenceCode[] = ['joint-too-far', 'pins-too-far', 'landmark-unknown'];

/** Notes about how the picture came to be. */
const KNOWN: readonly SentenceCode[] = ['recoloured', 'limb-not-seen'];

/** The figure at the foot of the panel, as long as its section lies below what is in sight; leads there. */
export function ConfidenceFoot() {
  const { t } = useTranslation();
  const rendered = useStudio((state) => state.render.rendered);
  const foot = useRef<HTMLButtonElement>(null);
  const [below, setBelow] = useState(false);
  const there = rendered !== undefined && rendered.layers.length > 0;
  const section = () => foot.current?.parentElement?.querySelector('[data-section="confidence"]');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the section is found when the foot is there
  useEffect(() => {
    const watched = section();
    const root = foot.current?.parentElement?.parentElement;
    if (!watched || !root) return;
    const observer = new IntersectionObserver(
      ([{ isIntersecting, boundingClientRect, rootBounds }]) =>
        setBelow(!isIntersecting && boundingClientRect.top > (rootBounds?.top ?? 0)),
      { root, rootMargin: '0px 0px -72px 0px' },
    );
    observer.observe(watched);
    return () => observer.disconnect();
  }, [there]);
  if (!there) return null;
  return (
    <button
      ref={foot}
      type="button"
      className={classes.foot}
      hidden={!below}
      onClick={() => section()?.scrollIntoView({ block: 'end' })}
    >
      <span>{t('studio:confidence.title')}</span>
      <b>{Math.round(rendered.confidence * 100)} %</b>
      <em data-review={rendered.needsReview || undefined}>{t(`studio:confidence.${verdictOf(rendered)}`)}</em>
      <IconChevronDown size={14} aria-hidden />
    </button>
  );
}

export function ConfidencePanel() {
  const { t } = useTranslation();
  const rendered = useStudio((state) => state.render.rendered);
  const stale = useStudio((state) => state.render.making !== undefined || state.render.stale);
  if (!rendered) return <p className={studio.hint}>{t('studio:confidence.none')}</p>;
  if (!rendered.layers.length) return <p className={studio.hint}>{t('studio:confidence.bare')}</p>;
  const idle = rendered.notes.filter(({ code }) => IDLE.includes(code));
  const known = rendered.notes.filter(({ code }) => KNOWN.includes(code));
  const share = Math.round(rendered.confidence * 100);
  return (
    <div data-stale={stale || undefined} className={classes.confidence}>
      <div className={classes.figure}>
        <b>{share} %</b>
        <span data-review={rendered.needsReview || undefined}>
          {t(`studio:confidence.${verdictOf(rendered)}`)}
        </span>
      </div>
      <Progress
        size={4}
        value={share}
        color={rendered.needsReview ? 'yellow' : 'blue'}
        aria-label={t('studio:confidence.title')}
      />
      {rendered.reasons.length === 0 ? (
        <p className={classes.fine}>
          <IconCircleCheck size={14} aria-hidden />
          {t('studio:confidence.nothing')}
        </p>
      ) : (
        <ul className={classes.reasons}>
          {rendered.reasons.map((reason) => (
            <li key={`${reason.code} ${reason.text} ${reason.layerId ?? ''} ${reason.at?.x} ${reason.at?.y}`}>
              <button type="button" disabled={!reason.tool && !reason.at} onClick={() => follow(reason)}>
                <span>{told(t, reason)}</span>
                {reason.tool && (
                  <em>
                    <IconArrowRight size={12} aria-hidden />
                    {t(`studio:mend.${reason.tool}`)}
                  </em>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      {known.length > 0 && (
        <ul className={classes.notes} aria-label={t('studio:confidence.known')}>
          {known.map((note) => (
            <li key={note.text}>{told(t, note, rendered.joints)}</li>
          ))}
        </ul>
      )}
      {idle.length > 0 && (
        <ul className={classes.notes} aria-label={t('studio:confidence.idle')}>
          {idle.map((note) => (
            <li key={note.text}>{told(t, note, rendered.joints)}</li>
          ))}
        </ul>
      )}
      <Button
        variant="subtle"
        color="gray"
        mt={4}
        ml={-8}
        px={8}
        leftSection={<IconUsers size={14} aria-hidden />}
        onClick={() => useChoosing.setState({ person: true })}
      >
        {t('studio:people.other')}
      </Button>
    </div>
  );
}
