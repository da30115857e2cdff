import { beforeEach, describe, expect, it } from 'vitest';
import type { Rendered } from '../../../src-main/contract/calls/looks.ts';
import { LookDocument } from '../../../src-main/contract/catalog/look.ts';
import {
  type Edit,
  type Stroke,
  setLocked,
} from '../../../src-renderer/features/studio/logic/document-edits.ts';
import {
  type Brush,
  type BrushHost,
  brushIdle,
  brushRadius,
} from '../../../src-renderer/features/studio/tools/brush-tool.ts';
import { lookIdle } from '../../../src-renderer/features/studio/tools/look-tool.ts';
import {
  nudgePin,
  pinHandles,
  pinsIdle,
  unpin,
} from '../../../src-renderer/features/studio/tools/pins-tool.ts';
import { nudgeJoint, poseIdle, resetJoint } from '../../../src-renderer/features/studio/tools/pose-tool.ts';
import { type ToolEvent, ToolMachine } from '../../../src-renderer/features/studio/tools/tool-machine.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const TEE = uuid(1);
const joint = (name: string, x: number, y: number) => ({
  name,
  x,
  y,
  visibility: 0.8,
  presence: 0.9,
  corrected: false,
});
const landmark = (name: string, u: number, v: number) => ({
  name,
  u,
  v,
  x: 100 + 200 * u,
  y: 100 + 300 * v,
  confidence: 0.9,
  pinned: false,
});
const SEEN: Rendered = {
  lookId: uuid(7),
  quality: 'preview',
  picture: 'x',
  width: 600,
  height: 800,
  photoWidth: 600,
  photoHeight: 800,
  confidence: 0.8,
  needsReview: false,
  reasons: [],
  notes: [],
  joints: [
    joint('leftShoulder', 250, 120),
    joint('leftElbow', 280, 220),
    joint('leftWrist', 270, 310),
    joint('leftIndex', 268, 340),
  ],
  layers: [
    {
      id: TEE,
      category: 'top',
      sleeve: 'short',
      confidence: 0.9,
      landmarks: [
        landmark('shoulderL', 0.2, 0.05),
        landmark('shoulderR', 0.8, 0.05),
        landmark('hemL', 0.2, 0.95),
        landmark('hemR', 0.8, 0.95),
      ],
    },
  ],
  ms: 1,
};

/** Drives a tool as a pointer would, and keeps what it did. */
class Driver implements BrushHost {
  base = LookDocument.parse({ format: 1, photoId: uuid(9), layers: [{ id: TEE, garmentId: uuid(11) }] });
  live: LookDocument | undefined;
  commits: Edit[] = [];
  previews = 0;
  focused: string | undefined;
  layer: string | undefined = TEE;
  zoom = 1;
  settings: Brush = { puts: 'front', radius: 20, hardness: 0.8, oneLayer: true };
  live_stroke: Stroke | undefined;
  panned = { x: 0, y: 0 };
  private ids = 500;

  document = () => this.live ?? this.base;
  rendered = () => SEEN;
  layerId = () => this.layer;
  scale = () => this.zoom;
  newId = () => uuid(this.ids++);
  preview = (edit: Edit) => {
    this.previews++;
    this.live = edit.apply(this.base);
  };
  drop = () => {
    this.live = undefined;
  };
  commit = (edit: Edit) => {
    this.commits.push(edit);
    this.base = edit.apply(this.base);
    this.live = undefined;
  };
  focus = (id: string | undefined) => {
    this.focused = id;
  };
  brush = () => this.settings;
  stroke = (stroke: Stroke | undefined) => {
    this.live_stroke = stroke;
  };
  chooseLayer = (id: string | undefined) => {
    this.layer = id;
  };
  pan = (x: number, y: number) => {
    this.panned = { x: this.panned.x + x, y: this.panned.y + y };
  };
}

const at = (x: number, y: number, keys: Partial<ToolEvent> = {}): ToolEvent => ({
  at: { x, y },
  alt: false,
  shift: false,
  ...keys,
});

let host: Driver;
beforeEach(() => {
  host = new Driver();
});
const drag = (machine: ToolMachine, ...path: [number, number][]) => {
  const [first, ...rest] = path;
  machine.down(at(...first!));
  for (const place of rest) machine.move(at(...place));
  machine.up(at(...path.at(-1)!));
};

