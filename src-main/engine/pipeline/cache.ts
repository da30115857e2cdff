/** Stage cache: least-recently-used store of stage outputs, bounded by the bytes their rasters hold. */

/** Every distinct ArrayBuffer reachable from a plain value. */
export function buffersOf(value: unknown): Set<ArrayBufferLike> {
  const buffers = new Set<ArrayBufferLike>();
  const seen = new Set<object>();
  const visit = (v: unknown): void => {
    if (typeof v !== 'object' || v === null || seen.has(v)) return;
    seen.add(v);
    if (ArrayBuffer.isView(v)) buffers.add(v.buffer);
    else if (v instanceof ArrayBuffer) buffers.add(v);
    else if (Array.isArray(v)) for (const item of v) visit(item);
    else for (const item of Object.values(v)) visit(item);
  };
  visit(value);
  return buffers;
}

/**
 * Outputs by key. A buffer that several entries share (a fitted layer holds its garment) counts once.
 * An entry that alone exceeds the bound is not kept.
 */
export class StageCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { value: unknown; buffers: Set<ArrayBufferLike> }>();
  readonly #owners = new Map<ArrayBufferLike, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The output kept under `key`, which becomes the most recently used, or undefined. */
  get(key: string): unknown {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: unknown): void {
    this.delete(key);
    const buffers = buffersOf(value);
    this.#entries.set(key, { value, buffers });
    for (const buffer of buffers) {
      const owners = this.#owners.get(buffer) ?? 0;
      if (owners === 0) this.#bytes += buffer.byteLength;
      this.#owners.set(buffer, owners + 1);
    }
    while (this.#bytes > this.#maxBytes && this.#entries.size > 0) {
      this.delete(this.#entries.keys().next().value as string);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    for (const buffer of entry.buffers) {
      const owners = (this.#owners.get(buffer) ?? 1) - 1;
      if (owners > 0) this.#owners.set(buffer, owners);
      else {
        this.#owners.delete(buffer);
        this.#bytes -= buffer.byteLength;
      }
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#owners.clear();
    this.#bytes = 0;
  }
}
