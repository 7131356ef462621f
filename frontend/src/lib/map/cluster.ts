// Marks that lie upon each other, gathered as bubbles, and how a bubble opens.
import { pointOf } from './anchor';
import { fit, fromMercator, mercator, toPixel, type Bounds } from './geo';
import type { LngLat, MarkFeature, Pixel, Size, View } from './types';

const TILE = 512;

/** How far apart in pixels a few marks must lie to stand alone. */
export const REACH = 26;

/** Things at a position on a plane, with where they are together. */
export interface Cluster<T> {
  at: Pixel;
  items: T[];
}

/**
 * Gathers items that lie within reach of the first of their cluster, in the
 * order given; a cluster lies at the mean of its items.
 */
export function gather<T>(items: { at: Pixel; item: T }[], reach: number): Cluster<T>[] {
  const clusters: (Cluster<T> & { first: Pixel })[] = [];
  for (const { at, item } of items) {
    const near = clusters.find(({ first }) => Math.hypot(first[0] - at[0], first[1] - at[1]) <= reach);
    if (!near) {
      clusters.push({ at, first: at, items: [item] });
      continue;
    }
    near.items.push(item);
    const n = near.items.length;
    near.at = [near.at[0] + (at[0] - near.at[0]) / n, near.at[1] + (at[1] - near.at[1]) / n];
  }
  return clusters;
}

/**
 * A person's own marks as a map of a zoom shows them: alone or as bubbles.
 * What the server has gathered stays as it is; what is nowhere is left out.
 */
export function gatherMarks(features: readonly MarkFeature[], zoom: number): MarkFeature[] {
  const scale = TILE * 2 ** zoom;
  const items = features.flatMap((item) => {
    const point = pointOf(item);
    return point && !item.many ? [{ at: mercator(point).map((n) => n * scale) as Pixel, item }] : [];
  });
  const gathered = gather(items, REACH).map(({ at, items }) =>
    items.length > 1 ? bubbleOf(items, fromMercator([at[0] / scale, at[1] / scale])) : items[0]!
  );
  return [...features.filter(({ many }) => many), ...gathered];
}

function bubbleOf(members: MarkFeature[], at: LngLat): MarkFeature {
  const prompts: Record<string, number> = {};
  for (const { properties } of members) prompts[properties.prompt] = (prompts[properties.prompt] ?? 0) + 1;
  const points = members.map((member) => pointOf(member)!);
  const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const bounds: Bounds = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const { id, properties } = members[0]!;
  return {
    id: `many:${id}`,
    geometry: { type: 'Point', coordinates: at },
    properties,
    many: { count: members.length, prompts, bounds, members }
  };
}

/** All that a list of marks and bubbles is about, as far as it is known one by one. */
export function alone(marks: readonly MarkFeature[]): MarkFeature[] {
  return marks.flatMap((mark) => (mark.many ? (mark.many.members ?? []) : mark));
}

/** The mark that a finger at a pixel means, if any. */
export function pressed(marks: readonly MarkFeature[], view: View, size: Size, [x, y]: Pixel) {
  const far = (mark: MarkFeature) => {
    const point = pointOf(mark);
    const at = point && toPixel(point, view, size);
    return at ? Math.hypot(at[0] - x, at[1] - y) : Infinity;
  };
  const nearest = [...marks].sort((a, b) => far(a) - far(b))[0];
  return nearest && far(nearest) <= 24 ? nearest : undefined;
}

/** The closest that a bubble is opened by zooming. */
const CLOSEST = 20;

/** Where a bubble's marks stand apart, or undefined if zooming cannot part them. */
export function opened({ many }: MarkFeature, view: View, size: Size): View | undefined {
  if (!many) return undefined;
  const whole = fit(many.bounds, size, 60);
  if (whole.zoom >= CLOSEST && spanAt(many.bounds, CLOSEST) < REACH * 2) return undefined;
  if (view.zoom >= CLOSEST - 0.5) return undefined;
  return { center: whole.center, zoom: Math.min(CLOSEST, Math.max(whole.zoom, view.zoom + 1)) };
}

function spanAt([west, south, east, north]: Bounds, zoom: number): number {
  const [a, b] = [mercator([west, north]), mercator([east, south])];
  return Math.max(b[0] - a[0], b[1] - a[1]) * TILE * 2 ** zoom;
}

/** How many marks at one place are drawn around it: two rings. The list has the rest. */
export const MOST_AROUND = 20;

/** Marks of one place drawn around it, in rings, each with a line to where it really is. */
export function around(at: LngLat, members: readonly MarkFeature[], zoom: number): MarkFeature[] {
  const shown = members.slice(0, MOST_AROUND);
  const inner = shown.length <= 8 ? shown.length : 7;
  return shown.map((member, i) => {
    const [n, of, radius] =
      i < inner ? [i, inner, shown.length > 8 ? 46 : 30 + inner * 2] : [i - inner, shown.length - inner, 86];
    const angle = (2 * Math.PI * n) / of - Math.PI / 2;
    const [x, y] = mercator(at);
    const scale = TILE * 2 ** zoom;
    const aside = fromMercator([
      x + (radius * Math.cos(angle)) / scale,
      y + (radius * Math.sin(angle)) / scale
    ]);
    return { ...member, geometry: { type: 'Point', coordinates: aside }, leg: at };
  });
}