describe('pose tool', () => {
  it('moves a limb in one edit, however long the drag', () => {
    const machine = new ToolMachine(poseIdle(host));
    drag(machine, [270, 310], [260, 310], [250, 300], [240, 290]);
    expect(host.commits).toHaveLength(1);
    expect(host.previews).toBe(3);
    expect(host.base.pose.leftWrist).toEqual({ x: 240, y: 290 });
    expect(host.base.pose.leftElbow).toBeDefined();
    expect(host.base.pose.leftShoulder).toBeUndefined();
    expect(machine.state.name).toBe('pose.idle');
  });

  it('moves the joint alone with Alt, also when Alt is pressed late', () => {
    const machine = new ToolMachine(poseIdle(host));
    machine.down(at(270, 310));
    machine.move(at(240, 290));
    expect(host.document().pose.leftElbow).toBeDefined();
    machine.keys({ alt: true, shift: false });
    expect(host.document().pose).toEqual({ leftWrist: { x: 240, y: 290 } });
    machine.up(at(240, 290, { alt: true }));
    expect(host.base.pose).toEqual({ leftWrist: { x: 240, y: 290 } });
  });

  it('leaves nothing behind when cancelled', () => {
    const machine = new ToolMachine(poseIdle(host));
    machine.down(at(270, 310));
    machine.move(at(200, 200));
    expect(host.live).toBeDefined();
    expect(machine.cancel()).toBe(true);
    machine.move(at(190, 190));
    machine.up(at(180, 180));
    expect(host.commits).toEqual([]);
    expect(host.live).toBeUndefined();
    expect(machine.cancel()).toBe(false);
  });

  it('takes a click for choosing, not for moving', () => {
    const machine = new ToolMachine(poseIdle(host));
    drag(machine, [271, 311], [272, 311]);
    expect(host.focused).toBe('leftWrist');
    expect(host.commits).toEqual([]);
    drag(machine, [500, 500], [510, 510]);
    expect(host.focused).toBeUndefined();
  });

  it('reaches as far on the screen at every zoom, and shows where a drag begins', () => {
    host.zoom = 4;
    const machine = new ToolMachine(poseIdle(host));
    machine.move(at(278, 310));
    expect(machine.state.cursor).toBe('default');
    machine.move(at(272, 310));
    expect(machine.state.cursor).toBe('grab');
  });

  it('nudges and gives back', () => {
    host.commit(nudgeJoint(host, 'leftWrist', { x: -3, y: 0 }, false)!);
    expect(host.base.pose.leftWrist!.x).toBeCloseTo(267, 1);
    host.commit(resetJoint('leftWrist'));
    expect(host.base.pose.leftWrist).toBeUndefined();
    expect(nudgeJoint(host, 'rightKnee', { x: 1, y: 0 }, false)).toBeUndefined();
  });
});

