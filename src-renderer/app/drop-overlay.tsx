/** Drop overlay: says what dropping does while files are dragged over the window, and hears pasted pictures. */

import { IconFileImport, IconPhotoSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStudioEvents } from '../client/context.tsx';
import { isTyping } from '../commands/keys.ts';
import classes from './drop-overlay.module.css';
import { type FileTarget, filesOfDrop, isPicture, useFileTargets } from './file-target.ts';

/** What dropping here would do; undefined while nothing is dragged over the window. */
type Over = 'only' | 'first' | 'other';

/** With two things to do the right half of the window is for the other one. */
function overOf(target: FileTarget, { dataTransfer, clientX }: DragEvent): Over {
  const files = [...(dataTransfer?.items ?? [])]
    .filter(({ kind }) => kind === 'file')
    .map(({ type }) => ({ name: '', type }));
  if (!target.also?.takes(files)) return 'only';
  return clientX < window.innerWidth / 2 ? 'first' : 'other';
}

export function DropOverlay() {
  const target = useFileTargets((state) => state.targets.at(-1));
  const [over, setOver] = useState<Over>();
  useStudioEvents((event) => {
    // asked for now: a room may have come since the last drawing
    if (event.type === 'opened')
      useFileTargets
        .getState()
        .targets.at(-1)
        ?.takeUploads(event.uploads.map((upload) => upload.token));
  });
  useEffect(() => {
    if (!target) return;
    /** A picture of the window itself is dragged, which browsers offer as a file too. */
    let inside = false;
    const hasFiles = (event: DragEvent) => !inside && (event.dataTransfer?.types.includes('Files') ?? false);
    const begin = () => {
      inside = true;
    };
    const end = () => {
      inside = false;
    };
    /** Entered elements not left again: the pointer crosses many. */
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (hasFiles(event) && ++depth === 1) setOver(overOf(target, event));
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) {
        depth = 0;
        setOver(undefined);
      }
    };
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
      setOver(overOf(target, event));
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const { also } = target;
      const other = overOf(target, event) === 'other';
      depth = 0;
      setOver(undefined);
      void filesOfDrop(event.dataTransfer!).then((files) => {
        if (other && also?.takes(files)) also.take(files);
        else if (files.length > 0) target.take(files);
      });
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const files = [...(event.clipboardData?.files ?? [])].filter(isPicture);
      if (files.length === 0) return;
      event.preventDefault();
      target.take(files);
    };
    window.addEventListener('dragstart', begin);
    window.addEventListener('dragend', end);
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', drag);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragstart', begin);
      window.removeEventListener('dragend', end);
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', drag);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, [target]);
  if (!over || !target) return null;
  return (
    <div className={classes.overlay} data-two={over !== 'only' || undefined}>
      <div className={classes.note} data-over={over === 'first' || undefined}>
        <IconFileImport size={32} stroke={1.4} aria-hidden />
        {target.label}
      </div>
      {over !== 'only' && (
        <div className={classes.note} data-over={over === 'other' || undefined}>
          <IconPhotoSearch size={32} stroke={1.4} aria-hidden />
          {target.also?.label}
        </div>
      )}
    </div>
  );
}
