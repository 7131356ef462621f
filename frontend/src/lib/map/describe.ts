// Where a position is, in words.
import { areaBounds, labelsOf, polygonsOf } from './drawn';
import { distance, inside, metersOutside, windTo, type Wind } from './geo';
import { textIn, type LngLat, type MapArea, type Translate } from './types';

/** How far outside an area a mark is refused, in metres. */
export const FAR_OUTSIDE = 20_000;

/** A position told in words. */
export interface Described {
  /** As "Near Thor Heyerdahl vgs, inside Torstrand". */
  text: string;
  inside: boolean;
  /** So far outside that the area takes no mark there. */
  far: boolean;
}

// Up to these distances in metres one is at a place, near it, so far from it;
// beyond the last the place says nothing.
const AT = 30;
const NEAR = 120;
const SAYS_NOTHING = 5_000;

const WIND_KEYS: Record<Wind, string> = {
  n: 'map.wind.n',
  ne: 'map.wind.ne',
  e: 'map.wind.e',
  se: 'map.wind.se',
  s: 'map.wind.s',
  sw: 'map.wind.sw',
  w: 'map.wind.w',
  nw: 'map.wind.nw'
};

/** Says where lngLat is: the nearest named place with a distance, and inside or outside the area. */
export function describePlace(area: MapArea, lang: string, lngLat: LngLat, t: Translate): Described {
  const name = textIn(area.name, lang, area.languages);
  const polygons = polygonsOf(area);
  // An area without a boundary takes marks wherever its view is.
  const isIn = polygons.length === 0 || inside(lngLat, polygons);
  const far = !isIn && metersOutside(lngLat, polygons) > FAR_OUTSIDE;
  if (far) return { text: t('map.where.far', { area: name }), inside: false, far };
  const side = t(isIn ? 'map.where.inside' : 'map.where.outside', { area: name });
  const near = nearText(area, lang, lngLat, t);
  const text = near ? t('map.where.both', { near, side }) : side;
  return { text: text.charAt(0).toLocaleUpperCase(lang) + text.slice(1), inside: isIn, far };
}

/** How far lngLat is from the area in words, as "34 km". */
export function distanceToArea(area: MapArea, lngLat: LngLat, t: Translate): string {
  return distanceText(metersOutside(lngLat, polygonsOf(area)), t);
}

/** A distance as one would say it: "40 m", "350 m", "1.2 km". */
export function distanceText(meters: number, t: Translate): string {
  const step = meters < 100 ? 10 : 50;
  const rounded = Math.max(step, Math.round(meters / step) * step);
  if (rounded < 1_000) return t('map.meters', { n: rounded });
  const part = meters < 10_000 ? 10 : 1;
  return t('map.kilometers', { n: Math.round((meters / 1_000) * part) / part });
}

function nearText(area: MapArea, lang: string, at: LngLat, t: Translate): string {
  const nearest = labelsOf(area, lang)
    .map((place) => ({ ...place, meters: distance(place.at, at) }))
    .sort((a, b) => a.meters - b.meters)[0];
  if (!nearest || nearest.meters > Math.min(SAYS_NOTHING, diagonal(area))) return '';
  const place = nearest.text;
  if (nearest.meters <= AT) return t('map.where.at', { place });
  if (nearest.meters <= NEAR) return t('map.where.near', { place });
  return t('map.where.off', {
    distance: distanceText(nearest.meters, t),
    wind: t(WIND_KEYS[windTo(nearest.at, at)]),
    place
  });
}

function diagonal(area: MapArea): number {
  const [west, south, east, north] = areaBounds(area);
  return distance([west, south], [east, north]);
}
