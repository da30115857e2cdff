/** Figures: the catalogue of what is measured, with the definition every report repeats. */

import type { Figure } from '../../contract/quality.ts';
import { JOINT_PAIRS, type JointPair } from '../domain/joint-centres.ts';
import { PART, type PartName } from '../domain/parsing.ts';
import { PRESENT } from './iou.ts';
import { CONVENTION as OFFSETS } from './pose-convention.ts';

const share = (id: string, label: string, definition: string, better: Figure['better'] = 'high'): Figure => ({
  id,
  label,
  unit: 'share',
  better,
  digits: 1,
  definition,
});
const low = (
  id: string,
  label: string,
  unit: Figure['unit'],
  digits: number,
  definition: string,
): Figure => ({
  id,
  label,
  unit,
  better: 'low',
  digits,
  definition,
});

/** Result against the truth in one region. */
function likeness(prefix: string, label: string, region: string): Figure[] {
  return [
    {
      id: `${prefix}.ssim`,
      label: `${label} SSIM`,
      unit: '',
      better: 'high',
      digits: 3,
      definition: `Structural similarity of result and truth (Wang et al. 2004: Gaussian window of 11 x 11 pixels, sigma 1.5, on Rec. 709 luminance), mean over ${region}; 1 = the same.`,
    },
    {
      id: `${prefix}.psnr`,
      label: `${label} PSNR`,
      unit: 'dB',
      better: 'high',
      digits: 2,
      definition: `Peak signal-to-noise ratio of result and truth, 8-bit RGB, over ${region}; equal pictures count as 100 dB.`,
    },
    low(
      `${prefix}.ciede2000`,
      `${label} CIEDE2000`,
      '',
      2,
      `Mean CIEDE2000 colour difference of result and truth over ${region}; about 1 is just noticeable.`,
    ),
  ];
}

const WORN =
  'the garment region (pixels where the truth shows a garment of the case; of a real pair, what the parser takes for the worn garment in the untouched photo)';
const EDIT = 'the true edit (pixels where the two truth pictures differ by more than 3 levels of 255)';
const OUTSIDE =
  'the pixels outside the true edit, against the photo of the client, which they should be left as; what is inside plays no part';

const CONVENTION =
  'points people marked on photos, not centres of rotation. The offset of each joint is fixed, in the frame of its bone (of the trunk for shoulders and hips) and in true torso lengths, and was estimated on synthetic cases of another seed';
const offsetText = (pair: JointPair): string => {
  const [along, outward, forward] = OFFSETS[pair].map((share) => share.toFixed(3));
  return `${along} along the bone, ${outward} outward and ${forward} forward`;
};

const CUTOUT = (shot: string): string =>
  `Intersection over union of the garment cut-out (alpha at least 0.5) and the true mask of the ${shot}; mean over the garments of a case.`;

const landmarks = (prefix: string, label: string, shot: string): Figure[] => [
  share(
    `${prefix}.landmarkError`,
    `${label} landmarks`,
    `Mean distance of found landmarks of the ${shot} from the true ones over the garment’s size (longer side of its true bounding box).`,
    'low',
  ),
  share(
    `${prefix}.landmarkPck5`,
    `${label} PCK@0.05`,
    `Share of the true landmarks of the ${shot} found within 0.05 garment sizes; those not found are misses.`,
  ),
];

