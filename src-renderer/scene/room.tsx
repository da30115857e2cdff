/** Studio room in three dimensions: floor, lamps, camera and figure, and the frames they are drawn in. */

import { CameraControls } from '@react-three/drei/core/CameraControls.js';
import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useMemo, useRef } from 'react';
import {
  type DirectionalLight,
  type HemisphereLight,
  type Mesh,
  type PerspectiveCamera,
  PMREMGenerator,
  type ShadowMaterial,
} from 'three';
import { RoomEnvironment } from 'three/examples/jsm/environments/RoomEnvironment.js';
import type { Lighting } from './darkroom.ts';
import { Developer } from './develop.ts';
import { AIM, KEY, ROOM, SKY, SOFT, spread, WALLS } from './lights.ts';
import type { Stand } from './stand.ts';

/** While something moves only the softbox throws a shadow, which then is that of its share of the light. */
const MOVING_SHADE = 0.26;
/** The floor that the softbox's shadow of one figure falls on: where its middle is, how it is turned, its share of the floor. */
const [ALONG_X, ALONG_Z] = [AIM[0] - KEY.at[0], AIM[2] - KEY.at[2]];
const IN_SHADOW = {
  x: (ALONG_X / Math.hypot(ALONG_X, ALONG_Z)) * 1.25,
  z: (ALONG_Z / Math.hypot(ALONG_X, ALONG_Z)) * 1.25,
  turn: Math.atan2(-ALONG_Z, ALONG_X),
  share: [0.56, 0.22] as const,
};
/** Averages of so many samples are worth showing. */
const WORTH = 8;

export function Room({ stand }: { stand: Stand }) {
  const gl = useThree((state) => state.gl);
  const scene = useThree((state) => state.scene);
  const invalidate = useThree((state) => state.invalidate);
  const get = useThree((state) => state.get);
  const width = useThree((state) => state.size.width);
  const height = useThree((state) => state.size.height);
  const controls = useRef<CameraControls>(null);
  const lamp = useRef<DirectionalLight>(null);
  const dome = useRef<HemisphereLight>(null);
  const floor = useRef<ShadowMaterial>(null);
  const ground = useRef<Mesh>(null);
  const developer = useMemo(() => new Developer(gl, !stand.slow), [gl, stand]);

  useEffect(() => {
    // a processor takes twice as long for a picture that is lit by another one
    if (stand.slow) return;
    const generator = new PMREMGenerator(gl);
    const room = new RoomEnvironment();
    const light = generator.fromScene(room, 0.04, 0.1, 100, { size: 64 });
    scene.environment = light.texture;
    scene.environmentIntensity = ROOM;
    room.dispose();
    generator.dispose();
    return () => {
      scene.environment = null;
      light.dispose();
    };
  }, [gl, scene, stand]);
  useEffect(() => () => developer.dispose(), [developer]);
  useEffect(() => {
    const place = ({ at, intensity, sky, shade, soft }: Lighting, plain = false) => {
      const light = lamp.current!;
      const same = light.position.x === at[0] && light.position.y === at[1] && light.position.z === at[2];
      if (!same || (stand.reshaped && !plain)) {
        gl.shadowMap.needsUpdate = true;
        // of coarse triangles it is not that of the figure
        stand.reshaped = plain;
      }
      light.shadow.radius = soft;
      light.position.set(...at);
      light.intensity = intensity;
      dome.current!.intensity = sky;
      floor.current!.opacity = shade;
    };
    stand.enter({
      invalidate,
      controls: () => controls.current,
      set: {
        gl,
        scene,
        camera: () => get().camera as PerspectiveCamera,
        place,
        pose: (view, turn) => stand.pose(view, turn),
      },
    });
    return () => stand.leave();
  }, [stand, invalidate, gl, scene, get]);
  useEffect(() => stand.resized({ width, height }), [stand, width, height]);

  const setPlain = (on: boolean) => {
    stand.setPlain(on);
    const floor = ground.current!;
    // a processor takes its time for every spot that may lie in a shadow
    const little = on && stand.beside.empty;
    const { x, z, turn, share } = IN_SHADOW;
    floor.position.set(little ? x : 0, 0, little ? z : 0);
    floor.rotation.z = little ? turn : 0;
    floor.scale.set(little ? share[0] : 1, little ? share[1] : 1, 1);
  };
  const ready = useRef({ make: 0, making: false });
  useFrame(({ camera, size, viewport }) => {
    const now = performance.now();
    const { current: is } = ready;
    const { make } = stand;
    if (is.making || make === 0) return;
    if (is.make !== make) {
      is.making = true;
      void developer.prepare(scene, camera).then(() => {
        Object.assign(is, { make, making: false });
        invalidate();
      });
      return;
    }
    const place = stand.set?.place;
    const frame = place && stand.begin(now);
    if (!frame) return;
    if (developer.fit(size, viewport.dpr)) stand.disturb();
    stand.pose(camera as PerspectiveCamera);
    if (frame.kind === 'moving' || frame.sample === 0) {
      const plain = frame.kind === 'moving' && frame.plain;
      place({ ...KEY, sky: SKY, shade: MOVING_SHADE, soft: SOFT.key }, plain);
      if (plain) setPlain(true);
      developer.draw(scene, camera, frame.kind === 'moving' ? frame.scale : 1);
      if (plain) setPlain(false);
      developer.show('sample');
    } else {
      const { sample, samples } = frame;
      place({ ...stand.lamps(samples)[sample - 1], sky: 0 });
      const view = camera as PerspectiveCamera;
      const [w, h] = [size.width * viewport.dpr, size.height * viewport.dpr];
      view.setViewOffset(w, h, spread(sample, 2) - 0.5, spread(sample, 3) - 0.5, w, h);
      developer.draw(scene, camera, 1);
      view.clearViewOffset();
      developer.add(sample);
      if (sample === samples || sample % WORTH === 0) developer.show('average');
    }
    stand.done(frame, now, gl.info, developer.fence());
  }, 1);

  return (
    <>
      <CameraControls
        ref={controls}
        makeDefault
        minDistance={0.5}
        maxDistance={9}
        minPolarAngle={0.35}
        maxPolarAngle={Math.PI / 2 + 0.04}
        smoothTime={stand.calm ? 0.001 : 0.12}
        draggingSmoothTime={0.001}
        dollySpeed={0.6}
        onChange={() => stand.disturb()}
        onStart={() => stand.taken()}
      />
      <directionalLight
        ref={lamp}
        castShadow
        position={[...KEY.at]}
        shadow-mapSize={stand.slow ? [1024, 1024] : [2048, 2048]}
        shadow-bias={-0.0004}
        shadow-normalBias={0.012}
        shadow-radius={2.5}
        shadow-camera-left={-1.35}
        shadow-camera-right={1.35}
        shadow-camera-top={1.35}
        shadow-camera-bottom={-1.35}
        shadow-camera-near={1}
        shadow-camera-far={8}
        target-position={[...AIM]}
      />
      <hemisphereLight ref={dome} args={[0xffffff, 0x000000, SKY]} />
      {stand.slow && <hemisphereLight args={[0xffffff, WALLS.below, WALLS.intensity]} />}
      <mesh ref={ground} rotation={[-Math.PI / 2, 0, 0]} receiveShadow>
        <circleGeometry args={[2.6, 48]} />
        <shadowMaterial ref={floor} transparent opacity={MOVING_SHADE} depthWrite={false} />
      </mesh>
      <primitive object={stand.figure.group} />
      <primitive object={stand.beside.group} />
    </>
  );
}
