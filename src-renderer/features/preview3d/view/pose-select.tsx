/** Pose select: how the body of the 3D view stands. */

import { Loader, Select } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { VIEW_POSES } from '../../../../src-main/contract/names.ts';
import { told } from '../../../../src-main/contract/told.ts';
import { useClient } from '../../../client/context.tsx';
import { useStudio } from '../../studio/state/store.ts';
import { type PoseChoice, useDressing } from '../state/dressing.ts';
import { posingOf } from '../state/posing.ts';
import { usePreview } from '../state/store.ts';
import classes from './preview.module.css';

const CHOICES: readonly PoseChoice[] = [...VIEW_POSES, 'photo'];

export function PoseSelect() {
  const { t } = useTranslation();
  const posing = posingOf(useClient());
  const { pose, asking, said } = useDressing(
    useShallow(({ pose, posing, photoPose }) => ({
      pose,
      asking: posing !== undefined,
      said: photoPose?.said,
    })),
  );
  const { photoId, subject } = usePreview(useShallow(({ photoId, subject }) => ({ photoId, subject })));
  const joints = useStudio((state) => state.queue?.document.pose);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another photo or person, or joints put right, is another pose
  useEffect(() => void posing.follow(), [posing, photoId, subject, joints]);
  const shown = asking ? 'photo' : pose;
  return (
    <>
      <Select
        label={t('preview3d:pose.title')}
        mb={8}
        value={shown}
        onChange={(value) => {
          if (value && value !== shown) void posing.choose(value as PoseChoice);
        }}
        allowDeselect={false}
        data={CHOICES.map((value) => ({ value, label: t(`preview3d:pose.${value}`) }))}
        rightSection={
          asking ? <Loader size={14} role="img" aria-label={t('preview3d:pose.looking')} /> : undefined
        }
      />
      {said && !asking && (
        <p className={classes.note} role="status">
          <IconInfoCircle size={14} aria-hidden /> <span>{told(t, said)}</span>
        </p>
      )}
    </>
  );
}
