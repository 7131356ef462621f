// Positions, distances and the web mercator plane, as small functions: enough
// for a pin, a sketch and a sentence about where one is.
import type { LngLat, Pixel, Size, View } from './types';

/** A polygon's rings, the first the outer one. */
export type Rings = LngLat[][];

/** The corner positions of a box: west, south, east, north. */
export type Bounds = [west: number, south: number, east: number, north: number];

/** The mean one, in metres. */
export const EARTH_RADIUS = 6_371_008.8;
const EQUATOR = 40_075_016.686;
const TILE = 512;
const MAX_LAT = 85.051129;
const rad = (degrees: number) => (degrees * Math.PI) / 180;

/** The position on the mercator square, 0…1 from the north-west. */
export function mercator([lon, lat]: LngLat): [x: number, y: number] {
  const sin = Math.sin(rad(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat))));
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

/** The inverse of mercator. */
export function fromMercator([x, y]: [number, number]): LngLat {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return [(x - 0.5) * 360, lat];
}

/** Where a position falls on a map of this size and view. */
export function toPixel(lngLat: LngLat, view: View, size: Size): Pixel {
  const scale = TILE * 2 ** view.zoom;
  const [x, y] = mercator(lngLat);
  const [cx, cy] = mercator(view.center);
  return [size.width / 2 + (x - cx) * scale, size.height / 2 + (y - cy) * scale];
}

/** The position under a pixel; the inverse of toPixel. */
export function toLngLat([px, py]: Pixel, view: View, size: Size): LngLat {
  return pan(view, px - size.width / 2, py - size.height / 2).center;
}

/** The view moved by so many pixels, east and south positive. */
export function pan(view: View, dx: number, dy: number): View {
  const scale = TILE * 2 ** view.zoom;
  const [x, y] = mercator(view.center);
  return { ...view, center: fromMercator([x + dx / scale, y + dy / scale]) };
}

/** The view that shows all of bounds with padding pixels left free around it. */
export function fit(bounds: Bounds, size: Size, padding: number): View {
  const [west, south, east, north] = bounds;
  const [x0, y0] = mercator([west, north]);
  const [x1, y1] = mercator([east, south]);
  const room = (length: number) => Math.max(1, length - 2 * padding);
  const scale = Math.min(room(size.width) / (x1 - x0), room(size.height) / (y1 - y0));
  const zoom = Math.min(20, Math.log2(scale / TILE));
  return { center: fromMercator([(x0 + x1) / 2, (y0 + y1) / 2]), zoom };
}

/** The box around polygons. The world's if there are none. */
export function boundsOf(polygons: Rings[]): Bounds {
  const all = polygons.flatMap((rings) => rings[0] ?? []);
  if (all.length === 0) return [-180, -85, 180, 85];
  const lons = all.map((p) => p[0]);
  const lats = all.map((p) => p[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** How many metres one CSS pixel is, at the view's centre. */
export function metersPerPixel(view: View): number {
  return (EQUATOR * Math.cos(rad(view.center[1]))) / (TILE * 2 ** view.zoom);
}

/** The great-circle distance in metres. */
export function distance(a: LngLat, b: LngLat): number {
  const dLat = rad(b[1] - a[1]);
  const dLon = rad(b[0] - a[0]);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a[1])) * Math.cos(rad(b[1])) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The position midway between two on the map, with 7 decimals. */
export function midpoint(a: LngLat, b: LngLat): LngLat {
  const [[x0, y0], [x1, y1]] = [mercator(a), mercator(b)];
  return fromMercator([(x0 + x1) / 2, (y0 + y1) / 2]).map((n) => Math.round(n * 1e7) / 1e7) as LngLat;
}

/** The eight winds, clockwise from north. */
export const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type Wind = (typeof WINDS)[number];

/** In which of the eight directions to lies, seen from from. */
export function windTo(from: LngLat, to: LngLat): Wind {
  const [x0, y0] = mercator(from);
  const [x1, y1] = mercator(to);
  const turns = Math.atan2(x1 - x0, y0 - y1) / (2 * Math.PI);
  return WINDS[(Math.round(turns * 8) + 8) % 8] as Wind;
}

/** Whether a position lies in one of the polygons and not in a hole. */
export function inside(p: LngLat, polygons: Rings[]): boolean {
  return polygons.some(
    ([outer, ...holes]) => outer && inRing(p, outer) && !holes.some((hole) => inRing(p, hole))
  );
}

/** How many metres a position lies outside the polygons; 0 inside. */
export function metersOutside(p: LngLat, polygons: Rings[]): number {
  if (inside(p, polygons)) return 0;
  let nearest = Infinity;
  for (const ring of polygons.flat())
    for (let i = 1; i < ring.length; i++)
      nearest = Math.min(nearest, toSegment(p, ring[i - 1] as LngLat, ring[i] as LngLat));
  return nearest;
}

function inRing([x, y]: LngLat, ring: LngLat[]): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as LngLat;
    const [xj, yj] = ring[j] as LngLat;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

// Nearest point of the segment on the plane around p, then the true distance:
// good to well under a percent at the 20 km this is asked about.
function toSegment(p: LngLat, a: LngLat, b: LngLat): number {
  const squeeze = Math.cos(rad(p[1]));
  const [ax, ay] = [(a[0] - p[0]) * squeeze, a[1] - p[1]];
  const [dx, dy] = [(b[0] - a[0]) * squeeze, b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return distance(p, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
}

/** A scale bar: the longest round length in metres that fits in maxPixels. */
export function scaleBar(view: View, maxPixels: number): { meters: number; pixels: number } {
  const perPixel = metersPerPixel(view);
  const most = perPixel * maxPixels;
  const power = 10 ** Math.floor(Math.log10(most));
  const meters = ([5, 2, 1].find((n) => n * power <= most) ?? 1) * power;
  return { meters, pixels: meters / perPixel };
}
