import type { FeatureCollection } from 'geojson';
import type { Bounds } from '../../lib/map/geo';

/** Whether no corner of the shapes lies in the box: they are somewhere else than the area. */
export function apart(shapes: FeatureCollection, [west, south, east, north]: Bounds): boolean {
  const near = (at: unknown): boolean => {
    if (!Array.isArray(at)) return false;
    if (typeof at[0] !== 'number') return at.some(near);
    const [lon, lat] = at as number[];
    return lon! >= west && lon! <= east && lat! >= south && lat! <= north;
  };
  return !shapes.features.some(({ geometry }) => 'coordinates' in geometry && near(geometry.coordinates));
}
