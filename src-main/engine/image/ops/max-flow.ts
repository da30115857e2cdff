/** Minimum s-t cut by augmenting two search trees (Boykov & Kolmogorov 2004), for graphs of some 10^5 nodes. */

const FREE = 0;
const SOURCE = 1;
const SINK = 2;
const NONE = -1;
/** Parent marks that are not arcs. */
const TERMINAL = -2;
const ORPHAN = -3;

/** A directed graph with terminal links; build it, call `solve`, ask `inSource`. */
export class MaxFlow {
  private readonly first: Int32Array;
  /** Residual to the source (> 0) or to the sink (< 0). */
  private readonly terminal: Float32Array;
  private head: Int32Array;
  private next: Int32Array;
  private residual: Float32Array;
  private arcs = 0;
  private readonly tree: Uint8Array;
  private readonly parent: Int32Array;
  private readonly stamp: Int32Array;
  private readonly depth: Int32Array;
  private readonly queued: Uint8Array;
  private flow = 0;
  private time = 0;

  /** `edges` is a size hint: the number of undirected links that will be added. */
  constructor(nodes: number, edges: number) {
    this.first = new Int32Array(nodes).fill(NONE);
    this.terminal = new Float32Array(nodes);
    this.head = new Int32Array(edges * 2);
    this.next = new Int32Array(edges * 2);
    this.residual = new Float32Array(edges * 2);
    this.tree = new Uint8Array(nodes);
    this.parent = new Int32Array(nodes).fill(NONE);
    this.stamp = new Int32Array(nodes);
    this.depth = new Int32Array(nodes);
    this.queued = new Uint8Array(nodes);
  }

  /** Capacity from the source to the node and from the node to the sink, both >= 0; may be called repeatedly. */
  addTerminal(node: number, fromSource: number, toSink: number): void {
    const held = this.terminal[node];
    let s = fromSource;
    let t = toSink;
    if (held > 0) s += held;
    else t -= held;
    const through = Math.min(s, t);
    this.flow += through;
    this.terminal[node] = s - t;
  }

  /** Link a -> b with capacity `forward`, b -> a with `backward`. */
  addEdge(a: number, b: number, forward: number, backward: number): void {
    if (this.arcs + 2 > this.head.length) this.grow();
    const i = this.arcs;
    this.head[i] = b;
    this.next[i] = this.first[a];
    this.residual[i] = forward;
    this.first[a] = i;
    this.head[i + 1] = a;
    this.next[i + 1] = this.first[b];
    this.residual[i + 1] = backward;
    this.first[b] = i + 1;
    this.arcs += 2;
  }

  private grow(): void {
    const size = Math.max(64, this.head.length * 2);
    const wider = (old: Int32Array): Int32Array => {
      const n = new Int32Array(size);
      n.set(old);
      return n;
    };
    this.head = wider(this.head);
    this.next = wider(this.next);
    const r = new Float32Array(size);
    r.set(this.residual);
    this.residual = r;
  }

  /** Value of the maximum flow. */
  solve(): number {
    const n = this.first.length;
    const { first, next, head, residual, tree, parent, queued, terminal, depth, stamp } = this;
    const queue: number[] = [];
    let read = 0;
    const activate = (v: number): void => {
      if (queued[v]) return;
      queued[v] = 1;
      queue.push(v);
    };
    for (let v = 0; v < n; v++) {
      if (terminal[v] === 0) continue;
      tree[v] = terminal[v] > 0 ? SOURCE : SINK;
      parent[v] = TERMINAL;
      depth[v] = 1;
      activate(v);
    }
    const orphans: number[] = [];
    let current = NONE;
    for (;;) {
      if (current === NONE || parent[current] === NONE) {
        current = NONE;
        while (read < queue.length) {
          const v = queue[read++];
          queued[v] = 0;
          if (parent[v] !== NONE) {
            current = v;
            break;
          }
        }
        if (read > 65536) {
          queue.splice(0, read);
          read = 0;
        }
        if (current === NONE) return this.flow;
      }
      const p = current;
      const side = tree[p];
      let bridge = NONE;
      for (let a = first[p]; a !== NONE; a = next[a]) {
        if ((side === SOURCE ? residual[a] : residual[a ^ 1]) <= 0) continue;
        const q = head[a];
        if (tree[q] === FREE) {
          tree[q] = side;
          parent[q] = a ^ 1;
          stamp[q] = stamp[p];
          depth[q] = depth[p] + 1;
          activate(q);
        } else if (tree[q] !== side) {
          bridge = side === SOURCE ? a : a ^ 1;
          break;
        } else if (stamp[q] <= stamp[p] && depth[q] > depth[p] && parent[q] >= 0) {
          parent[q] = a ^ 1;
          stamp[q] = stamp[p];
          depth[q] = depth[p] + 1;
        }
      }
      this.time++;
      if (bridge === NONE) {
        current = NONE;
        continue;
      }
      this.augment(bridge, orphans);
      for (let k = 0; k < orphans.length; k++) this.adopt(orphans[k], orphans, activate);
      orphans.length = 0;
    }
  }

