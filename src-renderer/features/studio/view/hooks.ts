/** Hooks of the studio's components: the session, and names of what is worn. */

import { useTranslation } from 'react-i18next';
import type { Look } from '../../../../src-main/contract/catalog/look.ts';
import { useClient } from '../../../client/context.tsx';
import { type StudioSession, sessionOf } from '../state/session.ts';
import { useStudio } from '../state/store.ts';

export const useSession = (): StudioSession => sessionOf(useClient());

/** Name of a garment, in words also where it has none or is gone. */
export function useGarmentName(): (garmentId: string) => string {
  const { t } = useTranslation();
  const garments = useStudio((state) => state.garments);
  return (id) => {
    const garment = garments[id];
    if (!garment) return t('studio:layers.gone');
    return garment.name || garment.fileName;
  };
}

/** Name of a look; one without a name is told by its number, `n` counted from 1. */
export function useLookName(): (look: Pick<Look, 'name'>, n: number) => string {
  const { t } = useTranslation();
  return (look, n) => look.name || t('studio:looks.numbered', { n });
}
