/** Overlays: geometry of the stages as SVG elements over a picture, numbers only, so nothing needs escaping. */

import type { BodyFrame } from '../../domain/body-frame.ts';
import type { GarmentMesh } from '../../domain/fit.ts';
import type { Garment } from '../../domain/garment.ts';
import { type LandmarkName, LM, type PersonPose } from '../../domain/pose.ts';
import type { Point } from '../../image/raster.ts';

const BONES: [LandmarkName, LandmarkName][] = [
  ['leftShoulder', 'rightShoulder'],
  ['leftHip', 'rightHip'],
  ['leftShoulder', 'leftHip'],
  ['rightShoulder', 'rightHip'],
  ['leftShoulder', 'leftElbow'],
  ['leftElbow', 'leftWrist'],
  ['leftWrist', 'leftIndex'],
  ['rightShoulder', 'rightElbow'],
  ['rightElbow', 'rightWrist'],
  ['rightWrist', 'rightIndex'],
  ['leftHip', 'leftKnee'],
  ['leftKnee', 'leftAnkle'],
  ['leftAnkle', 'leftFootIndex'],
  ['rightHip', 'rightKnee'],
  ['rightKnee', 'rightAnkle'],
  ['rightAnkle', 'rightFootIndex'],
  ['leftEar', 'nose'],
  ['rightEar', 'nose'],
];

/** Colours that stay apart for people who confuse red and green. */
const LEFT = '#0072b2';
const RIGHT = '#e69f00';
const MIDDLE = '#cc79a7';
/** By MESH_PART: body, left and right sleeve, left and right leg of the picture. */
const PARTS = ['#ffffff', '#56b4e9', '#e69f00', '#009e73', '#d55e00'];

const n = (value: number): string => (Math.round(value * 10) / 10).toString();

const line = (a: Point, b: Point, colour: string, width: number, opacity = 1): string =>
  `<line x1="${n(a.x)}" y1="${n(a.y)}" x2="${n(b.x)}" y2="${n(b.y)}" stroke="${colour}" stroke-width="${n(width)}" stroke-opacity="${n(opacity)}" stroke-linecap="round"/>`;

const dot = (p: Point, colour: string, radius: number, opacity = 1): string =>
  `<circle cx="${n(p.x)}" cy="${n(p.y)}" r="${n(radius)}" fill="${colour}" fill-opacity="${n(opacity)}"/>`;

const polyline = (points: Point[], colour: string, width: number): string =>
  points.length < 2
    ? ''
    : `<polyline points="${points.map((p) => `${n(p.x)},${n(p.y)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="${n(width)}"/>`;

/** Skeleton; what the model does not see is drawn faint. */
export function poseOverlay(people: readonly PersonPose[], subject: number, scale: number): string {
  return people
    .map((person, index) => {
      const strength = index === subject ? 1 : 0.4;
      const width = Math.max(1.5, scale * 0.006);
      const bones = BONES.map(([from, to]) => {
        const a = person.landmarks[LM[from]];
        const b = person.landmarks[LM[to]];
        if (!a || !b) return '';
        const colour = from.startsWith('left') && to.startsWith('right') ? MIDDLE : sideColour(from);
        return line(a, b, colour, width, strength * Math.max(0.15, Math.min(a.visibility, b.visibility)));
      });
      const dots = person.landmarks.map((mark, i) =>
        dot(
          mark,
          i === 0 ? MIDDLE : i % 2 === 1 ? LEFT : RIGHT,
          width,
          strength * Math.max(0.15, mark.visibility),
        ),
      );
      return bones.join('') + dots.join('');
    })
    .join('');
}

function sideColour(name: LandmarkName): string {
  return name.startsWith('left') ? LEFT : RIGHT;
}

/** Torso sides, shoulder contour, arms and legs as the body frame measured them. */
export function frameOverlay(frame: BodyFrame): string {
  const width = Math.max(1.5, frame.unit * 0.015);
  const at = (h: number, d: number): Point => ({
    x: frame.shoulderMid.x + frame.right.x * h + frame.down.x * d,
    y: frame.shoulderMid.y + frame.right.y * h + frame.down.y * d,
  });
  const sides = (['L', 'R'] as const).map((side) =>
    polyline(
      Array.from(frame.rows, (d, i) => at((side === 'L' ? -1 : 1) * frame.extent[side][i], d)).filter(
        (_, i) => Number.isFinite(frame.extent[side][i]),
      ),
      MIDDLE,
      width,
    ),
  );
  const contour = polyline(
    Array.from(frame.contourLateral, (h, i) => at(h, frame.contourTop[i])).filter((p) =>
      Number.isFinite(p.y),
    ),
    '#009e73',
    width,
  );
  const limbs = (['L', 'R'] as const).flatMap((side) => {
    const colour = side === 'L' ? LEFT : RIGHT;
    const { shoulder, elbow, wrist } = frame.arms[side];
    const { hip, knee, ankle } = frame.legs[side];
    return [polyline([shoulder, elbow, wrist], colour, width), polyline([hip, knee, ankle], colour, width)];
  });
  return [...sides, contour, ...limbs].join('');
}

/** Landmarks of a garment, scaled by `scale`, with the front neckline. */
export function garmentOverlay(garment: Garment, scale: number, size: number): string {
  const width = Math.max(1.5, size * 0.005);
  const scaled = (p: Point): Point => ({ x: p.x * scale, y: p.y * scale });
  const marks = Object.entries(garment.landmarks).map(([name, mark]) => {
    const p = scaled(mark);
    const colour = name.endsWith('L') ? LEFT : name.endsWith('R') ? RIGHT : MIDDLE;
    return `<g>${dot(p, colour, width * 1.6, Math.max(0.3, mark.confidence))}<title>${name}</title></g>`;
  });
  return polyline(garment.neckline.map(scaled), MIDDLE, width) + marks.join('');
}

/** Triangles of a fitted garment, coloured by part. */
export function meshOverlay(mesh: GarmentMesh): string {
  const paths = PARTS.map((colour, part) => {
    let d = '';
    for (let t = 0; t < mesh.part.length; t++) {
      if (mesh.part[t] !== part) continue;
      const [a, b, c] = [0, 1, 2].map((corner) => {
        const v = mesh.triangles[3 * t + corner];
        return `${n(mesh.posed[2 * v])} ${n(mesh.posed[2 * v + 1])}`;
      });
      d += `M${a}L${b}L${c}Z`;
    }
    return d
      ? `<path d="${d}" fill="${colour}" fill-opacity="0.12" stroke="${colour}" stroke-width="0.8"/>`
      : '';
  });
  return paths.join('');
}
