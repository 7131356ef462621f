// The drawn map's geometry: what is true of the area without any tiles.
import { boundsOf, inside, type Bounds, type Rings } from './geo';
import { textIn, type LngLat, type MapArea } from './types';

/** A place that can be drawn. */
export interface Label {
  key: string;
  text: string;
  at: LngLat;
}

/** The area's polygons. */
export function polygonsOf(area: MapArea): Rings[] {
  return area.boundary.geometry.coordinates as Rings[];
}

/** Where the area's map opens. */
export function centerOf(area: MapArea): LngLat {
  return area.view.center as LngLat;
}

/** The box around the area, or a small one around its view if it has no boundary. */
export function areaBounds(area: MapArea): Bounds {
  const polygons = polygonsOf(area);
  if (polygons.length > 0) return boundsOf(polygons);
  const [lon, lat] = centerOf(area);
  return [lon - 0.01, lat - 0.005, lon + 0.01, lat + 0.005];
}

/** The named places that have a position, in the page's language. */
export function labelsOf(area: MapArea, lang: string): Label[] {
  return area.places.flatMap((place) =>
    place.geometry
      ? [
          {
            key: place.key,
            text: textIn(place.name, lang, area.languages),
            at: place.geometry.coordinates as LngLat
          }
        ]
      : []
  );
}

/** Where the area's name may stand: above its middle, if that is inside it. */
export function nameSpot(area: MapArea): LngLat {
  const [west, south, east, north] = areaBounds(area);
  const lon = (west + east) / 2;
  const spots = [0.86, 0.75, 0.5].map((part): LngLat => [lon, south + (north - south) * part]);
  return spots.find((spot) => inside(spot, polygonsOf(area))) ?? centerOf(area);
}

/** The whole plane with the area cut out, as one GeoJSON polygon's rings. */
export function outsideRings(area: MapArea): Rings {
  const world: LngLat[] = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
    [-180, -85]
  ];
  return [world, ...polygonsOf(area).flatMap((rings) => (rings[0] ? [rings[0]] : []))];
}

// Steps of a degree that make whole minutes or seconds.
const STEPS = [1 / 240, 1 / 120, 1 / 60, 1 / 30, 1 / 12, 1 / 6, 1 / 2, 1, 5];

/** From this zoom on the graticule is drawn finer, so that moving is seen on bare ground. */
export const FINE_ZOOM = 14.8;

/**
 * The graticule around bounds: the meridians and parallels, about eight across
 * the box, or four times as many, and twice as far beyond it on every side; each
 * from end to end.
 */
export function graticule(bounds: Bounds, fine = false): [LngLat, LngLat][] {
  const [west, south, east, north] = bounds;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const lonStep = stepFor(east - west) / (fine ? 4 : 1);
  const latStep = lonStep * (squeeze > 0.7 ? 1 : 0.5);
  const [w, e] = [west - (east - west) * 2, east + (east - west) * 2];
  const [s, n] = [south - (north - south) * 2, north + (north - south) * 2];
  const meridians = multiples(w, e, lonStep).map((lon): [LngLat, LngLat] => [
    [lon, s],
    [lon, n]
  ]);
  const parallels = multiples(s, n, latStep).map((lat): [LngLat, LngLat] => [
    [w, lat],
    [e, lat]
  ]);
  return [...meridians, ...parallels];
}

function stepFor(span: number): number {
  return STEPS.find((step) => span / step <= 8) ?? 10;
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}
