// The style of an area's map: the drawn map underneath, tiles upon it where
// they come, and over both what is always true: boundary, names and marks.
import type { LineString, Polygon } from 'geojson';
import type {
  ExpressionSpecification,
  FilterSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  LineLayerSpecification,
  SourceSpecification,
  StyleSpecification
} from 'maplibre-gl';
import { pointOf } from './anchor';
import { ALONE_ZOOM } from './cluster';
import { areaBounds, FINE_ZOOM, graticule, labelsOf, nameSpot, outsideRings, polygonsOf } from './drawn';
import { palette, type Palette } from './palette';
import { textIn, type LngLat, type MapArea, type MarkFeature } from './types';

/** The name of the source that brings tiles. */
export const BASE = 'base';
/** The names of the sources of marks and of the selected one, and of the layers that can be pressed. */
export const MARKS = 'marks';
export const SELECTED = 'selected';
export const CLUSTERS = 'clusters';
/** The source of lines and areas, and its layers that can be pressed. */
export const SHAPES = 'shapes';
export const SHAPE_LAYERS = ['shape-line', 'shape-fill'];

/** A mark's image is named by its prompt behind this. */
export const IMAGE = 'sticker:';

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
  marks?: MarkFeature[];
  selected?: string;
}

/** The whole style of a scene. It names no server but the base map's. */
export function styleOf(scene: Scene): StyleSpecification {
  const colors = palette(scene.dark);
  return {
    version: 8,
    sources: { ...groundSources(scene), ...(scene.base && { [BASE]: scene.base.source }) },
    layers: [
      ...groundLayers(colors),
      ...(scene.base?.layers ?? []),
      ...frameLayers(colors, scene.base !== undefined),
      ...(scene.marks ? shapeLayers() : []),
      ...placeLayers(colors),
      ...(scene.marks ? markLayers(colors) : [])
    ]
  };
}

/** The stickers of all marks that are somewhere, as the data of the source of marks. */
export function marksData(marks: MarkFeature[]) {
  return collection(
    marks.flatMap((mark) => {
      const at = pointOf(mark);
      return at ? [point(at, { id: mark.id, image: IMAGE + mark.properties.prompt })] : [];
    })
  );
}

/** The marks that are lines or areas, as the data of their source. */
export function shapesData(area: MapArea, marks: MarkFeature[], selected?: string) {
  return collection(
    marks.flatMap(({ id, geometry, properties }) => {
      const color = area.method.prompts.find(({ key }) => key === properties.prompt)?.sticker.color;
      if (!color || !geometry || !['LineString', 'Polygon'].includes(geometry.type)) return [];
      const shape = geometry as LineString | Polygon;
      return [
        { type: 'Feature' as const, properties: { id, color, wide: id === selected }, geometry: shape }
      ];
    })
  );
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

/** The selected mark, if it is among marks, as the data of its own source. */
export function selectedData(marks: MarkFeature[], selected?: string) {
  return marksData(marks.filter(({ id }) => id === selected));
}

function groundSources({ area, lang, marks, selected }: Scene): Record<string, SourceSpecification> {
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
      [MARKS]: {
        type: 'geojson',
        data: marksData(marks),
        cluster: true,
        clusterRadius: 20,
        clusterMaxZoom: ALONE_ZOOM - 1
      },
      [SELECTED]: geojson(selectedData(marks, selected)),
      [SHAPES]: geojson(shapesData(area, marks, selected))
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
  const many: FilterSpecification = ['has', 'point_count'];
  return [
    {
      id: CLUSTERS,
      type: 'circle',
      source: MARKS,
      filter: many,
      paint: {
        'circle-color': c.cluster,
        'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 13, 50, 20],
        'circle-stroke-color': c.halo,
        'circle-stroke-width': 2.5
      }
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: MARKS,
      filter: many,
      layout: {
        'text-field': ['to-string', ['get', 'point_count']],
        'text-font': ['Noto Sans Bold', 'system-ui'],
        'text-size': 14,
        'text-allow-overlap': true
      },
      paint: { 'text-color': c.clusterInk }
    },
    { ...stickers(MARKS, 1), filter: ['!', many] as FilterSpecification },
    stickers(SELECTED, 1.5)
  ];
}

function stickers(id: string, size: number) {
  return {
    id,
    type: 'symbol' as const,
    source: id,
    layout: {
      'icon-image': ['get', 'image'] as ExpressionSpecification,
      'icon-size': size,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true
    }
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

function point(coordinates: LngLat, properties: Record<string, string>) {
  return {
    type: 'Feature' as const,
    properties,
    geometry: { type: 'Point' as const, coordinates }
  };
}
