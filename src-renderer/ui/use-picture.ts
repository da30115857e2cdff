/** A library picture for large viewing: the thumbnail at once, the picture itself as soon as it is there. */

import { useEffect, useState } from 'react';
import { useClient } from '../client/context.tsx';
import type { Size } from './view-transform.ts';

export interface Shown extends Size {
  src: string;
}

/**
 * Undefined until the thumbnail is there. A picture the browser cannot read itself (HEIC, TIFF) stays its thumbnail, 1024
 * pixels at its longest side.
 */
export function usePicture(hash: string): Shown | undefined {
  const client = useClient();
  const [shown, setShown] = useState<Shown & { hash: string }>();
  useEffect(() => {
    let gone = false;
    const load = (src: string, then?: () => void) => {
      const image = new Image();
      image.onload = () => {
        if (!gone) setShown({ hash, src, width: image.naturalWidth, height: image.naturalHeight });
        then?.();
      };
      image.src = src;
    };
    load(client.pictureUrl(hash, 1024), () => !gone && load(client.pictureUrl(hash)));
    return () => {
      gone = true;
    };
  }, [client, hash]);
  return shown?.hash === hash ? shown : undefined;
}