  /** Pushes the bottleneck along source tree, bridge and sink tree; nodes cut off become orphans. */
  private augment(bridge: number, orphans: number[]): void {
    const { parent, residual, head, terminal } = this;
    let least = residual[bridge];
    let v = head[bridge ^ 1];
    for (; parent[v] !== TERMINAL; v = head[parent[v]]) least = Math.min(least, residual[parent[v] ^ 1]);
    least = Math.min(least, terminal[v]);
    v = head[bridge];
    for (; parent[v] !== TERMINAL; v = head[parent[v]]) least = Math.min(least, residual[parent[v]]);
    least = Math.min(least, -terminal[v]);
    residual[bridge] -= least;
    residual[bridge ^ 1] += least;
    const orphan = (u: number): void => {
      parent[u] = ORPHAN;
      orphans.push(u);
    };
    v = head[bridge ^ 1];
    while (parent[v] !== TERMINAL) {
      const a = parent[v];
      const up = head[a];
      residual[a] += least;
      residual[a ^ 1] -= least;
      if (residual[a ^ 1] <= 0) orphan(v);
      v = up;
    }
    terminal[v] -= least;
    if (terminal[v] <= 0) orphan(v);
    v = head[bridge];
    while (parent[v] !== TERMINAL) {
      const a = parent[v];
      const up = head[a];
      residual[a ^ 1] += least;
      residual[a] -= least;
      if (residual[a] <= 0) orphan(v);
      v = up;
    }
    terminal[v] += least;
    if (terminal[v] >= 0) orphan(v);
    this.flow += least;
  }

  /** Finds a new parent that leads to the terminal, or frees the node and orphans its children. */
  private adopt(v: number, orphans: number[], activate: (v: number) => void): void {
    const { first, next, head, residual, tree, parent, depth, stamp } = this;
    const side = tree[v];
    let best = NONE;
    let bestDepth = Number.MAX_SAFE_INTEGER;
    for (let a = first[v]; a !== NONE; a = next[a]) {
      if ((side === SOURCE ? residual[a ^ 1] : residual[a]) <= 0) continue;
      const q = head[a];
      if (tree[q] !== side || parent[q] === NONE) continue;
      let d = 0;
      let u = q;
      let rooted = false;
      for (;;) {
        if (stamp[u] === this.time && parent[u] !== ORPHAN && parent[u] !== NONE) {
          d += depth[u];
          rooted = true;
          break;
        }
        const up = parent[u];
        d++;
        if (up === TERMINAL) {
          stamp[u] = this.time;
          depth[u] = 1;
          rooted = true;
          break;
        }
        if (up === ORPHAN || up === NONE) break;
        u = head[up];
      }
      if (!rooted) continue;
      if (d < bestDepth) {
        best = a;
        bestDepth = d;
      }
      let back = d;
      for (u = q; stamp[u] !== this.time; u = head[parent[u]]) {
        stamp[u] = this.time;
        depth[u] = back--;
      }
    }
    if (best !== NONE) {
      parent[v] = best;
      stamp[v] = this.time;
      depth[v] = bestDepth + 1;
      return;
    }
    for (let a = first[v]; a !== NONE; a = next[a]) {
      const q = head[a];
      if (tree[q] !== side || parent[q] === NONE) continue;
      if ((side === SOURCE ? residual[a ^ 1] : residual[a]) > 0) activate(q);
      if (parent[q] >= 0 && head[parent[q]] === v) {
        parent[q] = ORPHAN;
        orphans.push(q);
      }
    }
    tree[v] = FREE;
    parent[v] = NONE;
  }

  /** After `solve`: is the node on the source side of the cut? Nodes reached by neither tree count as sink side. */
  inSource(node: number): boolean {
    return this.tree[node] === SOURCE;
  }
}
