/** Garment drop: a place onto which garments are dropped to be worn, in the picture and in 3D alike. */

import { type DragEvent, useState } from 'react';
import { droppedGarments, hasGarments } from '../../../ui/drag.ts';
import { notifyError } from '../../../ui/notify.tsx';
import { useSession } from './hooks.ts';

export interface GarmentDrop {
  /** Garments are held over the place. */
  over: boolean;
  handlers: {
    onDragOver(event: DragEvent): void;
    onDragLeave(): void;
    onDrop(event: DragEvent): void;
  };
}

/** Shift adds to what is worn, else the dropped garments take the place of their kind. */
export function useGarmentDrop(): GarmentDrop {
  const session = useSession();
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event) => {
        if (!hasGarments(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        setOver(false);
        const ids = droppedGarments(event.dataTransfer);
        if (!ids.length) return;
        event.preventDefault();
        session.wearAll(ids, event.shiftKey ? 'add' : 'swap').catch(notifyError);
      },
    },
  };
}
