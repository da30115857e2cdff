/** MaxFlow against augmenting the shortest path, on random graphs. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MaxFlow } from '../../../../src-main/engine/image/ops/max-flow.ts';
import { noise } from './rasters.ts';

/** Maximum flow between nodes n and n + 1 of a capacity matrix (Edmonds & Karp 1972). */
function edmondsKarp(capacity: number[][], source: number, sink: number): number {
  const residual = capacity.map((row) => [...row]);
  for (let flow = 0; ; ) {
    const from = new Array<number>(residual.length).fill(-1);
    from[source] = source;
    const queue = [source];
    for (const u of queue) {
      residual[u].forEach((c, v) => {
        if (c > 0 && from[v] < 0) {
          from[v] = u;
          queue.push(v);
        }
      });
    }
    if (from[sink] < 0) return flow;
    let least = Number.POSITIVE_INFINITY;
    for (let v = sink; v !== source; v = from[v]) least = Math.min(least, residual[from[v]][v]);
    for (let v = sink; v !== source; v = from[v]) {
      residual[from[v]][v] -= least;
      residual[v][from[v]] += least;
    }
    flow += least;
  }
}

it('finds the maximum flow and a cut of that value', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer(),
      (nodes, edges, hint, seed) => {
        const next = noise(seed);
        const whole = (n: number) => Math.floor(next() * n);
        const capacity = Array.from({ length: nodes + 2 }, () => new Array<number>(nodes + 2).fill(0));
        const graph = new MaxFlow(nodes, hint);
        for (let v = 0; v < nodes; v++) {
          for (let times = whole(3); times > 0; times--) {
            const s = whole(3) ? whole(9) : 0;
            const t = whole(3) ? whole(9) : 0;
            graph.addTerminal(v, s, t);
            capacity[nodes][v] += s;
            capacity[v][nodes + 1] += t;
          }
        }
        for (let e = 0; e < edges && nodes > 1; e++) {
          const a = whole(nodes);
          const b = (a + 1 + whole(nodes - 1)) % nodes;
          const forward = whole(7);
          const backward = whole(7);
          graph.addEdge(a, b, forward, backward);
          capacity[a][b] += forward;
          capacity[b][a] += backward;
        }
        const flow = graph.solve();
        expect(flow).toBe(edmondsKarp(capacity, nodes, nodes + 1));
        const onSource = (v: number) => v === nodes || (v < nodes && graph.inSource(v));
        let cut = 0;
        capacity.forEach((row, a) => {
          row.forEach((c, b) => {
            if (onSource(a) && !onSource(b)) cut += c;
          });
        });
        expect(cut).toBe(flow);
      },
    ),
    { numRuns: 2000 },
  );
});

it('separates a noisy picture', () => {
  const size = 60;
  const next = noise(7);
  const graph = new MaxFlow(size * size, size * size * 2);
  for (let i = 0; i < size * size; i++) {
    const inside = Math.hypot((i % size) - 30, Math.floor(i / size) - 30) < 18;
    const right = next() < 0.75;
    graph.addTerminal(i, inside === right ? 1 : 0, inside === right ? 0 : 1);
    if (i % size < size - 1) graph.addEdge(i, i + 1, 0.8, 0.8);
    if (i < size * (size - 1)) graph.addEdge(i, i + size, 0.8, 0.8);
  }
  graph.solve();
  let wrong = 0;
  for (let i = 0; i < size * size; i++) {
    const inside = Math.hypot((i % size) - 30, Math.floor(i / size) - 30) < 18;
    if (graph.inSource(i) !== inside) wrong += 1;
  }
  expect(wrong / size ** 2).toBeLessThan(0.02);
});
