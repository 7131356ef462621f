// The style of an area's map: the drawn map underneath, tiles upon it where
// they come, and over both what is always true: boundary, names and marks.
import type { LineString, Polygon } from 'geojson';
import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  LineLayerSpecification,
  SourceSpecification,
  StyleSpecification
} from 'maplibre-gl';
import { pointOf } from './anchor';
import { bubbleScale, bubbleText, shares } from './bubble';
import { alone } from './cluster';
import { areaBounds, FINE_ZOOM, graticule, labelsOf, nameSpot, outsideRings, polygonsOf } from './drawn';
import { palette, type Palette } from './palette';
import { referenceLayers, referenceSources, type Reference } from './reference';
import { textIn, type LngLat, type MapArea, type MarkFeature } from './types';

/** The name of the source that brings tiles. */
export const BASE = 'base';
/** The names of the sources of marks and of the selected one, and of the layers that can be pressed. */
export const MARKS = 'marks';
export const SELECTED = 'selected';
/** The source of lines and areas, and its layers that can be pressed. */
export const SHAPES = 'shapes';
export const LEGS = 'legs';
export const SHAPE_LAYERS = ['shape-line', 'shape-fill'];

/** A mark's image is named by its prompt behind this, a bubble's by its shares. */
export const IMAGE = 'sticker:';
export const BUBBLE = 'bubble:';

/** Tiles with the layers that draw them. */
export interface Base {
  source: SourceSpecification;
  layers: LayerSpecification[];
}

/** All that decides how the map looks. */
export interface Scene {
  area: MapArea;
  lang: string;
  dark: boolean;
  base?: Base;
  /** The reference layers beneath the marks. */
  references?: readonly Reference[];
  /** Marks and bubbles as they are to be drawn. */
  marks?: MarkFeature[];
  /** The mark that stands out. */
  chosen?: MarkFeature;
}

/** The whole style of a scene. It names no server but the base map's. */
export function styleOf(scene: Scene): StyleSpecification {
  const colors = palette(scene.dark);
  return {
    version: 8,
    sources: {
      ...groundSources(scene),
      ...(scene.base && { [BASE]: scene.base.source }),
      ...referenceSources(scene.references ?? [])
    },
    layers: [
      ...groundLayers(colors),
      ...(scene.base?.layers ?? []),
      ...referenceLayers(scene.references ?? [], scene.dark),
      ...frameLayers(colors, scene.base !== undefined),
      ...(scene.marks ? shapeLayers() : []),
      ...placeLayers(colors),
      ...(scene.marks ? markLayers(colors) : [])
    ]
  };
}

/** The stickers and bubbles of all that is somewhere, as the data of the source of marks. */
export function marksData({ area, lang, dark, marks = [] }: Scene) {
  const order = area.method.prompts.map(({ key }) => key);
  return collection(
    marks.flatMap(({ many, ...mark }) => {
      const at = pointOf(mark);
      if (!at) return [];
      if (!many)
        return [point(at, { id: mark.id, image: IMAGE + mark.properties.prompt, scale: 1, text: '' })];
      const image = bubbleImage(dark, shares(many.prompts, order));
      return [
        point(at, { id: mark.id, image, scale: bubbleScale(many.count), text: bubbleText(many.count, lang) })
      ];
    })
  );
}

/** The name of a bubble's image, shared by all that look the same; sharesIn takes it apart. */
export function bubbleImage(dark: boolean, parts: readonly [key: string, parts: number][]): string {
  return `${BUBBLE}${dark ? 'dark' : 'light'}:${parts.map((part) => part.join('=')).join(',')}`;
}

/** What bubbleImage put together. */
export function sharesIn(image: string): [key: string, parts: number][] {
  const list = image.slice(image.lastIndexOf(':') + 1).split(',');
  return list.filter(Boolean).map((part) => {
    const [key = '', n] = part.split('=');
    return [key, Number(n)];
  });
}

