// Where a mark's sticker stands: at its point, or at a point on its line or in its area.
import type { LngLat, MarkFeature } from './types';

/** The position of a mark's sticker, undefined where the mark is nowhere. */
export function pointOf({ geometry }: Pick<MarkFeature, 'geometry'>): LngLat | undefined {
  const given = geometry?.coordinates;
  if (geometry?.type === 'Point') return [(given as LngLat)[0], (given as LngLat)[1]];
  if (geometry?.type === 'LineString') return halfway(given as LngLat[]);
  if (geometry?.type === 'Polygon') return within((given as LngLat[][])[0] ?? []);
  return undefined;
}

// Half of the line's length on a plane with shrunk degrees of longitude: near enough to be on it.
function halfway(line: LngLat[]): LngLat | undefined {
  const squeeze = Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180);
  const parts = line.slice(1).map((b, i) => {
    const a = line[i]!;
    return { a, b, length: Math.hypot((b[0] - a[0]) * squeeze, b[1] - a[1]) };
  });
  let left = parts.reduce((sum, { length }) => sum + length, 0) / 2;
  for (const { a, b, length } of parts) {
    const t = length > 0 ? left / length : 0;
    if (t <= 1) return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    left -= length;
  }
  return line.at(-1);
}

// The middle of the widest stretch that lies inside, half way up.
function within(ring: LngLat[]): LngLat | undefined {
  const lats = ring.map(([, lat]) => lat);
  const lat = (Math.min(...lats) + Math.max(...lats)) / 2;
  const cuts: number[] = [];
  ring.forEach((b, i) => {
    const a = ring.at(i - 1)!;
    if (a[1] > lat !== b[1] > lat) cuts.push(a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
  });
  cuts.sort((x, y) => x - y);
  let best: [number, number] | undefined;
  for (let i = 1; i < cuts.length; i += 2) {
    const [from, to] = [cuts[i - 1]!, cuts[i]!];
    if (!best || to - from > best[1] - best[0]) best = [from, to];
  }
  return best ? [(best[0] + best[1]) / 2, lat] : ring[0];
}
