/** Stand: what the window says to the scene and hears from it, whether or not the scene is on show at the moment. */

import type { CameraControls } from '@react-three/drei/core/CameraControls.js';
import type { PerspectiveCamera } from 'three';
import { CoarseParts } from './coarse-parts.ts';
import { type Asked, Darkroom, type FilmSet, type Print } from './darkroom.ts';
import type { Dye } from './dye.ts';
import { Figure, type FigureSize } from './figure.ts';
import { Foresight } from './foresight.ts';
import { type Part, readGlb } from './glb.ts';
import { type Lamp, lamps } from './lights.ts';
import { orbit } from './orbit.ts';
import { type Frame, Pace, REST_AFTER } from './pace.ts';
import { Retoucher } from './retouch.ts';
import { AZIMUTH, distanceFor, nearestTurn, POLAR, type ViewName } from './views.ts';

/** What is drawn by now. */
export interface Drawn {
  /** Address of the file on show, once a frame of it is there. */
  file: string | undefined;
  /** The same of the figure beside it. */
  beside: string | undefined;
  state: 'moving' | 'settling' | 'still';
  /** How far the newest answer lies from what was foreseen for it, metres; undefined where nothing was. */
  off: number | undefined;
  /** Samples of every pixel that the finished picture has; 0 while it moves. */
  samples: number;
  /** What the graphics memory holds. */
  memory: { geometries: number; textures: number; programs: number };
}

interface Entered {
  invalidate(): void;
  controls(): CameraControls | null;
  /** What pictures aside are drawn of. */
  set: FilmSet;
}

interface Info {
  memory: { geometries: number; textures: number };
  programs: unknown[] | null;
}

/** Between two looks at whether a frame is drawn, milliseconds. */
const WATCH = 3;
/** Room between two figures, metres. */
const BETWEEN = 0.12;

export interface StandOptions {
  /** Drawn without a graphics card. */
  slow: boolean;
  /** Views change at once. */
  calm: boolean;
  drawn(drawn: Drawn): void;
}

export class Stand {
  readonly slow: boolean;
  /** Views change at once. */
  calm: boolean;
  readonly figure = new Figure();
  /** A second figure that is compared with the first; empty otherwise. */
  readonly beside = new Figure();
  /** The figure has another shape than in the frame before. */
  reshaped = true;
  private readonly pace: Pace;
  private readonly retoucher = new Retoucher();
  /** Where a processor draws: a skin of few triangles for frames of a figure that changes. */
  private readonly coarse: CoarseParts | undefined;
  private readonly tell: StandOptions['drawn'];
  private entered: Entered | undefined;
  private pane = { width: 1, height: 1 };
  private visible = true;
  /** A frame was drawn, so that all that a first one waits for is done. */
  private rehearsed = false;
  private held = false;
  /** The camera follows the pane and the figure until somebody takes it. */
  private fitted = true;
  private placed = false;
  private file: string | undefined;
  private fileBeside: string | undefined;
  /** The frame that the graphics are drawing. */
  private underWay: { frame: Frame; at: number; drawn: Drawn; ready(): boolean } | undefined;
  private foresight: Foresight | undefined;
  /** Of the answer that was learned last, metres. */
  private off: number | undefined;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private watching: ReturnType<typeof setTimeout> | undefined;
  private lit: { samples: number; lamps: Lamp[] } | undefined;

  constructor({ slow, calm, drawn }: StandOptions) {
    this.slow = slow;
    this.calm = calm;
    this.pace = new Pace(slow);
    this.coarse = slow ? new CoarseParts(() => this.figure.thin((part) => this.coarse?.of(part))) : undefined;
    this.tell = drawn;
  }

  /** The parts of a binary glTF file, ready to be shown. @throws Error when it is none */
  read(file: ArrayBuffer): Part[] {
    const parts = readGlb(file);
    this.retoucher.apply(parts);
    return parts;
  }