/** The marks that are lines or areas, as the data of their source. */
export function shapesData({ area, marks = [], chosen }: Scene) {
  const others = alone(marks).filter(({ id }) => id !== chosen?.id);
  return collection(
    [...others, ...(chosen ? [chosen] : [])].flatMap(({ id, geometry, properties }) => {
      const color = area.method.prompts.find(({ key }) => key === properties.prompt)?.sticker.color;
      if (!color || !geometry || !['LineString', 'Polygon'].includes(geometry.type)) return [];
      const shape = geometry as LineString | Polygon;
      return [
        { type: 'Feature' as const, properties: { id, color, wide: id === chosen?.id }, geometry: shape }
      ];
    })
  );
}

/** The lines from marks that were drawn aside to where they are. */
export function legsData({ marks = [] }: Scene) {
  const ends = marks.flatMap((mark): [LngLat, LngLat][] => {
    const at = pointOf(mark);
    return at && mark.leg ? [[mark.leg, at]] : [];
  });
  return {
    type: 'Feature' as const,
    properties: {},
    geometry: { type: 'MultiLineString' as const, coordinates: ends }
  };
}

/** A raster base map; on a dark page its lightness is turned round, its hues kept. */
export function rasterBase(area: MapArea, dark: boolean): Base {
  const { url = '', min_zoom, max_zoom } = area.base_map;
  return {
    source: {
      type: 'raster',
      tiles: [url],
      tileSize: 256,
      ...(min_zoom !== undefined && { minzoom: min_zoom }),
      ...(max_zoom !== undefined && { maxzoom: max_zoom })
    },
    layers: [
      {
        id: 'base-raster',
        type: 'raster',
        source: BASE,
        paint: dark
          ? {
              'raster-brightness-min': 0.9,
              'raster-brightness-max': 0.12,
              'raster-hue-rotate': 180
            }
          : { 'raster-saturation': -0.25, 'raster-opacity': 0.92 }
      }
    ]
  };
}

/** The mark that stands out, as the data of its own source. */
export function selectedData(scene: Scene) {
  return marksData({ ...scene, marks: scene.chosen ? [scene.chosen] : [] });
}

function groundSources(scene: Scene): Record<string, SourceSpecification> {
  const { area, lang, marks } = scene;
  const polygons = polygonsOf(area);
  const bounds = areaBounds(area);
  const labels = labelsOf(area, lang).map(({ at, text }) => point(at, { text }));
  return {
    area: geojson({ type: 'MultiPolygon', coordinates: polygons }),
    outside: geojson({ type: 'Polygon', coordinates: outsideRings(area) }),
    graticule: lines(graticule(bounds)),
    fine: lines(graticule(bounds, true)),
    places: geojson(collection(labels)),
    name: geojson(point(nameSpot(area), { text: textIn(area.name, lang, area.languages) })),
    ...(marks && {
      [MARKS]: geojson(marksData(scene)),
      [SELECTED]: geojson(selectedData(scene)),
      [SHAPES]: geojson(shapesData(scene)),
      [LEGS]: geojson(legsData(scene))
    })
  };
}

function groundLayers(c: Palette): LayerSpecification[] {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
    {
      id: 'band',
      type: 'line',
      source: 'area',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': c.band, 'line-width': 22, 'line-opacity': 0.4 }
    },
    { id: 'outside', type: 'fill', source: 'outside', paint: { 'fill-color': c.outside } },
    grid('graticule', c, 0.6),
    { ...grid('fine', c, 0.35), minzoom: FINE_ZOOM },
    areaName(c)
  ];
}

function frameLayers(c: Palette, overTiles: boolean): LayerSpecification[] {
  const veil: LayerSpecification = {
    id: 'veil',
    type: 'fill',
    source: 'outside',
    paint: { 'fill-color': c.outside, 'fill-opacity': 0.5 }
  };
  return [
    ...(overTiles ? [veil] : []),
    {
      id: 'boundary',
      type: 'line',
      source: 'area',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': c.boundary, 'line-width': 2.5, 'line-dasharray': [2.8, 2] }
    }
  ];
}

