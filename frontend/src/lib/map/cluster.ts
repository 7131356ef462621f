// Marks that lie upon each other, gathered as bubbles: when, and how in the sketch.
import { pointOf } from './anchor';
import { toPixel } from './geo';
import { type MarkFeature, type Pixel, type Size, type View } from './types';

/** From this zoom on MapLibre shows every mark alone. */
export const ALONE_ZOOM = 17;

/** Things at a position on the screen, with where they are together. */
export interface Cluster<T> {
  at: Pixel;
  items: T[];
}

/**
 * Gathers items that lie within reach pixels of the first of their cluster, in
 * the order given; a cluster lies at the mean of its items.
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

/** How far apart in pixels marks of the sketch must lie to stand alone. */
export const REACH = 26;

/** The marks of the sketch as they lie on the screen: alone or as bubbles. */
export function sketchMarks<F extends Pick<MarkFeature, 'geometry'>>(
  features: F[],
  view: View,
  size: Size
): Cluster<F>[] {
  const items = features.flatMap((item) => {
    const point = pointOf(item);
    return point ? [{ at: toPixel(point, view, size), item }] : [];
  });
  return gather(items, REACH);
}

/** The cluster that a finger at a pixel means, if any. */
export function pressed<T>(clusters: Cluster<T>[], [x, y]: Pixel): Cluster<T> | undefined {
  const far = ({ at }: Cluster<T>) => Math.hypot(at[0] - x, at[1] - y);
  const nearest = [...clusters].sort((a, b) => far(a) - far(b))[0];
  return nearest && far(nearest) <= 24 ? nearest : undefined;
}