  /** Puts the parts of a file on show; `name` is told once they are drawn. */
  show(name: string, parts: readonly Part[]): void {
    this.figure.show(parts, () => this.disturb());
    // what changes from frame to frame wears nothing
    if (!parts.some((part) => part.name.startsWith('garment'))) this.coarse?.want(parts);
    this.figure.thin((part) => this.coarse?.of(part));
    this.file = name;
    this.reshaped = true;
    const controls = this.entered?.controls();
    // a body that grows stays in sight
    const beyond = controls && distanceFor(this.size, this.pane) > controls.distance * 1.06;
    if (this.fitted && (!this.placed || beyond)) this.fit(false);
    this.disturb();
  }

  /** A measure is about to be changed: what was learned of others is forgotten. @param least see {@link Foresight} */
  aim(least: number): void {
    this.foresight = new Foresight(least);
    this.off = undefined;
  }

  /**
   * Takes in what the figure is at a value of the measure that is being changed.
   *
   * @returns how far from it the figure lies that was foreseen there, metres; undefined where none was
   */
  learn(value: number, parts: readonly Part[]): number | undefined {
    this.coarse?.want(parts);
    this.off = this.foresight?.learn(value, parts);
    return this.off;
  }

  /** Shows the figure as it is foreseen for a value, where that can be. */
  foresee(name: string, value: number): boolean {
    const parts = this.foresight?.at(value);
    if (parts) this.show(name, parts);
    return parts !== undefined;
  }

  /**
   * Puts another figure beside the first, or takes it away where there is no file.
   *
   * @throws Error when the file is no binary glTF
   */
  showBeside(name: string | undefined, file?: ArrayBuffer): void {
    if (name === this.fileBeside) return;
    const alone = this.fileBeside === undefined;
    this.beside.show(file ? this.read(file) : [], () => this.disturb());
    this.fileBeside = name;
    this.reshaped = true;
    // one more or one less in the picture: both are to be seen whole
    if (alone || name === undefined) this.fit();
    this.disturb();
  }

  /** Whether what is drawn next has coarse triangles without shadows on them. */
  setPlain(on: boolean): void {
    this.figure.setPlain(on);
    this.beside.setPlain(on);
  }

  /** Counts surfaces of another make than before. */
  get make(): number {
    return this.figure.make && this.figure.make + this.beside.make;
  }

  /** Of all that is on show. */
  private get size(): FigureSize {
    const { figure, beside, gap } = this;
    if (gap === 0) return figure.size;
    const { size: a } = figure;
    const { size: b } = beside;
    return {
      height: Math.max(a.height, b.height),
      width: gap + (a.width + b.width) / 2,
      reach: gap / 2 + Math.max(a.reach, b.reach),
    };
  }

  /** Between the axes of the two figures, metres; 0 where there is one. */
  private get gap(): number {
    if (this.beside.empty) return 0;
    return (this.figure.size.width + this.beside.size.width) / 2 + BETWEEN;
  }

  /**
   * Puts the figures to the left and right of where a camera looks, each seen from the same side, and turns each around its
   * axis.
   *
   * @param turn radians
   */
  pose(camera: PerspectiveCamera, turn = 0): void {
    const { elements: e } = camera.matrixWorld;
    const across = Math.hypot(e[0], e[2]) || 1;
    const { gap } = this;
    for (const [{ group }, side] of [
      [this.figure, -0.5],
      [this.beside, 0.5],
    ] as const) {
      const [x, z] = [(side * gap * e[0]) / across, (side * gap * e[2]) / across];
      // what stands aside is seen a little from its side
      const aside = gap && Math.atan2(camera.position.x - x, camera.position.z - z) - Math.atan2(e[8], e[10]);
      if (x !== group.position.x || z !== group.position.z || turn + aside !== group.rotation.y)
        this.reshaped = true;
      group.position.set(x, 0, z);
      group.rotation.y = turn + aside;
    }
  }

  /** The figure is being changed step by step: its frames are coarse until that ends. */
  hold(on: boolean): void {
    if (on === this.held) return;
    this.held = on;
    this.pace.hold(on);
    if (this.visible) this.wake();
  }

