/** Orbit: the camera before a turntable. */

import { PerspectiveCamera } from 'three';
import { distanceFor, FIELD_OF_VIEW } from './views.ts';

/** A camera that looks at a figure from the front and a height, radians from straight above, with the whole of it in its picture. */
export function orbit(
  polar: number,
  figure: { height: number; width: number },
  picture: { width: number; height: number },
): PerspectiveCamera {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, picture.width / picture.height, 0.05, 40);
  const middle = figure.height * 0.49;
  camera.position.setFromSphericalCoords(distanceFor(figure, picture), polar, 0);
  camera.position.y += middle;
  camera.lookAt(0, middle, 0);
  camera.updateMatrixWorld();
  return camera;
}
