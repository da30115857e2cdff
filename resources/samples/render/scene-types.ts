/** What the renderer is given: meshes, materials, lights and camera of one picture. */

export interface MeshSpec {
  /** Base64 of little-endian float32, three vertices a triangle. Positions in metres, floor at y = 0. */
  positions: string;
  normals: string;
  uvs: string;
  /** Coordinates on the cloth in decimetres. */
  printUvs?: string;
  material: MaterialSpec;
}

export interface MaterialSpec {
  kind: 'skin' | 'cloth' | 'hair' | 'eye';
  /** sRGB hex colour, multiplied with the texture. */
  color: number;
  /** Brightens a dark texture; 1 leaves it. */
  gain?: number;
  /** Path below the data folder. */
  map?: string;
  normalMap?: string;
  normalScale?: number;
  /** Drawn pattern; its texture coordinates are decimetres on the cloth. */
  print?: PrintSpec;
  /** Colour of the wrong side of the cloth; without it the cloth is the same on both sides. */
  inside?: number;
  roughness?: number;
  /** Strength of the fine weave bump, 0..1. */
  weave?: number;
}

export interface PrintSpec {
  kind: 'plain' | 'stripes' | 'dots' | 'floral' | 'check' | 'denim' | 'melange';
  ground: number;
  inks: number[];
  /** Repeat in decimetres. */
  pitch: number;
  /** Share of the repeat that is inked, 0..1. */
  fill?: number;
  seed: number;
  /** Lettering across the chest: baseline centre and cap height in decimetres of print coordinates. */
  motif?: { text: string; x: number; y: number; height: number; ink: number; underline?: boolean };
}

export interface CameraSpec {
  /** Vertical field of view in degrees. */
  fov: number;
  position: [number, number, number];
  target: [number, number, number];
}

export interface SceneSpec {
  width: number;
  height: number;
  seed: number;
  backdrop: 'studio' | 'product';
  /** Backdrop colours, sRGB hex: middle and edge. */
  background: [number, number];
  camera: CameraSpec;
  lights: {
    key: number;
    sky: number;
    fill: number;
    rim: number;
    room: number;
    exposure: number;
    samples: number;
  };
  meshes: MeshSpec[];
  /** World points to be projected, by name. */
  points: Record<string, [number, number, number]>;
}

export interface RenderedPicture {
  /** JPEG bytes, base64. */
  jpeg: string;
  /** Pixel coordinates of the scene's points. */
  points: Record<string, [number, number]>;
}
