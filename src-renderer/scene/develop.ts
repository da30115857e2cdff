/**
 * Developing: draws samples of a scene in linear light, averages them and puts the result on the canvas. Only the last step
 * maps tones, so that an average of samples is one of light, and colours of cloth stay what they are.
 */

import {
  AddEquation,
  BufferAttribute,
  BufferGeometry,
  type Camera,
  ConstantAlphaFactor,
  CustomBlending,
  HalfFloatType,
  LinearFilter,
  Mesh,
  NeutralToneMapping,
  NoBlending,
  OneMinusConstantAlphaFactor,
  OrthographicCamera,
  RawShaderMaterial,
  Scene,
  ShaderChunk,
  ShaderMaterial,
  UnsignedByteType,
  Vector2,
  Vector4,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';

const VERTEX = /* glsl */ `
varying vec2 vUv;
void main() {
  vUv = uv;
  gl_Position = vec4(position.xy, 0.0, 1.0);
}`;

/** Tones of light with a share of opacity, with a little noise against steps in soft shadows. */
const SHOW = /* glsl */ `
uniform sampler2D light;
uniform vec2 part;
varying vec2 vUv;
float grain(vec2 at) {
  return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715)))) - 0.5;
}
void main() {
  vec4 seen = texture2D(light, vUv * part);
  if (seen.a == 0.0) {
    gl_FragColor = vec4(0.0);
    return;
  }
  gl_FragColor = vec4(seen.rgb / seen.a, 1.0);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
  float alpha = clamp(seen.a + (seen.a < 1.0 ? grain(gl_FragCoord.xy) / 255.0 : 0.0), 0.0, 1.0);
  gl_FragColor = vec4(clamp((gl_FragColor.rgb + grain(gl_FragCoord.xy) / 255.0), 0.0, 1.0) * alpha, alpha);
}`;

/** The same for a file, which three would keep linear: straight alpha, or laid on a ground of one colour. */
const PRINT = /* glsl */ `
${ShaderChunk.tonemapping_pars_fragment}
uniform sampler2D light;
uniform vec4 ground;
varying vec2 vUv;
float grain(vec2 at) {
  return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715)))) - 0.5;
}
void main() {
  vec4 seen = texture2D(light, vUv);
  float alpha = clamp(seen.a, 0.0, 1.0);
  vec3 tones = alpha == 0.0 ? vec3(0.0) : sRGBTransferOETF(vec4(NeutralToneMapping(seen.rgb / alpha), 1.0)).rgb;
  tones = alpha == 0.0 ? tones : clamp(tones + grain(gl_FragCoord.xy) / 255.0, 0.0, 1.0);
  vec3 laid = mix(ground.rgb, tones, alpha);
  gl_FragColor = ground.a > 0.5 ? vec4(laid, 1.0) : vec4(tones, alpha);
}`;

/** The same where three declares nothing by itself. */
const ADD_VERTEX = `
attribute vec3 position;
attribute vec2 uv;${VERTEX}`;
const ADD = /* glsl */ `
precision highp float;
uniform sampler2D light;
varying vec2 vUv;
void main() {
  gl_FragColor = texture2D(light, vUv);
}`;

export class Developer {
  private readonly gl: WebGLRenderer;
  private readonly sample: WebGLRenderTarget;
  private readonly sum: WebGLRenderTarget;
  private readonly sheet: Mesh<BufferGeometry, ShaderMaterial | RawShaderMaterial>;
  private readonly scene = new Scene();
  private readonly camera = new OrthographicCamera(-1, 1, 1, -1, 0, 1);
  private readonly showing: ShaderMaterial;
  private readonly adding: RawShaderMaterial;
  /** Made with the first {@link print}. */
  private printing: { material: ShaderMaterial; target: WebGLRenderTarget } | undefined;
  private readonly drawn = new Vector2();
  private readonly pane = { width: 1, height: 1, ratio: 1 };
  /** Sharpness of the canvas: a coarse picture is put on a coarse canvas, which the browser then enlarges. */
  private canvasScale = 1;
  /** Share of the sample's sides that was drawn last. */
  private part = 1;

  /** @param smooth edges are smooth in every sample, which a graphics card gives away */
  constructor(gl: WebGLRenderer, smooth: boolean) {
    this.gl = gl;
    gl.getDrawingBufferSize(this.drawn);
    const made = { type: HalfFloatType, minFilter: LinearFilter, magFilter: LinearFilter } as const;
    const { x, y } = this.drawn;
    this.sample = new WebGLRenderTarget(x, y, { ...made, samples: smooth ? 4 : 0 });
    this.sum = new WebGLRenderTarget(x, y, { ...made, depthBuffer: false });
    this.showing = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: SHOW,
      uniforms: { light: { value: null }, part: { value: new Vector2(1, 1) } },
      blending: NoBlending,
      depthTest: false,
      depthWrite: false,
    });
    this.adding = new RawShaderMaterial({
      vertexShader: ADD_VERTEX,
      fragmentShader: ADD,
      uniforms: { light: { value: null } },
      blending: CustomBlending,
      blendEquation: AddEquation,
      blendSrc: ConstantAlphaFactor,
      blendDst: OneMinusConstantAlphaFactor,
      depthTest: false,
      depthWrite: false,
    });
    const one = new BufferGeometry();
    one.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3));
    one.setAttribute('uv', new BufferAttribute(new Float32Array([0, 0, 2, 0, 0, 2]), 2));
    this.sheet = new Mesh(one, this.showing);
    this.sheet.frustumCulled = false;
    this.scene.add(this.sheet);
  }

  /** Has everything made ready that the scene is drawn with; the page goes on meanwhile. */
  async prepare(scene: Scene, camera: Camera): Promise<void> {
    const { gl, sheet, sample, sum } = this;
    const beside = gl.extensions.has('KHR_parallel_shader_compile');
    const made: Promise<unknown>[] = [];
    const make = (target: WebGLRenderTarget | null, what: Scene, seen: Camera) => {
      gl.setRenderTarget(target);
      if (beside) made.push(gl.compileAsync(what, seen));
      else gl.compile(what, seen);
    };
    gl.toneMapping = NeutralToneMapping;
    make(sample, scene, camera);
    sheet.material = this.adding;
    make(sum, this.scene, this.camera);
    sheet.material = this.showing;
    make(null, this.scene, this.camera);
    await Promise.all(made);
    if (beside) return;
    // where each has to be waited for, the page has a moment in between
    for (const program of [...(gl.info.programs ?? [])]) {
      await new Promise((resolve) => setTimeout(resolve));
      program.getUniforms();
      program.getAttributes();
    }
  }

  /** Tells, when asked, whether everything handed to the graphics so far is drawn. */
  fence(): () => boolean {
    const context = this.gl.getContext() as WebGL2RenderingContext;
    const fence = context.fenceSync(context.SYNC_GPU_COMMANDS_COMPLETE, 0);
    context.flush();
    return () => {
      // graphics that were lost draw nothing
      if (!fence || context.isContextLost()) return true;
      if (context.getSyncParameter(fence, context.SYNC_STATUS) !== context.SIGNALED) return false;
      context.deleteSync(fence);
      return true;
    };
  }

  /** Follows the pane's size, CSS pixels, and the screen's pixels for each of them. True when it changed. */
  fit({ width, height }: { width: number; height: number }, ratio: number): boolean {
    const { x, y } = this.drawn;
    Object.assign(this.pane, { width, height, ratio });
    this.drawn.set(Math.floor(width * ratio), Math.floor(height * ratio));
    if (this.drawn.x === x && this.drawn.y === y) return false;
    this.canvasScale = 0;
    this.sample.setSize(this.drawn.x, this.drawn.y);
    this.sum.setSize(this.drawn.x, this.drawn.y);
    return true;
  }

  /** Draws one sample, at a share of the canvas's pixels along a side. */
  draw(scene: Scene, camera: Camera, scale: number): void {
    const { gl, sample } = this;
    const width = Math.max(1, Math.round(this.drawn.x * scale));
    const height = Math.max(1, Math.round(this.drawn.y * scale));
    this.part = scale;
    sample.viewport.set(0, 0, width, height);
    sample.scissor.set(0, 0, width, height);
    sample.scissorTest = scale < 1;
    gl.setRenderTarget(sample);
    gl.autoClear = true;
    gl.setClearColor(0x000000, 0);
    gl.render(scene, camera);
    gl.setRenderTarget(null);
  }

  /** Takes the last sample into the average; it is the `n`-th, counted from 1. */
  add(n: number): void {
    const { gl, adding } = this;
    adding.uniforms.light.value = this.sample.texture;
    adding.blendAlpha = 1 / n;
    this.sheet.material = adding;
    gl.setRenderTarget(this.sum);
    gl.autoClear = n === 1;
    gl.render(this.scene, this.camera);
    gl.autoClear = true;
    gl.setRenderTarget(null);
  }

  /** Puts the last sample or the average on the canvas. */
  show(what: 'sample' | 'average'): void {
    const { gl, showing } = this;
    const { light, part } = showing.uniforms;
    light.value = (what === 'sample' ? this.sample : this.sum).texture;
    const { x, y } = this.drawn;
    const scale = what === 'sample' ? this.part : 1;
    if (scale !== this.canvasScale) {
      const { width, height, ratio } = this.pane;
      gl.setDrawingBufferSize(width, height, ratio * scale);
      this.canvasScale = scale;
    }
    part.value.set(Math.round(x * scale) / x, Math.round(y * scale) / y);
    this.sheet.material = showing;
    // fiber puts its own in with every change of size
    gl.toneMapping = NeutralToneMapping;
    gl.render(this.scene, this.camera);
  }

  /**
   * The average as bytes of a file: sRGB with straight alpha, rows from below.
   *
   * @param ground colour that the picture is laid on, sRGB 0..1; undefined = none, what is empty stays transparent
   */
  async print(ground: readonly [number, number, number] | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const { gl } = this;
    this.printing ??= {
      material: new ShaderMaterial({
        vertexShader: VERTEX,
        fragmentShader: PRINT,
        uniforms: {
          light: { value: null },
          ground: { value: new Vector4() },
          toneMappingExposure: { value: 1 },
        },
        blending: NoBlending,
        depthTest: false,
        depthWrite: false,
        toneMapped: false,
      }),
      target: new WebGLRenderTarget(1, 1, { type: UnsignedByteType, depthBuffer: false }),
    };
    const { material, target } = this.printing;
    const { x, y } = this.drawn;
    target.setSize(x, y);
    material.uniforms.light.value = this.sum.texture;
    material.uniforms.ground.value.set(...(ground ?? [0, 0, 0]), ground ? 1 : 0);
    this.sheet.material = material;
    gl.setRenderTarget(target);
    gl.render(this.scene, this.camera);
    gl.setRenderTarget(null);
    const bytes = new Uint8Array(x * y * 4);
    await gl.readRenderTargetPixelsAsync(target, 0, 0, x, y, bytes);
    return bytes;
  }

  dispose(): void {
    this.sample.dispose();
    this.sum.dispose();
    this.printing?.target.dispose();
    this.printing?.material.dispose();
    this.showing.dispose();
    this.adding.dispose();
    this.sheet.geometry.dispose();
  }
}
