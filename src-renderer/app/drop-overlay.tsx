/** Drop overlay: says what dropping does while files are dragged over the window, and hears pasted pictures. */

import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStudioEvents } from '../client/context.tsx';
import { isTyping } from '../commands/keys.ts';
import classes from './drop-overlay.module.css';
import { filesOfDrop, isPicture, useFileTargets } from './file-target.ts';

export function DropOverlay() {
  const target = useFileTargets((state) => state.targets.at(-1));
  const [over, setOver] = useState(false);
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
      if (hasFiles(event) && ++depth === 1) setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) {
        depth = 0;
        setOver(false);
      }
    };
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void filesOfDrop(event.dataTransfer!).then((files) => files.length > 0 && target.take(files));
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
    <div className={classes.overlay}>
      <div className={classes.note}>
        <IconFileImport size={32} stroke={1.4} aria-hidden />
        {target.label}
      </div>
    </div>
  );
}
