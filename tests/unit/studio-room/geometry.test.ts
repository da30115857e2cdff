import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pose } from '../../../src-renderer/features/studio/logic/document-edits.ts';
import { garmentPointAt, photoPointOf } from '../../../src-renderer/features/studio/logic/garment-map.ts';
import { bend, dragJoint } from '../../../src-renderer/features/studio/logic/skeleton.ts';
import * as view from '../../../src-renderer/features/studio/logic/viewport.ts';

const pane = { width: 900, height: 700 };
const photo = { width: 2400, height: 3200 };
const coordinate = fc.double({ min: -2000, max: 2000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });
const distance = (a: { x: number; y: number }, b: { x: number; y: number }) =>
  Math.hypot(a.x - b.x, a.y - b.y);

describe('viewport', () => {
  it('fits the whole photo, centred, whatever the pane', () => {
    const fit = view.fitView(pane, photo, 2);
    const corner = view.toScreen(fit, { x: 0, y: 0 });
    const far = view.toScreen(fit, { x: photo.width, y: photo.height });
    expect(corner.y).toBeCloseTo(24);
    expect(far.y).toBeCloseTo(pane.height - 24);
    expect(corner.x).toBeCloseTo(pane.width - far.x);
    // a small picture is not blown up beyond two device pixels a pixel
    expect(view.fitView(pane, { width: 60, height: 80 }, 2).scale).toBe(1);
  });

  it('keeps the point under the cursor in place', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 0.05, max: 8, noNaN: true }), (at, scale) => {
        const from = view.fitView(pane, photo, 1);
        const to = view.zoomAt(from, at, scale);
        const before = view.toPhoto(from, at);
        const after = view.toPhoto(to, at);
        expect(distance(before, after)).toBeLessThan(1e-6 * (1 + Math.hypot(before.x, before.y)));
      }),
    );
  });

  it('shows a photo pixel as a device pixel at 100 %', () => {
    expect(view.actualPixels(view.fitView(pane, photo, 2), { x: 1, y: 1 }, 2).scale).toBe(0.5);
  });

  it('never loses the photo', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 1e-4, max: 100, noNaN: true }), (at, scale) => {
        const kept = view.keepInSight({ scale, ...at }, pane, photo, 1);
        const left = Math.max(0, kept.x);
        const right = Math.min(pane.width, kept.x + photo.width * kept.scale);
        expect(right - left).toBeGreaterThan(Math.min(pane.width, photo.width * kept.scale) * 0.4);
        expect(kept.scale).toBeLessThanOrEqual(view.LARGEST);
      }),
    );
  });

  it('shares its place with panes of other sizes and photos', () => {
    const close = view.zoomAt(view.fitView(pane, photo, 1), { x: 300, y: 200 }, 1.5);
    const shared = view.shareView(close, pane, photo, 1);
    const back = view.viewOfShared(shared, pane, photo, 1);
    expect(back.scale).toBeCloseTo(close.scale);
    expect(back.x).toBeCloseTo(close.x);
    expect(view.viewOfShared(view.FITTED, pane, photo, 1)).toEqual(view.fitView(pane, photo, 1));
  });
});

describe('limbs', () => {
  const body: Pose = {
    leftShoulder: { x: 100, y: 100 },
    leftElbow: { x: 130, y: 200 },
    leftWrist: { x: 110, y: 290 },
    leftIndex: { x: 108, y: 320 },
    leftThumb: { x: 100, y: 310 },
    nose: { x: 60, y: 20 },
    leftEar: { x: 80, y: 20 },
    leftHip: { x: 95, y: 300 },
  };

  it('bends a limb with its bones as long as they were', () => {
    fc.assert(
      fc.property(point, (target) => {
        const moved = dragJoint(body, 'leftWrist', target, false);
        expect(distance(body.leftShoulder!, moved.leftElbow!)).toBeCloseTo(
          distance(body.leftShoulder!, body.leftElbow!),
          4,
        );
        expect(distance(moved.leftElbow!, moved.leftWrist!)).toBeCloseTo(
          distance(body.leftElbow!, body.leftWrist!),
          4,
        );
        expect(distance(moved.leftWrist!, moved.leftIndex!)).toBeCloseTo(
          distance(body.leftWrist!, body.leftIndex!),
          4,
        );
      }),
    );
  });

  it('reaches what is within reach and bends to the same side', () => {
    const target = { x: 90, y: 270 };
    const moved = dragJoint(body, 'leftWrist', target, false);
    expect(distance(moved.leftWrist!, target)).toBeLessThan(1e-6);
    expect(moved.leftElbow!.x).toBeGreaterThan(100);
    const still = dragJoint(body, 'leftWrist', body.leftWrist!, false);
    expect(distance(still.leftElbow!, body.leftElbow!)).toBeLessThan(1e-6);
  });

  it('survives a limb without length', () => {
    const o = { x: 5, y: 5 };
    const bent = bend(o, o, o, { x: 50, y: 5 });
    expect(Object.values(bent).every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });

  it('turns the forearm with the elbow, and moves the arm with the shoulder', () => {
    const elbow = dragJoint(body, 'leftElbow', { x: 200, y: 110 }, false);
    expect(distance(elbow.leftElbow!, body.leftShoulder!)).toBeCloseTo(
      distance(body.leftElbow!, body.leftShoulder!),
    );
    expect(distance(elbow.leftElbow!, elbow.leftWrist!)).toBeCloseTo(
      distance(body.leftElbow!, body.leftWrist!),
    );
    const shoulder = dragJoint(body, 'leftShoulder', { x: 110, y: 90 }, false);
    expect(shoulder.leftIndex).toEqual({ x: 118, y: 310 });
    expect(shoulder.leftHip).toBeUndefined();
  });

  it('moves the joint alone where that is asked for', () => {
    expect(dragJoint(body, 'leftWrist', { x: 1, y: 2 }, true)).toEqual({ leftWrist: { x: 1, y: 2 } });
    expect(dragJoint(body, 'nose', { x: 70, y: 20 }, false)).toEqual({
      nose: { x: 70, y: 20 },
      leftEar: { x: 90, y: 20 },
    });
    expect(dragJoint(body, 'rightKnee', { x: 1, y: 2 }, false)).toEqual({});
  });
});

describe('garment map', () => {
  /** A sheared garment of 400 x 600 photo pixels. */
  const lie = (u: number, v: number) => ({ u, v, x: 1000 + 400 * u + 60 * v, y: 500 + 600 * v - 30 * u });
  const landmarks = [
    lie(0.3, 0.05),
    lie(0.7, 0.05),
    lie(0.1, 0.3),
    lie(0.9, 0.3),
    lie(0.2, 0.9),
    lie(0.8, 0.9),
  ];

  it('inverts a drape that is affine, inside and outside of the landmarks', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (u, v) => {
          const found = garmentPointAt(landmarks, lie(u, v));
          expect(found!.u).toBeCloseTo(u, 5);
          expect(found!.v).toBeCloseTo(v, 5);
          const back = photoPointOf(landmarks, { u, v })!;
          expect(distance(back, lie(u, v))).toBeLessThan(1e-3);
        },
      ),
    );
  });

  it('finds nothing off the garment or without landmarks', () => {
    expect(garmentPointAt(landmarks, lie(1.2, 0.5))).toBeUndefined();
    expect(garmentPointAt(landmarks.slice(0, 2), lie(0.5, 0.5))).toBeUndefined();
    const line = [lie(0.1, 0.1), lie(0.2, 0.2), lie(0.3, 0.3)];
    expect(garmentPointAt(line, lie(0.2, 0.5))).toBeUndefined();
  });
});
