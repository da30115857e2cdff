/** Picture: the look at its place in the viewport, the photo itself for comparing, and what was made up. */

import { type CSSProperties, type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import type { Photo } from '../../../../src-main/contract/catalog/client.ts';
import { useClient } from '../../../client/context.tsx';
import type { StudioClient } from '../../../client/studio-client.ts';
import type { Size, View } from '../logic/viewport.ts';
import { present, type Shown, setScreen } from '../state/draft-screen.ts';
import { photoSize, pixelRatio, useStudio, viewOf } from '../state/store.ts';
import classes from './picture.module.css';

/** Address of the photo itself; of its thumbnail where a browser cannot read the file. */
export const photoUrl = (client: StudioClient, photo: Photo) =>
  /\.(jpe?g|png|webp|avif|gif)$/i.test(photo.fileName)
    ? client.pictureUrl(photo.hash)
    : client.pictureUrl(photo.hash, 1024);

/** Style that puts a picture of the photo's size at its place, on whole device pixels. */
export function placed(view: View, photo: Size): CSSProperties {
  const ratio = pixelRatio();
  const snap = (value: number) => Math.round(value * ratio) / ratio;
  return {
    width: photo.width * view.scale,
    height: photo.height * view.scale,
    transform: `translate(${snap(view.x)}px, ${snap(view.y)}px)`,
    imageRendering: view.scale * ratio >= 4 ? 'pixelated' : 'auto',
  };
}

export function Picture() {
  const { t } = useTranslation();
  const client = useClient();
  const { photo, peek, split, invented, rendered } = useStudio(
    useShallow(({ photo, peek, split, invented, render }) => ({
      photo,
      peek,
      split,
      invented,
      rendered: render.rendered,
    })),
  );
  const view = useStudio(useShallow(viewOf));
  const size = useStudio(useShallow(photoSize));
  if (!photo) return null;
  const style = placed(view, size);
  const before = photoUrl(client, photo);
  const shown = rendered ? (rendered.inline ?? client.pictureUrl(rendered.picture)) : before;
  return (
    <>
      <LookImage
        shown={{
          src: peek ? before : shown,
          kind: peek || !rendered ? 'photo' : rendered.quality,
          picture: peek ? undefined : rendered?.picture,
        }}
        peek={peek}
        style={style}
        alt={peek ? t('studio:picture.photo') : t('studio:picture.look')}
      />
      {invented && rendered?.invented && !peek && (
        <div
          className={`${classes.layer} ${classes.invented}`}
          style={{ ...style, maskImage: `url("${client.pictureUrl(rendered.invented)}")` }}
        />
      )}
      {split !== undefined && !peek && (
        <img
          className={classes.layer}
          src={before}
          style={{ ...style, clipPath: `inset(0 ${(1 - split) * 100}% 0 0)` }}
          alt={t('studio:picture.photo')}
          draggable={false}
        />
      )}
      {split !== undefined && <Splitter view={view} size={size} split={split} />}
    </>
  );
}

interface LookImageProps {
  shown: Shown;
  peek: boolean;
  style: CSSProperties;
  alt: string;
}

/** The picture itself. What it shows is not React's: a draft of a drag is put there before the room is drawn anew. */
function LookImage({ shown, peek, style, alt }: LookImageProps) {
  const image = useRef<HTMLImageElement>(null);
  const { src, kind, picture } = shown;
  useLayoutEffect(() => {
    if (image.current) present(image.current, { src, kind, picture });
  }, [src, kind, picture]);
  useLayoutEffect(() => {
    // who looks at the photo does not want to see the look
    setScreen((!peek && image.current) || undefined);
    return () => setScreen(undefined);
  }, [peek]);
  return (
    <img
      ref={image}
      className={`${classes.layer} ${classes.picture}`}
      style={style}
      alt={alt}
      draggable={false}
    />
  );
}

function Splitter({ view, size, split }: { view: View; size: Size; split: number }) {
  const { t } = useTranslation();
  const pane = useStudio((state) => state.pane);
  const set = (value: number) => useStudio.setState({ split: Math.min(1, Math.max(0, value)) });
  const top = Math.max(0, view.y);
  const bottom = Math.min(pane.height, view.y + size.height * view.scale);
  const x = view.x + split * size.width * view.scale;
  const move = (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const left = event.currentTarget.parentElement!.getBoundingClientRect().left;
    set((event.clientX - left - view.x) / (size.width * view.scale));
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.01, ArrowRight: 0.01 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    set(split + by * (event.shiftKey ? 10 : 1));
  };
  return (
    <>
      <span className={classes.tag} style={{ top: top + 8, right: pane.width - x + 16 }}>
        {t('studio:picture.before')}
      </span>
      <span className={classes.tag} style={{ top: top + 8, left: x + 16 }}>
        {t('studio:picture.after')}
      </span>
      <div
        role="slider"
        tabIndex={0}
        className={classes.splitter}
        style={{ top, height: Math.max(0, bottom - top), left: x }}
        aria-label={t('studio:picture.splitter')}
        aria-valuenow={Math.round(split * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        onPointerDown={(event) => {
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={(event) => event.stopPropagation()}
        onKeyDown={step}
      />
    </>
  );
}

/** Thin line at the picture's lower edge while a picture is being made. */
export function ProgressLine() {
  const { t } = useTranslation();
  const making = useStudio((state) => state.render.making);
  const pane = useStudio((state) => state.pane);
  const view = useStudio(useShallow(viewOf));
  const size = useStudio(useShallow(photoSize));
  if (!making) return null;
  const left = Math.max(0, view.x);
  const right = Math.min(pane.width, view.x + size.width * view.scale);
  const bottom = Math.min(pane.height, view.y + size.height * view.scale);
  return (
    <div
      className={classes.line}
      style={{ left, width: Math.max(0, right - left), top: bottom - 2 }}
      role="progressbar"
      aria-label={t(`studio:quality.making.${making.quality}`)}
      aria-valuenow={Math.round(making.fraction * 100)}
    >
      <i style={{ width: `${making.fraction * 100}%` }} />
    </div>
  );
}
