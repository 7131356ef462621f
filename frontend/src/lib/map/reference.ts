// Reference layers: what an area shows beneath its marks, quietly, each with a look
// of its own that does not change with the others that are shown.
import type { FeatureCollection, Geometry } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { palette } from './palette';
import type { LngLat, Pixel } from './types';

/** A reference layer that is shown. */
export interface Reference {
  key: string;
  /** Whose it is; told wherever the layer is. */
  source: string | null;
  /** Where it stands in the area's list, by which it looks. */
  look: number;
  shapes: FeatureCollection;
}

/** How a layer is drawn. Dashes are in widths of the line. */
export interface Look {
  color: string;
  dashes: readonly number[];
}

const DASHES = [[], [4, 2], [1.2, 1.6], [7, 2, 1.5, 2], [2.5, 1.2]];

/** The look of the layer at this place of the list: never by colour alone. */
export function lookOf(index: number, dark: boolean): Look {
  const { reference } = palette(dark);
  const turn = Math.floor(index / reference.length);
  return {
    color: reference[index % reference.length]!,
    dashes: DASHES[(index + turn) % DASHES.length]!
  };
}

export const LINE_WIDTH = 2;
export const FILL_OPACITY = 0.1;
const DOT = 4;

/** The sources of layers, for MapLibre. */
export function referenceSources(references: readonly Reference[]): Record<string, SourceSpecification> {
  return Object.fromEntries(
    references.map(({ key, shapes }) => [nameOf(key), { type: 'geojson' as const, data: shapes }])
  );
}

/** What draws them. */
export function referenceLayers(references: readonly Reference[], dark: boolean): LayerSpecification[] {
  return references.flatMap(({ key, look }): LayerSpecification[] => {
    const { color, dashes } = lookOf(look, dark);
    const source = nameOf(key);
    return [
      {
        id: `${source}:fill`,
        type: 'fill',
        source,
        filter: only('Polygon'),
        paint: { 'fill-color': color, 'fill-opacity': FILL_OPACITY }
      },
      {
        id: `${source}:line`,
        type: 'line',
        source,
        filter: ['!', only('Point')],
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': color,
          'line-width': LINE_WIDTH,
          ...(dashes.length > 0 && { 'line-dasharray': [...dashes] })
        }
      },
      {
        id: `${source}:dot`,
        type: 'circle',
        source,
        filter: only('Point'),
        paint: {
          'circle-radius': DOT,
          'circle-color': palette(dark).halo,
          'circle-stroke-color': color,
          'circle-stroke-width': LINE_WIDTH
        }
      }
    ];
  });
}

// Tiles made of many points say either.
const only = (type: string): ExpressionSpecification => [
  'match',
  ['geometry-type'],
  [type, `Multi${type}`],
  true,
  false
];

const nameOf = (key: string) => `reference:${key}`;

/** The shapes as an SVG path, areas first, and what of it is filled. */
export function pathsOf(
  { shapes }: Reference,
  at: (lngLat: LngLat) => Pixel
): { lines: string; areas: string } {
  const paths = { lines: '', areas: '' };
  for (const { geometry } of shapes.features) draw(geometry, at, paths);
  return paths;
}

function draw(geometry: Geometry, at: (p: LngLat) => Pixel, paths: { lines: string; areas: string }) {
  const line = (ps: number[][]) => 'M' + ps.map((p) => at(p as LngLat).map((n) => n.toFixed(1))).join('L');
  if (geometry.type === 'MultiPolygon')
    paths.areas += geometry.coordinates
      .flat()
      .map((ring) => line(ring) + 'Z')
      .join('');
  if (geometry.type === 'MultiLineString') paths.lines += geometry.coordinates.map(line).join('');
  if (geometry.type === 'MultiPoint')
    paths.lines += geometry.coordinates.map((p) => dot(at(p as LngLat))).join('');
}

const dot = ([x, y]: Pixel) =>
  `M${(x - DOT).toFixed(1)} ${y.toFixed(1)}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0`;
