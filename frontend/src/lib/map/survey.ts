// How long or large a drawn shape is, and whether it crosses itself.
import { distance, EARTH_RADIUS } from './geo';
import type { Shape } from './shape';
import type { LngLat } from './types';

/** How many corners a shape has at least. */
export const FEWEST = { line: 2, area: 3 } as const;

/** How long a line is, in metres. */
export function lengthOf(corners: readonly LngLat[]): number {
  return corners.slice(1).reduce((sum, corner, i) => sum + distance(corners[i]!, corner), 0);
}

/** How large the area inside corners is, in square metres on the sphere; right for what does not cross itself. */
export function sizeOf(corners: readonly LngLat[]): number {
  const rad = Math.PI / 180;
  const twice = corners.reduce((sum, [lon, lat], i) => {
    const before = corners.at(i - 1)!;
    return sum + (lon - before[0]) * rad * (2 + Math.sin(lat * rad) + Math.sin(before[1] * rad));
  }, 0);
  return Math.abs((twice * EARTH_RADIUS * EARTH_RADIUS) / 2);
}

/** Two edges that meet where they must not. Edge i leads from corner i to the next. */
export interface Crossing {
  edges: [number, number];
  at: LngLat;
}

/**
 * Where a shape crosses itself, exact on the server's grid of 7 decimals. An
 * area may not even touch itself. A line is only said to cross where it really
 * does: one may come back to where one began, and walk home the same way.
 */
export function crossingsOf({ by, corners }: Shape): Crossing[] {
  const grid = corners.map(([lon, lat]): LngLat => [Math.round(lon * 1e7), Math.round(lat * 1e7)]);
  const closed = by === 'area';
  if (grid.length < FEWEST[by]) return [];
  const count = closed ? grid.length : grid.length - 1;
  const edge = (i: number): Edge => [grid[i]!, grid[(i + 1) % grid.length]!];
  const found: Crossing[] = [];
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      const { crosses, touches } = meet(edge(i), edge(j));
      const next = j === i + 1 || (i === 0 && j === count - 1);
      const at = crosses ?? (closed ? touches[next ? 1 : 0] : undefined);
      if (at) found.push({ edges: [i, j], at: [at[0] / 1e7, at[1] / 1e7] });
    }
  return found;
}

type Edge = [LngLat, LngLat];

/** Where two edges cross between their ends, or the ends of one that lie on the other. */
function meet([a, b]: Edge, [c, d]: Edge): { crosses?: LngLat; touches: LngLat[] } {
  if (!boxesMeet([a, b], [c, d])) return { touches: [] };
  const [sideC, sideD, sideA, sideB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (opposite(sideC, sideD) && opposite(sideA, sideB)) {
    const t = sideC / (sideC - sideD);
    return { crosses: [c[0] + t * (d[0] - c[0]), c[1] + t * (d[1] - c[1])], touches: [] };
  }
  const touches: LngLat[] = [];
  const on = (zero: number, p: LngLat, edge: Edge) => {
    if (zero !== 0 || !boxesMeet([p, p], edge)) return;
    if (!touches.some((q) => q[0] === p[0] && q[1] === p[1])) touches.push(p);
  };
  on(sideC, c, [a, b]);
  on(sideD, d, [a, b]);
  on(sideA, a, [c, d]);
  on(sideB, b, [c, d]);
  return { touches };
}

// Whole numbers, and exact as long as corners lie within nine degrees of each other.
function side(a: LngLat, b: LngLat, p: LngLat): number {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

function opposite(a: number, b: number): boolean {
  return (a < 0 && b > 0) || (a > 0 && b < 0);
}

function boxesMeet([a, b]: Edge, [c, d]: Edge): boolean {
  const along = (k: 0 | 1) =>
    Math.max(a[k], b[k]) >= Math.min(c[k], d[k]) && Math.max(c[k], d[k]) >= Math.min(a[k], b[k]);
  return along(0) && along(1);
}
