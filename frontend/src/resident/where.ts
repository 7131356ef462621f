import type { Area } from '../lib/api';
import type { Where } from '../lib/drafts';
import type { I18n } from '../lib/i18n';
import { pointOf } from '../lib/map/anchor';
import { describePlace } from '../lib/map/describe';
import { boundsOf, fit } from '../lib/map/geo';
import { describeShape } from '../lib/map/measure';
import { toGeometry } from '../lib/map/shape';
import type { LngLat, MarkFeature, View } from '../lib/map/types';

/** Where a mark is, in words; `own` if they are the person's. */
export function whereText(area: Area, i18n: I18n, where: Where | undefined): { text: string; own: boolean } {
  if (!where) return { text: i18n.t('where.none'), own: false };
  switch (where.by) {
    case 'list':
      return { text: placeName(area, i18n, where.place), own: false };
    case 'words':
      return { text: where.words, own: true };
    case 'line':
    case 'area':
      return { text: describeShape(area, i18n.lang, where, i18n.t), own: false };
    default:
      return { text: describePlace(area, i18n.lang, where.lngLat, i18n.t).text, own: false };
  }
}

/** The name of a named place, or that it is there no more. */
export function placeName(area: Area, i18n: I18n, key: string): string {
  const place = area.places.find((p) => p.key === key);
  return place ? i18n.text(place.name) : i18n.t('where.gone');
}

/** What a mark is on the map, if that is known: a point, a line or an area. */
export function geometryOf(area: Area, where: Where | undefined): MarkFeature['geometry'] {
  switch (where?.by) {
    case 'map':
    case 'gps':
      return { type: 'Point', coordinates: where.lngLat };
    case 'line':
    case 'area':
      return toGeometry(where);
    case 'list':
      return area.places.find((p) => p.key === where.place)?.geometry ?? null;
    default:
      return null;
  }
}

/** Where on the map a mark's sticker stands, if that is known. */
export function lngLatOf(area: Area, where: Where | undefined): LngLat | undefined {
  return pointOf({ geometry: geometryOf(area, where) });
}

/** The view of a small map that shows a mark, a drawn one whole. */
export function viewOf(area: Area, where: Where | undefined): View | undefined {
  const center = lngLatOf(area, where);
  if (where?.by !== 'line' && where?.by !== 'area') return center && { center, zoom: area.view.zoom - 0.5 };
  const whole = fit(boundsOf([[where.corners]]), { width: 320, height: 168 }, 30);
  return { ...whole, zoom: Math.min(whole.zoom, area.view.zoom + 1) };
}
