// Lines and areas that people draw, as corners and as GeoJSON.
import type { LngLat } from './types';

/**
 * What a person drew: a line through its corners, or the area inside them. An
 * area's last corner leads back to its first, which is not repeated.
 */
export interface Shape {
  by: 'line' | 'area';
  corners: LngLat[];
}

/** A shape as GeoJSON has it. */
export type ShapeGeometry =
  { type: 'LineString'; coordinates: LngLat[] } | { type: 'Polygon'; coordinates: LngLat[][] };

/** The shape as the server takes it. */
export function toGeometry({ by, corners }: Shape): ShapeGeometry {
  if (by === 'line') return { type: 'LineString', coordinates: corners };
  return { type: 'Polygon', coordinates: [[...corners, ...corners.slice(0, 1)]] };
}

/** The shape of a geometry, or undefined where it is none; an area without its holes. */
export function toShape(geometry: { type: string; coordinates?: unknown } | null): Shape | undefined {
  if (geometry?.type === 'LineString') return { by: 'line', corners: pairs(geometry.coordinates) };
  if (geometry?.type !== 'Polygon') return undefined;
  const [outer] = geometry.coordinates as unknown[];
  return { by: 'area', corners: pairs(outer).slice(0, -1) };
}

function pairs(positions: unknown): LngLat[] {
  return (positions as number[][]).map(([lon, lat]): LngLat => [lon!, lat!]);
}