export const FIGURES: readonly Figure[] = [
  ...likeness('tryOn.garment', 'Garment', WORN),
  ...likeness('tryOn.edit', 'Edit', EDIT),
  // most pixels there are left alone, for which a signal-to-noise ratio has no bound and a mean of it no meaning
  ...likeness('tryOn.outside', 'Outside', OUTSIDE).filter(({ id }) => !id.endsWith('.psnr')),
  share(
    'tryOn.outside.kept',
    'Outside kept',
    'Share of the pixels outside the true edit that the result shows exactly as the photo of the client does.',
  ),
  share(
    'tryOn.maskIou',
    'Garment mask IoU',
    'Intersection over union of the pixels where the result shows the garment (at least half covered, arms and hair in front taken off) and those where the truth does (of a real pair: where the parser sees it worn); mean over the garments of a case.',
  ),
  low(
    'print.medianPx',
    'Print median',
    'px',
    1,
    'For every visible pixel of a worn garment whose spot in the product shot is known: distance between the pixel and the place to which the fit (phi) carries that spot. Median over the spots phi holds.',
  ),
  low('print.p95Px', 'Print p95', 'px', 1, '95th percentile of the same distances.'),
  share(
    'print.medianShare',
    'Print median / shoulders',
    'The median distance over the shoulder width (true shoulder to shoulder distance, or 0.58 torso lengths where that is more).',
    'low',
  ),
  share('print.p95Share', 'Print p95 / shoulders', 'The 95th percentile over the shoulder width.', 'low'),
  share(
    'print.within2',
    'Print within 2 %',
    'Share of the known spots that land within 2 % of the shoulder width; spots phi does not hold are misses.',
  ),
  share('print.placed', 'Print placed', 'Share of the known spots that lie on the fitted garment at all.'),
  share(
    'pose.pck20',
    'Pose PCK@0.2',
    'Share of the visible shoulders, elbows, wrists, hips, knees and ankles found within 0.2 torso sizes; the torso size is the longer true diagonal from shoulder to opposite hip.',
  ),
  low('pose.errorPx', 'Pose error', 'px', 1, 'Mean distance of the same joints from their true place.'),
  ...JOINT_PAIRS.map((pair) =>
    low(
      `pose.errorPx.${pair.toLowerCase()}`,
      `Pose error, ${pair.toLowerCase()}`,
      'px',
      1,
      `Mean distance of the visible ones of left${pair} and right${pair} from their true place.`,
    ),
  ),
  low(
    'pose.convention.errorPx',
    'Pose error, convention',
    'px',
    1,
    `The pose error after every true joint has been moved to where the pose model’s training convention puts it: ${CONVENTION}.`,
  ),
  share(
    'pose.convention.pck20',
    'Pose PCK@0.2, convention',
    'PCK@0.2 of the twelve joints against the same moved places.',
  ),
  ...JOINT_PAIRS.map((pair) =>
    low(
      `pose.convention.errorPx.${pair.toLowerCase()}`,
      `Pose error, ${pair.toLowerCase()}, convention`,
      'px',
      1,
      `Mean distance of the visible ones of left${pair} and right${pair} from the same moved places; the offset is ${offsetText(pair)} torso lengths.`,
    ),
  ),
  low(
    'pose.convention.procrustesMm',
    'Pose 3D error, aligned, convention',
    'mm',
    0,
    'The aligned error in space against the same moved joints.',
  ),
  share(
    'pose.pck20All',
    'Pose PCK@0.2, all',
    'PCK@0.2 over all visible landmarks, face, hands and feet too.',
  ),
  low(
    'pose.error3dMm',
    'Pose 3D error',
    'mm',
    0,
    'Mean distance in space of the twelve joints, hidden ones included, after the middles of the hips are brought together.',
  ),
  low(
    'pose.procrustesMm',
    'Pose 3D error, aligned',
    'mm',
    0,
    'The same after the best shift, rotation and scale (Procrustes).',
  ),
  share(
    'parsing.miou',
    'Parsing mIoU',
    `Mean over the classes to which the truth gives at least ${100 * PRESENT} % of the pixels (background included) of intersection over union, of the label map at the size of the photo.`,
  ),
  share('parsing.accuracy', 'Pixel accuracy', 'Share of the pixels with the true label.'),
  ...(Object.keys(PART) as PartName[]).map((part) =>
    share(
      `parsing.iou.${part}`,
      `IoU ${part}`,
      `Intersection over union of the class "${part}", where the truth gives it at least ${100 * PRESENT} % of the pixels.`,
    ),
  ),
  low(
    'matte.sad',
    'Matte SAD',
    '',
    2,
    'Sum of absolute differences of the alphas over 1000 (Rhemann et al. 2009, over the whole picture).',
  ),
  low(
    'matte.gradient',
    'Matte gradient',
    '',
    2,
    'Sum of squared differences of the alphas’ gradient magnitudes (Gaussian derivative, sigma 1.4) over 1000.',
  ),
  low('matte.mse', 'Matte MSE', '', 5, 'Mean squared difference of the alphas, whole picture.'),
  ...landmarks('garment', 'Garment', 'product shot'),
  share('garment.cutoutIou', 'Cut-out IoU', CUTOUT('product shot')),
  share('garment.category', 'Category', 'Share of the garments whose category is right.'),
  share('garment.sleeve', 'Sleeve', 'Share of the garments whose sleeve is right.'),
  share('flat.garment.cutoutIou', 'Flat: cut-out IoU', CUTOUT('flat-lay')),
  share('flat.garment.category', 'Flat: category', 'Share of the flat-lays whose category is right.'),
  share('flat.garment.sleeve', 'Flat: sleeve', 'Share of the flat-lays whose sleeve is right.'),
  ...landmarks('flat.garment', 'Flat: garment', 'flat-lay'),
  ...likeness('flat.tryOn.garment', 'Flat: garment', `${WORN}, dressed from the flat-lays`),
  share(
    'flat.tryOn.maskIou',
    'Flat: mask IoU',
    'Garment mask IoU of the result dressed from the flat-lays; mean over the garments of a case.',
  ),
];