  /** Finished pictures have few lamps, which takes less time. */
  setQuick(on: boolean): void {
    if (on === this.pace.quick) return;
    this.pace.quick = on;
    this.disturb();
  }

  get isQuick(): boolean {
    return this.pace.quick;
  }

  /** Garments have the colours of their ease in the place of their own. */
  setFitMap(on: boolean): void {
    this.figure.setFitMap(on);
    this.beside.setFitMap(on);
    this.disturb();
  }

  /** Garments in other colours, by name of the part. */
  setDyes(dyes: Readonly<Record<string, Dye>>): void {
    this.figure.setDyes(dyes);
    this.beside.setDyes(dyes);
    this.disturb();
  }

  /** Turns to a view; the whole figure comes into sight. */
  face(view: ViewName): void {
    const controls = this.entered?.controls();
    if (!controls) return;
    void controls.rotateTo(nearestTurn(controls.azimuthAngle, AZIMUTH[view]), POLAR, !this.calm);
    this.fit(!this.calm);
  }

  /** Brings the whole figure into sight from where the camera looks. */
  fit(smooth = !this.calm): void {
    const controls = this.entered?.controls();
    if (!controls) return;
    const { size } = this;
    this.fitted = true;
    if (!this.placed) void controls.rotateTo(AZIMUTH.quarter, POLAR, false);
    this.placed = true;
    void controls.moveTo(0, size.height * 0.49, 0, smooth);
    void controls.dollyTo(distanceFor(size, this.pane), smooth);
    this.disturb();
  }

  /** Steps of the keyboard: turns by radians, nearer by a factor, sideways by metres. */
  turn(azimuth: number, polar: number): void {
    void this.entered?.controls()?.rotate(azimuth, polar, !this.calm);
    this.disturb();
  }
  nearer(factor: number): void {
    const controls = this.entered?.controls();
    if (!controls) return;
    this.taken();
    void controls.dollyTo(controls.distance / factor, !this.calm);
    this.disturb();
  }
  shift(right: number, up: number): void {
    this.taken();
    void this.entered?.controls()?.truck(right, -up, !this.calm);
    this.disturb();
  }

