import type { Area } from '../lib/api';
import type { Where } from '../lib/drafts';
import type { I18n } from '../lib/i18n';
import { describePlace } from '../lib/map/describe';
import type { LngLat } from '../lib/map/types';

/** Where a mark is, in words; `own` if they are the person's. */
export function whereText(area: Area, i18n: I18n, where: Where | undefined): { text: string; own: boolean } {
  if (!where) return { text: i18n.t('where.none'), own: false };
  switch (where.by) {
    case 'list':
      return { text: placeName(area, i18n, where.place), own: false };
    case 'words':
      return { text: where.words, own: true };
    default:
      return { text: describePlace(area, i18n.lang, where.lngLat, i18n.t).text, own: false };
  }
}

/** The name of a named place; its key if it is there no more. */
export function placeName(area: Area, i18n: I18n, key: string): string {
  const place = area.places.find((p) => p.key === key);
  return place ? i18n.text(place.name) : key;
}

/** Where on the map a mark is, if that is known. */
export function lngLatOf(area: Area, where: Where | undefined): LngLat | undefined {
  if (where?.by === 'map' || where?.by === 'gps') return where.lngLat;
  if (where?.by !== 'list') return undefined;
  return area.places.find((p) => p.key === where.place)?.geometry?.coordinates as LngLat | undefined;
}