describe('pins tool', () => {
  it('pins the landmark that is dragged, and moves that pin the next time', () => {
    const machine = new ToolMachine(pinsIdle(host));
    drag(machine, [140, 385], [140, 400], [140, 425]);
    drag(machine, [140, 425], [150, 425]);
    expect(host.commits.map((edit) => edit.label)).toEqual(['pin-added: hemL', 'pin-moved: hemL']);
    expect(host.base.layers[0]!.pins).toHaveLength(1);
    expect(host.base.layers[0]!.pins[0]).toMatchObject({
      landmark: 'hemL',
      garment: { u: 0.2, v: 0.95 },
      photo: { x: 150, y: 425 },
    });
  });

  it('sets a pin of its own where the cloth is clicked, at that point of the garment', () => {
    const machine = new ToolMachine(pinsIdle(host));
    drag(machine, [200, 250], [200, 250]);
    const [pin] = host.base.layers[0]!.pins;
    expect(pin!.photo).toEqual({ x: 200, y: 250 });
    expect(pin!.garment.u).toBeCloseTo(0.5);
    expect(pin!.garment.v).toBeCloseTo(0.5);
    expect(pin!.landmark).toBeUndefined();
    drag(machine, [200, 250], [220, 260]);
    expect(host.base.layers[0]!.pins).toHaveLength(1);
    expect(host.base.layers[0]!.pins[0]).toMatchObject({ id: pin!.id, garment: pin!.garment });
    // beside the garment there is nothing to pin
    drag(machine, [550, 700], [550, 700]);
    expect(host.base.layers[0]!.pins).toHaveLength(1);
  });

  it('cancels a drag without an edit', () => {
    const machine = new ToolMachine(pinsIdle(host));
    machine.down(at(140, 385));
    machine.move(at(140, 420));
    expect(pinHandles(SEEN, host.document(), TEE).find((h) => h.key === 'hemL')!.y).toBe(420);
    machine.cancel();
    expect(host.commits).toEqual([]);
    expect(pinHandles(SEEN, host.document(), TEE).find((h) => h.key === 'hemL')!.y).toBe(385);
  });

  it('leaves a locked layer alone', () => {
    host.commit(setLocked(TEE, true, 'Tee'));
    const machine = new ToolMachine(pinsIdle(host));
    machine.move(at(140, 385));
    expect(machine.state.cursor).toBe('not-allowed');
    drag(machine, [140, 385], [140, 425]);
    expect(host.commits).toHaveLength(1);
  });

  it('nudges a landmark into a pin and lets it go', () => {
    host.commit(nudgePin(host, 'hemR', { x: 0, y: 10 }, uuid(77))!);
    expect(host.base.layers[0]!.pins[0]).toMatchObject({ id: uuid(77), photo: { x: 260, y: 395 } });
    host.commit(nudgePin(host, 'hemR', { x: 1, y: 0 }, uuid(78))!);
    expect(host.base.layers[0]!.pins).toHaveLength(1);
    expect(host.base.layers[0]!.pins[0]).toMatchObject({ id: uuid(77), photo: { x: 261, y: 395 } });
    host.commit(unpin(host, 'hemR')!);
    expect(host.base.layers[0]!.pins).toEqual([]);
    expect(unpin(host, 'hemR')).toBeUndefined();
  });
});

describe('occlusion brush', () => {
  it('paints one stroke in one edit, drawn while it is painted', () => {
    const machine = new ToolMachine(brushIdle(host));
    machine.down(at(100, 100));
    machine.move(at(100.4, 100));
    machine.move(at(130, 100));
    machine.move(at(160, 120));
    expect(host.live_stroke!.points).toEqual([100, 100, 130, 100, 160, 120]);
    machine.up(at(160, 120));
    expect(host.live_stroke).toBeUndefined();
    expect(host.commits).toHaveLength(1);
    expect(host.base.strokes).toEqual([
      {
        id: uuid(500),
        layerId: TEE,
        puts: 'front',
        radius: 20,
        hardness: 0.8,
        points: [100, 100, 130, 100, 160, 120],
      },
    ]);
  });

  it('dabs on a click, the other way round with Alt, and on all layers where that is set', () => {
    host.settings = { ...host.settings, oneLayer: false };
    const machine = new ToolMachine(brushIdle(host));
    machine.down(at(5, 6, { alt: true }));
    machine.up(at(5, 6));
    expect(host.base.strokes[0]).toMatchObject({ puts: 'behind', points: [5, 6] });
    expect(host.base.strokes[0]!.layerId).toBeUndefined();
  });

  it('cancels a stroke without an edit, and paints nothing on a locked layer', () => {
    const machine = new ToolMachine(brushIdle(host));
    machine.down(at(100, 100));
    machine.move(at(150, 100));
    machine.cancel();
    expect(host.commits).toEqual([]);
    expect(host.live_stroke).toBeUndefined();
    host.commit(setLocked(TEE, true, 'Tee'));
    drag(machine, [100, 100], [150, 100]);
    expect(host.base.strokes).toEqual([]);
  });

  it('grows and shrinks within bounds', () => {
    expect(brushRadius(1, true)).toBe(2);
    expect(brushRadius(1, false)).toBe(1);
    expect(brushRadius(20, true)).toBe(24);
    expect(brushRadius(2000, true)).toBe(2000);
  });
});

describe('look tool', () => {
  it('pans by dragging and chooses by clicking', () => {
    host.layer = undefined;
    host.zoom = 2;
    const machine = new ToolMachine(lookIdle(host));
    drag(machine, [100, 100], [110, 105]);
    expect(host.panned).toEqual({ x: 20, y: 10 });
    expect(host.layer).toBeUndefined();
    drag(machine, [200, 250], [200, 250]);
    expect(host.layer).toBe(TEE);
    drag(machine, [590, 790], [590, 790]);
    expect(host.layer).toBeUndefined();
  });
});