  /** Nothing is drawn while the scene is hidden, but for one frame of the first figure: the next, which is seen, is quick then. */
  setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    if (visible) this.disturb();
  }

  /** Nothing is on show until the next file. */
  clear(): void {
    this.showBeside(undefined);
    this.file = undefined;
  }

  /** The scene as it is drawn, while it is on show. */
  get set(): FilmSet | undefined {
    return this.entered?.set;
  }
  /** Pixels of the pane, CSS pixels. */
  get paneSize(): { readonly width: number; readonly height: number } {
    return this.pane;
  }

  /**
   * A clean picture of the view, drawn aside; what is on show stays.
   *
   * @throws StudioError 'cancelled' with the signal; Error where nothing is on show
   */
  async picture(asked: Asked): Promise<Print> {
    const room = this.darkroom(asked);
    try {
      return await room.expose(this.set!.camera(), asked);
    } finally {
      room.dispose();
    }
  }

  /**
   * Clean pictures of the whole figure as it turns once around before the lamps, the first from where the camera looks, each
   * when it is asked for.
   *
   * @throws StudioError 'cancelled' with the signal; Error where nothing is on show
   */
  async *turntable(frames: number, asked: Asked): AsyncGenerator<Print> {
    const room = this.darkroom(asked);
    try {
      const { azimuthAngle, polarAngle } = this.entered!.controls()!;
      const { height, reach } = this.size;
      const camera = orbit(polarAngle, { height, width: 2 * reach }, asked);
      for (let n = 0; n < frames; n++) {
        const onProgress = (share: number) => asked.onProgress?.((n + share) / frames);
        yield await room.expose(camera, { ...asked, onProgress }, (2 * Math.PI * n) / frames - azimuthAngle);
      }
    } finally {
      room.dispose();
      // as it is on show
      this.pose(this.set!.camera());
      this.reshaped = true;
    }
  }

  /**
   * Where two figures stand in a picture of the view, the left one first: shares of its width. Nothing where there is one figure.
   *
   * @param aspect width over height of the picture
   */
  centres(aspect: number): number[] {
    const view = this.set?.camera();
    if (!view || this.beside.empty) return [];
    const camera = view.clone();
    camera.aspect = aspect;
    camera.updateProjectionMatrix();
    this.pose(view);
    return [this.figure, this.beside].map(({ group }) => (group.position.clone().project(camera).x + 1) / 2);
  }

  private darkroom({ width, height, samples }: Asked): Darkroom {
    const { set } = this;
    if (!set || !this.file) throw new Error('Expected a figure on show, there is none.');
    return new Darkroom(set, { width, height }, this.slow, lamps(samples));
  }

  // --- the scene's own side ---

  enter(entered: Entered): void {
    this.entered = entered;
    this.placed = false;
    this.fit(false);
  }
  leave(): void {
    this.entered = undefined;
    this.timers.forEach(clearTimeout);
    clearTimeout(this.watching);
  }
  dispose(): void {
    this.leave();
    this.coarse?.dispose();
    this.figure.dispose();
    this.beside.dispose();
  }
  resized(pane: { width: number; height: number }): void {
    this.pane = pane;
    if (this.fitted) this.fit(false);
    this.disturb();
  }
  /** The camera is somebody's own from here on. */
  taken(): void {
    this.fitted = false;
  }

  /** Something changed: draws coarse frames, and clean ones once nothing changes any more. */
  disturb(): void {
    this.pace.disturb(performance.now());
    if (this.draws) this.entered?.invalidate();
    if (this.visible) this.wake();
  }

  private get draws(): boolean {
    return this.visible || !this.rehearsed;
  }

  /** Has clean frames drawn when it is time for them. */
  private wake(): void {
    this.timers.forEach(clearTimeout);
    this.timers = [this.pace.stillAfter, REST_AFTER].map((after) =>
      setTimeout(() => this.visible && this.entered?.invalidate(), after + 5),
    );
  }

  /**
   * The frame to draw now, undefined = none. One is drawn at a time: frames that queue up would keep what comes next waiting.
   */
  begin(now: number): Frame | undefined {
    if (this.underWay && !this.finish(now)) {
      this.entered?.invalidate();
      return undefined;
    }
    return this.draws && this.file ? this.pace.next(now) : undefined;
  }

  /** Tells of the frame that the graphics are drawing. False: it is not drawn yet. */
  private finish(now: number): boolean {
    const { underWay } = this;
    if (!underWay?.ready()) return false;
    this.underWay = undefined;
    this.rehearsed = true;
    this.pace.took(underWay.frame, now - underWay.at);
    if (this.file && this.visible) this.tell(underWay.drawn);
    return true;
  }

  /** Sees to it that a frame is told of the moment it is drawn, which is between two turns of the page. */
  private watch(): void {
    clearTimeout(this.watching);
    this.watching = setTimeout(() => {
      if (this.underWay && !this.finish(performance.now())) this.watch();
    }, WATCH);
  }

  /** A frame was handed to the graphics; `ready` tells when it is drawn. */
  done(frame: Frame, at: number, info: Info, ready: () => boolean): void {
    const last = frame.kind === 'still' && frame.sample === frame.samples;
    const drawn: Drawn = {
      file: this.file,
      beside: this.fileBeside,
      state: frame.kind === 'moving' ? 'moving' : last ? 'still' : 'settling',
      off: this.off,
      samples: frame.kind === 'moving' ? 0 : frame.samples,
      memory: {
        geometries: info.memory.geometries,
        textures: info.memory.textures,
        programs: info.programs?.length ?? 0,
      },
    };
    this.underWay = { frame, at, drawn, ready };
    this.watch();
    this.entered?.invalidate();
  }

  lamps(samples: number): Lamp[] {
    if (this.lit?.samples !== samples) this.lit = { samples, lamps: lamps(samples) };
    return this.lit.lamps;
  }
}
