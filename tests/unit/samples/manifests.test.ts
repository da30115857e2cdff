/** The shipped samples: every picture has a true manifest, and together they cover what the demo needs. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GARMENT_CATEGORIES, GARMENT_LANDMARKS, SLEEVES } from '../../../src-main/engine/domain/garment.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../../resources/samples');

interface Manifest {
  name: string;
  file: string;
  sha256: string;
  width: number;
  height: number;
  kind: string;
  about: string;
  licence: string;
  credits: string;
  category?: string;
  sleeve?: string;
  landmarks?: Record<string, { x: number; y: number }>;
  joints?: Record<string, { x: number; y: number }>;
}

/** Width and height from a JPEG's frame header. */
function jpegSize(bytes: Buffer): { width: number; height: number } {
  let p = 2;
  while (p < bytes.length) {
    const marker = bytes[p + 1];
    if (marker >= 0xc0 && marker <= 0xc2) {
      return { height: bytes.readUInt16BE(p + 5), width: bytes.readUInt16BE(p + 7) };
    }
    p += 2 + bytes.readUInt16BE(p + 2);
  }
  throw new Error('no frame header');
}

function load(kind: string): { manifest: Manifest; bytes: Buffer }[] {
  const folder = path.join(SAMPLES, kind);
  const files = readdirSync(folder);
  const pictures = files.filter((f) => f.endsWith('.jpg'));
  expect(files.length).toBe(pictures.length * 2);
  return pictures.map((file) => ({
    manifest: JSON.parse(readFileSync(path.join(folder, file.replace('.jpg', '.json')), 'utf8')) as Manifest,
    bytes: readFileSync(path.join(folder, file)),
  }));
}

const clients = load('clients');
const garments = load('garments');

describe('sample manifests', () => {
  it.each([...clients, ...garments].map((s) => [s.manifest.name, s] as const))(
    '%s describes its picture',
    (_, s) => {
      expect(s.manifest.sha256).toBe(createHash('sha256').update(s.bytes).digest('hex'));
      expect(jpegSize(s.bytes)).toEqual({ width: s.manifest.width, height: s.manifest.height });
      expect(Math.max(s.manifest.width, s.manifest.height)).toBeGreaterThanOrEqual(1024);
      expect(s.manifest.licence).toBe('CC0-1.0');
      expect(s.manifest.credits).toMatch(/MakeHuman/);
      expect(s.manifest.about.length).toBeGreaterThan(20);
    },
  );

  it('ships four clients whose joints are known', () => {
    expect(clients).toHaveLength(4);
    for (const { manifest } of clients) {
      for (const joint of [
        'leftShoulder',
        'rightShoulder',
        'leftElbow',
        'rightElbow',
        'leftHip',
        'rightHip',
      ]) {
        const p = manifest.joints![joint];
        expect(p.x).toBeGreaterThan(0);
        expect(p.x).toBeLessThan(manifest.width);
        expect(p.y).toBeGreaterThan(0);
        expect(p.y).toBeLessThan(manifest.height);
      }
      // seen from the front: the person's left is on the right of the picture
      expect(manifest.joints!.leftShoulder.x).toBeGreaterThan(manifest.joints!.rightShoulder.x);
    }
  });

  it('ships eight garments that cover the categories', () => {
    expect(garments).toHaveLength(8);
    const of = (category: string, sleeve?: string): number =>
      garments.filter((g) => g.manifest.category === category && (!sleeve || g.manifest.sleeve === sleeve))
        .length;
    expect(of('top', 'short')).toBe(2);
    expect(of('top', 'long')).toBe(1);
    expect(of('top', 'sleeveless')).toBe(1);
    for (const category of ['trousers', 'skirt', 'dress', 'jacket']) expect(of(category)).toBe(1);
  });

  it.each(garments.map((g) => [g.manifest.name, g.manifest] as const))(
    '%s has landmarks inside the picture',
    (_, m) => {
      expect(GARMENT_CATEGORIES).toContain(m.category);
      expect(SLEEVES).toContain(m.sleeve);
      const names = Object.keys(m.landmarks!);
      expect(names.length).toBeGreaterThanOrEqual(5);
      for (const name of names) {
        expect(GARMENT_LANDMARKS).toContain(name);
        expect(m.landmarks![name].x).toBeGreaterThan(0);
        expect(m.landmarks![name].x).toBeLessThan(m.width);
        expect(m.landmarks![name].y).toBeGreaterThan(0);
        expect(m.landmarks![name].y).toBeLessThan(m.height);
      }
      for (const name of names.filter((n) => n.endsWith('L'))) {
        const other = m.landmarks![name.replace(/L$/, 'R')];
        if (other) expect(m.landmarks![name].x).toBeLessThan(other.x);
      }
    },
  );

  it('stays below four megabytes', () => {
    const total = [...clients, ...garments].reduce((sum, s) => sum + s.bytes.length, 0);
    expect(total).toBeLessThan(4_000_000);
  });
});
