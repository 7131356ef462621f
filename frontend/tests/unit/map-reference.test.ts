import { describe, expect, it } from 'vitest';
import { apart } from '../../src/admin/settings/apart';
import { lookOf, pathsOf, type Reference } from '../../src/lib/map/reference';
import { styleOf } from '../../src/lib/map/style';
import { square } from './map-area';

const feature = (type: string, coordinates: unknown) => ({
  type: 'Feature' as const,
  properties: {},
  geometry: { type, coordinates } as never
});
const all: Reference = {
  key: 'paths',
  source: '© Larvik',
  look: 0,
  shapes: {
    type: 'FeatureCollection',
    features: [
      feature('MultiPoint', [[10.01, 59.005]]),
      feature('MultiLineString', [
        [
          [10, 59],
          [10.02, 59.01]
        ]
      ]),
      feature('MultiPolygon', [
        [
          [
            [10, 59],
            [10.01, 59],
            [10.01, 59.01],
            [10, 59]
          ]
        ]
      ])
    ]
  }
};

describe('reference layers', () => {
  it('are told apart without their colours', () => {
    for (const dark of [false, true]) {
      const looks = Array.from({ length: 10 }, (_, i) => JSON.stringify(lookOf(i, dark)));
      expect(new Set(looks).size).toBe(10);
      expect(new Set([0, 1, 2, 3, 4].map((i) => lookOf(i, dark).dashes)).size).toBe(5);
    }
  });

  it('lie over the ground and under the boundary and the marks', () => {
    const style = styleOf({ area: square(), lang: 'nb', dark: false, marks: [], references: [all] });
    const order = style.layers.map(({ id }) => id);
    const line = order.indexOf('reference:paths:line');
    expect(line).toBeGreaterThan(order.indexOf('ground'));
    for (const over of ['boundary', 'place-names', 'marks']) expect(line).toBeLessThan(order.indexOf(over));
    for (const layer of style.layers)
      if ('source' in layer) expect(Object.keys(style.sources)).toContain(layer.source);
  });

  it('are drawn by the sketch too', () => {
    const { lines, areas } = pathsOf(all, ([lon, lat]) => [(lon - 10) * 1000, (lat - 59) * 1000]);
    expect(areas).toBe('M0.0,0.0L10.0,0.0L10.0,10.0L0.0,0.0Z');
    expect(lines).toContain('M0.0,0.0L20.0,10.0');
    expect(lines).toContain('a4 4 0');
  });

  it('are said to lie elsewhere where no corner is in the area', () => {
    expect(apart(all.shapes, [9.99, 58.99, 10.03, 59.02])).toBe(false);
    expect(apart(all.shapes, [11, 58.99, 11.03, 59.02])).toBe(true);
  });
});
