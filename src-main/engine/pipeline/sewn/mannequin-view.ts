/** Pictures of a mannequin that wears a garment: software rendering in even studio light, turned as asked. */

import { skinBeside } from '../../body/covered-skin.ts';
import type { ParametricBody } from '../../body/index.ts';
import type { PosedBody } from '../../domain/body.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { type Camera, lookAt } from '../../mesh/camera.ts';
import { normals, trianglesOf, triangulate } from '../../mesh/quad-mesh.ts';
import { buildScene, type Scene } from '../../mesh/scene.ts';
import { SAMPLES, shade } from '../../mesh/shade.ts';
import type { Material } from '../../mesh/surface-light.ts';
import { sampleTexture, type Texture } from '../../mesh/texture.ts';
import { toneMap } from '../../mesh/tone.ts';
import type { TriangleMesh } from '../../mesh/triangle-mesh.ts';
import { drawBackdrop, lightScene, type Setting } from '../../studio/setting.ts';

/** Cloth to draw. */
export interface WornCloth {
  mesh: TriangleMesh;
  material: Material;
  /** RGBA texture whose opacity makes holes in the cloth. */
  opacity?: Texture;
}

/** A dressed mannequin, ready to be seen from any side. */
export interface MannequinScene {
  scene: Scene;
  materials: Material[];
  /** Lowest and highest point to be shown, metres above the floor. */
  frame: { low: number; high: number };
}

/** Matte pale stone: takes no colour from the cloth and gives it none. */
const STONE: Material = { kind: 'plain', colour: [0.52, 0.5, 0.48] };
/** Cloth is drawn over skin that its facets cut, metres. */
const LIFT = 0.006;
const FOV = 0.2;

const SETTING: Setting = {
  light: 'even',
  azimuth: -0.5,
  backdrop: 'paper',
  colour: [0.74, 0.73, 0.715],
  seed: 1,
  fov: FOV,
  cameraHeight: 0.55,
  roll: 0,
  low: 0,
  high: 1,
  aside: 0,
  grain: 0,
  exposure: 1,
};

/** Skin that no cloth hides, eyes and cloths as one scene; bare where there are none. */
export function mannequinScene(
  body: ParametricBody,
  posed: PosedBody,
  cloths: readonly WornCloth[],
  frame: MannequinScene['frame'],
): MannequinScene {
  const { eyes } = body.asset;
  const eyeMesh = trianglesOf(triangulate(eyes), posed.vertices, normals(eyes.quads, posed.vertices));
  const skin =
    cloths.length === 0
      ? posed.mesh
      : skinBeside(
          body,
          posed,
          cloths.map(({ mesh, opacity }) => ({
            mesh,
            ...(opacity ? { there: solidVertices(mesh, opacity) } : {}),
          })),
        );
  const parts = cloths.map(({ mesh, opacity }) => ({
    mesh,
    lift: LIFT,
    ...(opacity ? { cutout: { texture: opacity, channel: 3 } } : {}),
  }));
  return {
    scene: buildScene([{ mesh: skin }, { mesh: eyeMesh }, ...parts]),
    materials: [STONE, STONE, ...cloths.map(({ material }) => material)],
    frame,
  };
}

/** 1 for vertices at which a texture is opaque. */
export function solidVertices({ uvs }: TriangleMesh, texture: Texture): Uint8Array {
  const out = new Float64Array(4);
  return Uint8Array.from({ length: uvs!.length / 2 }, (_, i) => {
    sampleTexture(texture, uvs![i * 2], uvs![i * 2 + 1], 0, out);
    return out[3] > 0.5 ? 1 : 0;
  });
}

/**
 * Draws the scene.
 *
 * @param turn where the camera stands, radians about the vertical: 0 in front, positive to the picture's right of it
 *   (the person's left)
 */
export function drawMannequin(
  { scene, materials, frame }: MannequinScene,
  turn: number,
  width: number,
  height: number,
): Raster<Uint8Array> {
  const camera = cameraFor(frame, turn, width, height);
  const lighting = lightScene(SETTING, scene, turn, 640);
  const ground = drawBackdrop(SETTING, camera, lighting.lights, turn);
  const { rgb, alpha } = shade(scene, materials, lighting, camera, SAMPLES.four);
  const out = byteRaster(width, height, 3);
  for (let i = 0; i < alpha.length; i++) {
    const rest = 1 - alpha[i];
    toneMap(
      rgb[i * 3] + rest * ground[i * 3],
      rgb[i * 3 + 1] + rest * ground[i * 3 + 1],
      rgb[i * 3 + 2] + rest * ground[i * 3 + 2],
      out.data,
      i * 3,
    );
  }
  return out;
}

function cameraFor(frame: MannequinScene['frame'], turn: number, width: number, height: number): Camera {
  const span = frame.high - frame.low;
  const distance = span / 2 / Math.tan(FOV / 2);
  const middle = (frame.high + frame.low) / 2;
  const eye = middle + 0.06 * span;
  return lookAt(
    [Math.sin(turn) * distance, eye, Math.cos(turn) * distance],
    [0, middle, 0],
    FOV,
    width,
    height,
  );
}