function grid(id: string, c: Palette, opacity: number) {
  const paint = { 'line-color': c.graticule, 'line-width': 1, 'line-opacity': opacity };
  return { id, type: 'line' as const, source: id, paint };
}

// Under the tiles, which bring their own names.
function areaName(c: Palette): LayerSpecification {
  return {
    id: 'area-name',
    type: 'symbol',
    source: 'name',
    layout: {
      'text-field': ['get', 'text'],
      'text-font': ['system-ui'],
      'text-size': 17,
      'text-letter-spacing': 0.22
    },
    paint: { 'text-color': c.label, 'text-opacity': 0.75 }
  };
}

function placeLayers(c: Palette): LayerSpecification[] {
  return [
    {
      id: 'place-dots',
      type: 'circle',
      source: 'places',
      paint: {
        'circle-radius': 3,
        'circle-color': c.label,
        'circle-stroke-color': c.halo,
        'circle-stroke-width': 1.5
      }
    },
    {
      id: 'place-names',
      type: 'symbol',
      source: 'places',
      layout: {
        'text-field': ['get', 'text'],
        'text-font': ['system-ui'],
        'text-size': 13,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.6,
        'text-justify': 'auto',
        'text-max-width': 11
      },
      paint: { 'text-color': c.label, 'text-halo-color': c.halo, 'text-halo-width': 1.6 }
    }
  ];
}

// Each in its prompt's colour within a white rim, as its sticker is.
function shapeLayers(): LayerSpecification[] {
  const width = (wide: number, thin: number): ExpressionSpecification => [
    'case',
    ['get', 'wide'],
    wide,
    thin
  ];
  const line = (id: string, paint: LineLayerSpecification['paint']): LayerSpecification => ({
    id,
    type: 'line',
    source: SHAPES,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint
  });
  return [
    {
      id: 'shape-fill',
      type: 'fill',
      source: SHAPES,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': ['get', 'color'], 'fill-opacity': width(0.34, 0.18) }
    },
    line('shape-rim', { 'line-color': '#ffffff', 'line-width': width(9, 6.5) }),
    line('shape-line', { 'line-color': ['get', 'color'], 'line-width': width(5, 3) })
  ];
}

function markLayers(c: Palette): LayerSpecification[] {
  return [
    {
      id: LEGS,
      type: 'line',
      source: LEGS,
      paint: { 'line-color': c.label, 'line-width': 1.5 }
    },
    stickers(MARKS, 1, c),
    stickers(SELECTED, 1.5, c)
  ];
}

function stickers(id: string, size: number, c: Palette): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: id,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-size': ['*', size, ['get', 'scale']],
      // Stickers and bubbles may cover each other, but a name makes way for them.
      'icon-allow-overlap': true,
      'text-field': ['get', 'text'],
      'text-font': ['Noto Sans Bold', 'system-ui'],
      'text-size': 13,
      'text-allow-overlap': true,
      'text-ignore-placement': true
    },
    paint: { 'text-color': c.clusterInk }
  };
}

function lines(ends: [LngLat, LngLat][]): SourceSpecification {
  const geometry = { type: 'MultiLineString' as const, coordinates: ends };
  return geojson({ type: 'Feature', properties: {}, geometry });
}

function geojson(data: GeoJSONSourceSpecification['data']): SourceSpecification {
  return { type: 'geojson', data };
}

function collection<F>(features: F[]) {
  return { type: 'FeatureCollection' as const, features };
}

function point(coordinates: LngLat, properties: Record<string, string | number>) {
  return {
    type: 'Feature' as const,
    properties,
    geometry: { type: 'Point' as const, coordinates }
  };
}
