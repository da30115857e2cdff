/** Runs in the page: draws one scene with three.js, averaging many jittered lights, and returns a JPEG. */

import * as THREE from 'three';
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { CLOTH_SIZE, drawPrint } from './prints.ts';
import type { MaterialSpec, MeshSpec, PrintSpec, RenderedPicture, SceneSpec } from './scene-types.ts';

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
}

const loader = new THREE.TextureLoader();

async function picture(path: string, colour: boolean): Promise<THREE.Texture> {
  const texture = await loader.loadAsync(`/data/${path}`);
  texture.colorSpace = colour ? THREE.SRGBColorSpace : THREE.NoColorSpace;
  texture.anisotropy = 8;
  texture.wrapS = THREE.RepeatWrapping;
  texture.wrapT = THREE.RepeatWrapping;
  return texture;
}

/** Cloth pattern on texture channel 1, whose coordinates are decimetres. */
function printTexture(print: PrintSpec): THREE.Texture {
  const texture = new THREE.CanvasTexture(drawPrint(print));
  texture.colorSpace = THREE.SRGBColorSpace;
  onCloth(texture, 1 / CLOTH_SIZE);
  texture.offset.set(0.5, 0.5);
  return texture;
}

function onCloth(texture: THREE.Texture, repeat: number): void {
  texture.channel = 1;
  texture.anisotropy = 8;
  texture.wrapS = THREE.RepeatWrapping;
  texture.wrapT = THREE.RepeatWrapping;
  texture.repeat.set(repeat, repeat);
}

/** Fine knit: a height map of one stitch pair, repeated every 3 mm. */
function weaveTexture(): THREE.Texture {
  const n = 32;
  const data = new Uint8Array(n * n * 4);
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const slant = x < n / 2 ? y + x : y - x;
      const v = 128 + 60 * Math.sin((slant / n) * Math.PI * 4) + 50 * Math.cos((x / n) * Math.PI * 4);
      data.fill(v, (y * n + x) * 4, (y * n + x) * 4 + 4);
    }
  }
  const texture = new THREE.DataTexture(data, n, n);
  texture.generateMipmaps = true;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.magFilter = THREE.LinearFilter;
  texture.needsUpdate = true;
  onCloth(texture, 1 / 0.03);
  return texture;
}

/** Hair pictures have a white ground below their transparent parts: fill it with the hair's own colour. */
async function hairPicture(path: string): Promise<THREE.Texture> {
  const image = (await picture(path, true)).image as HTMLImageElement;
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const d = pixels.data;
  const mean = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < d.length; i += 4) {
    if (d[i + 3] < 250) continue;
    count++;
    for (let c = 0; c < 3; c++) mean[c] += d[i + c];
  }
  for (let i = 0; i < d.length; i += 4) {
    const t = d[i + 3] / 255;
    for (let c = 0; c < 3; c++) d[i + c] = d[i + c] * t ** 2 + (mean[c] / Math.max(1, count)) * (1 - t ** 2);
  }
  const texture = new THREE.DataTexture(d, canvas.width, canvas.height);
  texture.flipY = true;
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.magFilter = THREE.LinearFilter;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}

async function materials(spec: MaterialSpec): Promise<THREE.Material[]> {
  const color = new THREE.Color(spec.color).multiplyScalar(spec.gain ?? 1);
  const common: THREE.MeshStandardMaterialParameters = { color, roughness: spec.roughness ?? 0.9 };
  if (spec.kind === 'hair') {
    const map = spec.map ? await hairPicture(spec.map) : null;
    return [new THREE.MeshStandardMaterial({ ...common, map, side: THREE.DoubleSide, alphaHash: true })];
  }
  if (spec.map) common.map = await picture(spec.map, true);
  if (spec.normalMap) {
    common.normalMap = await picture(spec.normalMap, false);
    const s = spec.normalScale ?? 0.8;
    common.normalScale = new THREE.Vector2(s, s);
  }
  if (spec.kind !== 'cloth') return [new THREE.MeshStandardMaterial(common)];
  if (spec.print) common.map = printTexture(spec.print);
  if (spec.weave) {
    common.bumpMap = weaveTexture();
    common.bumpScale = spec.weave;
  }
  if (spec.inside === undefined)
    return [new THREE.MeshStandardMaterial({ ...common, side: THREE.DoubleSide })];
  const shadowSide = THREE.DoubleSide;
  return [
    new THREE.MeshStandardMaterial({ ...common, side: THREE.FrontSide, shadowSide }),
    new THREE.MeshStandardMaterial({ color: spec.inside, roughness: 0.95, side: THREE.BackSide, shadowSide }),
  ];
}

async function addMesh(scene: THREE.Scene, spec: MeshSpec): Promise<void> {
  const geometry = new THREE.BufferGeometry();
  const attribute = (text: string, size: number): THREE.BufferAttribute =>
    new THREE.BufferAttribute(new Float32Array(bytes(text)), size);
  geometry.setAttribute('position', attribute(spec.positions, 3));
  geometry.setAttribute('normal', attribute(spec.normals, 3));
  geometry.setAttribute('uv', attribute(spec.uvs, 2));
  if (spec.printUvs) geometry.setAttribute('uv1', attribute(spec.printUvs, 2));
  for (const material of await materials(spec.material)) {
    const mesh = new THREE.Mesh(geometry, material);
    mesh.castShadow = spec.material.kind !== 'eye';
    mesh.receiveShadow = true;
    scene.add(mesh);
  }
}

/** The studio floor: invisible but for the shadow it catches. */
function floor(): THREE.Mesh {
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(12, 12), new THREE.ShadowMaterial({ opacity: 0.2 }));
  mesh.rotation.x = -Math.PI / 2;
  mesh.receiveShadow = true;
  return mesh;
}

