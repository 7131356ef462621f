/** A position in WGS 84 degrees, longitude before latitude. */
export type LngLat = [lon: number, lat: number];

/** A position as JSON has it; only its first two numbers count. */
type Position = number[];

/** People's text by language tag. */
export type Text = Record<string, string>;

/** What the map needs to know of an area; the area document of the API fits. */
export interface MapArea {
  name: Text;
  languages: string[];
  view: { center: Position; zoom: number };
  /** GeoJSON MultiPolygon: polygons of rings of positions. */
  boundary: { geometry: { coordinates: Position[][][] } };
  base_map: BaseMap;
  places: MapPlace[];
  /** Its prompts say how marks look. */
  method: { prompts: MapPrompt[] };
}

/** What lies under the marks when it can be had; the drawn map is always there. */
export interface BaseMap {
  kind: 'none' | 'xyz' | 'pmtiles';
  /** An XYZ template with {z}, {x} and {y}, or where the PMTiles file is. */
  url?: string;
  attribution?: string;
  min_zoom?: number;
  max_zoom?: number;
}

/** A named place; without a geometry it can be chosen but not drawn. */
export interface MapPlace {
  key: string;
  name: Text;
  geometry: { type: 'Point'; coordinates: Position } | null;
}

/** What the map needs to know of a prompt to draw its marks. */
export interface MapPrompt {
  key: string;
  sticker: StickerSpec;
}

/** How a prompt's marks look. */
export interface StickerSpec {
  shape: string;
  /** #rrggbb */
  color: string;
  letter: Text;
}

/** A mark as the API gives it: a point, a line, an area or nowhere; or a bubble of several. */
export interface MarkFeature {
  /** The contribution's id; of a bubble any that is its own. */
  id: string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: { prompt: string };
  /** Of a bubble: what it stands for. */
  many?: Many;
  /** Where it really is, when it is drawn beside it. */
  leg?: LngLat;
}

/** Several marks that lie too near each other to be drawn alone. */
export interface Many {
  count: number;
  /** How many answer which prompt. */
  prompts: Record<string, number>;
  /** The box around them: west, south, east, north. */
  bounds: [west: number, south: number, east: number, north: number];
  /** They themselves, where they are known. */
  members?: MarkFeature[];
}

/** Where a map looks: zoom counts in tiles of 512 px, north is up. */
export interface View {
  center: LngLat;
  zoom: number;
}

/** The size of a map in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A position on the screen in CSS pixels from the map's top left. */
export type Pixel = [x: number, y: number];

/** Gives the text of a key in the page's language, with its parameters filled in. */
export type Translate = (key: string, params?: Record<string, string | number>) => string;

// Languages that read each other's words.
const NEAR: Record<string, string> = { nn: 'nb', nb: 'nn' };

/** The text in lang or the language next to it, else in the first of fallbacks that has one, else any. */
export function textIn(text: Text, lang: string, fallbacks: readonly string[] = []): string {
  for (const l of [lang, NEAR[lang] ?? lang, ...fallbacks]) if (text[l]) return text[l];
  return Object.values(text).find((s) => s !== '') ?? '';
}
