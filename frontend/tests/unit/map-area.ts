import { format, type Params } from '../../src/lib/i18n/messages';
import en from '../../src/lib/i18n/locales/en.json';
import nb from '../../src/lib/i18n/locales/nb.json';
import nn from '../../src/lib/i18n/locales/nn.json';
import type { LngLat, MapArea, MarkFeature } from '../../src/lib/map/types';

const messages: Record<string, Record<string, string>> = { nb, nn, en };

/** The page's own texts in a language. */
export function texts(lang: string) {
  return (key: string, params?: Params) => format(messages[lang] ?? {}, lang, key, params);
}

/** About 1.1 km by 1.1 km around 10.01, 59.005, with two places that have a position and one that has none. */
export function square(): MapArea {
  const ring: LngLat[] = [
    [10, 59],
    [10.02, 59],
    [10.02, 59.01],
    [10, 59.01],
    [10, 59]
  ];
  return {
    name: { nb: 'Torget', en: 'The Square' },
    languages: ['nb', 'nn', 'en'],
    view: { center: [10.01, 59.005], zoom: 14 },
    boundary: { geometry: { coordinates: [[ring]] } },
    base_map: { kind: 'none' },
    places: [
      { key: 'school', name: { nb: 'Skolen', en: 'The school' }, geometry: point(10.015, 59.005) },
      { key: 'quay', name: { nb: 'Kaia', en: 'The quay' }, geometry: point(10.002, 59.001) },
      { key: 'hall', name: { nb: 'Grendehuset' }, geometry: null }
    ],
    method: {
      prompts: [
        {
          key: 'meeting_place',
          sticker: { shape: 'circle', color: '#0067A3', letter: { nb: 'M', en: 'M' } }
        },
        { key: 'most_liked', sticker: { shape: 'heart', color: '#C2185B', letter: { nb: 'L' } } }
      ]
    }
  };
}

/** A mark that answers most_liked. */
export function mark(id: string, lon: number, lat: number): MarkFeature {
  return { id, geometry: point(lon, lat), properties: { prompt: 'most_liked' } };
}

function point(lon: number, lat: number) {
  return { type: 'Point' as const, coordinates: [lon, lat] };
}
