/** Stand: what the window says to the scene and hears from it, whether or not the scene is on show at the moment. */

import type { CameraControls } from '@react-three/drei/core/CameraControls.js';
import { Figure } from './figure.ts';
import { type Part, readGlb } from './glb.ts';
import { type Lamp, lamps } from './lights.ts';
import { type Frame, Pace, REST_AFTER, STILL_AFTER } from './pace.ts';
import { AZIMUTH, distanceFor, nearestTurn, POLAR, type ViewName } from './views.ts';

/** What is drawn by now. */
export interface Drawn {
  /** Address of the file on show, once a frame of it is there. */
  file: string | undefined;
  state: 'moving' | 'settling' | 'still';
  /** What the graphics memory holds. */
  memory: { geometries: number; textures: number; programs: number };
}

interface Entered {
  invalidate(): void;
  controls(): CameraControls | null;
}

interface Info {
  memory: { geometries: number; textures: number };
  programs: unknown[] | null;
}

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
  /** The figure has another shape than in the frame before. */
  reshaped = true;
  private readonly pace: Pace;
  private readonly tell: StandOptions['drawn'];
  private entered: Entered | undefined;
  private pane = { width: 1, height: 1 };
  private visible = true;
  /** The camera follows the pane and the figure until somebody takes it. */
  private fitted = true;
  private placed = false;
  private file: string | undefined;
  /** The frame that the graphics are drawing. */
  private underWay: { frame: Frame; at: number; drawn: Drawn; ready(): boolean } | undefined;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private lit: { samples: number; lamps: Lamp[] } | undefined;

  constructor({ slow, calm, drawn }: StandOptions) {
    this.slow = slow;
    this.calm = calm;
    this.pace = new Pace(slow);
    this.tell = drawn;
  }

  /** Puts a binary glTF file on show; `name` is told once it is drawn. @throws Error when it is none */
  show(name: string, file: ArrayBuffer): void {
    this.showParts(name, readGlb(file));
  }

  showParts(name: string, parts: readonly Part[]): void {
    this.figure.show(parts, () => this.disturb());
    this.file = name;
    this.reshaped = true;
    const controls = this.entered?.controls();
    // a body that grows stays in sight
    const beyond = controls && distanceFor(this.figure.size, this.pane) > controls.distance * 1.06;
    if (this.fitted && (!this.placed || beyond)) this.fit(false);
    this.disturb();
  }

  /** Garments have the colours of their stretch in the place of their own. */
  setFitMap(on: boolean): void {
    this.figure.setFitMap(on);
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
    const { size } = this.figure;
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

  /** Nothing is drawn while the scene is hidden. */
  setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    if (visible) this.disturb();
  }

  /** Nothing is on show until the next file. */
  clear(): void {
    this.file = undefined;
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
  }
  dispose(): void {
    this.leave();
    this.figure.dispose();
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
    if (!this.visible) return;
    this.entered?.invalidate();
    this.timers.forEach(clearTimeout);
    this.timers = [STILL_AFTER, REST_AFTER].map((after) =>
      setTimeout(() => this.visible && this.entered?.invalidate(), after + 5),
    );
  }

  /**
   * The frame to draw now, undefined = none. One is drawn at a time: frames that queue up would keep what comes next waiting.
   */
  begin(now: number): Frame | undefined {
    const { underWay } = this;
    if (underWay) {
      if (!underWay.ready()) {
        this.entered?.invalidate();
        return undefined;
      }
      this.underWay = undefined;
      this.pace.took(underWay.frame, now - underWay.at);
      if (this.file) this.tell(underWay.drawn);
    }
    return this.visible && this.file ? this.pace.next(now) : undefined;
  }

  /** A frame was handed to the graphics; `ready` tells when it is drawn. */
  done(frame: Frame, at: number, info: Info, ready: () => boolean): void {
    const last = frame.kind === 'still' && frame.sample === frame.samples;
    const drawn: Drawn = {
      file: this.file,
      state: frame.kind === 'moving' ? 'moving' : last ? 'still' : 'settling',
      memory: {
        geometries: info.memory.geometries,
        textures: info.memory.textures,
        programs: info.programs?.length ?? 0,
      },
    };
    this.underWay = { frame, at, drawn, ready };
    this.entered?.invalidate();
  }

  lamps(samples: number): Lamp[] {
    if (this.lit?.samples !== samples) this.lit = { samples, lamps: lamps(samples) };
    return this.lit.lamps;
  }
}