function shadowLight(color: number, span: number, size: number): THREE.DirectionalLight {
  const light = new THREE.DirectionalLight(color);
  light.castShadow = true;
  light.shadow.mapSize.set(size, size);
  const box = { left: -span, right: span, top: span * 1.3, bottom: -span * 1.3, near: 0.5, far: 12 };
  Object.assign(light.shadow.camera, box);
  light.shadow.bias = -0.0005;
  light.shadow.normalBias = 0.015;
  light.shadow.radius = 3;
  return light;
}

let renderer: THREE.WebGLRenderer | undefined;
let room: THREE.Texture | undefined;

function studio(): { renderer: THREE.WebGLRenderer; room: THREE.Texture } {
  if (!renderer || !room) {
    renderer = new THREE.WebGLRenderer({ antialias: false, alpha: true, preserveDrawingBuffer: true });
    renderer.toneMapping = THREE.NeutralToneMapping;
    renderer.shadowMap.enabled = true;
    renderer.shadowMap.type = THREE.PCFShadowMap;
    room = new THREE.PMREMGenerator(renderer).fromScene(new RoomEnvironment(), 0.04).texture;
  }
  return { renderer, room };
}

/** Draws the scene; see SceneSpec for units. */
export async function draw(spec: SceneSpec): Promise<RenderedPicture> {
  const { renderer, room } = studio();
  const { width, height, lights } = spec;
  renderer.setPixelRatio(1);
  renderer.setSize(width, height);
  renderer.setClearColor(0x000000, 0);
  renderer.toneMappingExposure = lights.exposure;
  const scene = new THREE.Scene();
  scene.environment = room;
  scene.environmentIntensity = lights.room;
  if (spec.backdrop === 'studio') scene.add(floor());
  for (const mesh of spec.meshes) await addMesh(scene, mesh);
  const target = new THREE.Vector3(...spec.camera.target);
  const span = spec.backdrop === 'studio' ? 1.5 : 0.8;
  const key = shadowLight(0xfff4e8, span, 1024);
  const sky = shadowLight(0xf4f7ff, span, 512);
  key.intensity = lights.key;
  sky.intensity = lights.sky;
  const rim = new THREE.DirectionalLight(0xe6edff, lights.rim);
  rim.position.set(2.2, 2.6, -2.4);
  const fill = new THREE.DirectionalLight(0xffffff, lights.fill);
  fill.position.set(2.2, 1.2, 3);
  for (const light of [key, sky]) light.target.position.copy(target);
  scene.add(key, key.target, sky, sky.target, rim, fill);
  const camera = new THREE.PerspectiveCamera(spec.camera.fov, width / height, 0.1, 50);
  camera.position.set(...spec.camera.position);
  camera.lookAt(target);
  camera.updateMatrixWorld();

  const next = mulberry32(spec.seed);
  const gl = renderer.getContext();
  const frame = new Uint8Array(width * height * 4);
  const sum = new Float32Array(width * height * 4);
  for (let s = 0; s < lights.samples; s++) {
    // a soft box up on the left, and the whole upper hemisphere weighted towards the zenith
    const turn = s * 2.39996;
    const radius = Math.sqrt((s + 0.5) / lights.samples) * 0.7;
    key.position.set(
      -1.7 + Math.cos(turn) * radius,
      3.1 + Math.sin(turn) * radius,
      3.4 + Math.sin(turn * 1.7) * 0.3,
    );
    const up = Math.sqrt(1 - 0.5 * ((s * 0.7548777 + 0.2) % 1));
    const around = ((s * 0.5698403 + 0.6) % 1) * Math.PI * 2;
    const out = Math.sqrt(1 - up * up);
    sky.position.set(Math.cos(around) * out * 5, up * 5, Math.sin(around) * out * 5 + 0.8).add(target);
    camera.setViewOffset(width, height, next() - 0.5, next() - 0.5, width, height);
    renderer.render(scene, camera);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, frame);
    for (let i = 0; i < frame.length; i++) sum[i] += frame[i];
  }
  camera.clearViewOffset();
  const points: RenderedPicture['points'] = {};
  for (const [name, p] of Object.entries(spec.points)) {
    const q = new THREE.Vector3(...p).project(camera);
    points[name] = [((q.x + 1) / 2) * width, ((1 - q.y) / 2) * height];
  }
  for (const child of [...scene.children]) {
    if (child instanceof THREE.Mesh) child.geometry.dispose();
  }
  return { jpeg: develop(spec, sum, next), points };
}

/** Averages the samples over the backdrop, adds a little sensor noise and encodes. */
function develop(spec: SceneSpec, sum: Float32Array, next: () => number): string {
  const { width, height } = spec;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  const glow = context.createRadialGradient(
    width / 2,
    height * 0.45,
    0,
    width / 2,
    height * 0.45,
    height * 0.75,
  );
  spec.background.forEach((c, i) => {
    glow.addColorStop(i, `#${c.toString(16).padStart(6, '0')}`);
  });
  context.fillStyle = glow;
  context.fillRect(0, 0, width, height);
  const image = context.getImageData(0, 0, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((height - 1 - y) * width + x) * 4;
      const to = (y * width + x) * 4;
      const alpha = sum[from + 3] / spec.lights.samples / 255;
      const noise = (next() + next() + next() - 1.5) * 2.4;
      for (let c = 0; c < 3; c++) {
        image.data[to + c] = sum[from + c] / spec.lights.samples + image.data[to + c] * (1 - alpha) + noise;
      }
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL('image/jpeg', 0.9).replace(/^[^,]*,/, '');
}

Object.assign(window, { drawScene: draw });
