import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  distance,
  fit,
  fromMercator,
  inside,
  mercator,
  metersOutside,
  metersPerPixel,
  pan,
  scaleBar,
  toLngLat,
  toPixel,
  windTo,
  type Rings
} from '../../src/lib/map/geo';
import type { LngLat, View } from '../../src/lib/map/types';

const size = { width: 390, height: 500 };
const view: View = { center: [10.05, 59.0485], zoom: 14 };
const ring = (w: number, s: number, e: number, n: number): LngLat[] => [
  [w, s],
  [e, s],
  [e, n],
  [w, n],
  [w, s]
];
const withHole: Rings[] = [[ring(0, 0, 10, 10), ring(4, 4, 6, 6)], [ring(20, 0, 21, 1)]];

describe('the mercator plane', () => {
  it.each<LngLat>([
    [10.05, 59.0485],
    [-71.06, 42.36],
    [0, 0],
    [179.9, -80]
  ])('goes there and back', (lon, lat) => {
    const [x, y] = fromMercator(mercator([lon, lat]));
    expect(x).toBeCloseTo(lon, 9);
    expect(y).toBeCloseTo(lat, 9);
  });

  it('keeps positions beyond the poles on the map', () => {
    expect(mercator([0, 90])[1]).toBeCloseTo(0, 6);
  });

  it('has the centre in the middle and north up', () => {
    expect(toPixel(view.center, view, size)).toEqual([195, 250]);
    const [x, y] = toPixel([10.06, 59.05], view, size);
    expect(x).toBeGreaterThan(195);
    expect(y).toBeLessThan(250);
  });

  it('knows the position under a pixel', () => {
    const [lon, lat] = toLngLat(toPixel([10.0553, 59.0494], view, size), view, size);
    expect(lon).toBeCloseTo(10.0553, 9);
    expect(lat).toBeCloseTo(59.0494, 9);
  });

  it('comes back after moving there and back', () => {
    const back = pan(pan(view, 80, -30), -80, 30);
    expect(back.center[0]).toBeCloseTo(view.center[0], 9);
    expect(back.center[1]).toBeCloseTo(view.center[1], 9);
  });

  it('moves as many metres as its scale says', () => {
    const moved = pan(view, 100, 0);
    expect(distance(view.center, moved.center) / (100 * metersPerPixel(view))).toBeCloseTo(1, 2);
  });

  it('fits a box with room around it', () => {
    const fitted = fit([10.039, 59.0369, 10.0675, 59.056], size, 24);
    const [x0, y0] = toPixel([10.039, 59.056], fitted, size);
    const [x1, y1] = toPixel([10.0675, 59.0369], fitted, size);
    expect(Math.min(x0, y0)).toBeCloseTo(24, 3);
    expect(x1).toBeLessThanOrEqual(size.width - 23.9);
    expect(y1).toBeLessThanOrEqual(size.height - 23.9);
  });

  it('does not zoom into a point for ever', () => {
    expect(fit([10, 59, 10, 59], size, 24).zoom).toBe(20);
  });
});

describe('distances', () => {
  it('knows a degree of latitude', () => {
    expect(distance([10, 59], [10, 60])).toBeCloseTo(111_195, -1);
  });

  it('knows that meridians draw together', () => {
    expect(distance([10, 60], [11, 60]) / distance([10, 0], [11, 0])).toBeCloseTo(0.5, 3);
  });

  it.each<[LngLat, string]>([
    [[10, 60], 'n'],
    [[12, 60], 'ne'],
    [[11, 59], 'e'],
    [[12, 58], 'se'],
    [[10, 58], 's'],
    [[8, 58], 'sw'],
    [[9, 59], 'w'],
    [[8, 60], 'nw']
  ])('sees %s to the %s', (to, wind) => {
    expect(windTo([10, 59], to)).toBe(wind);
  });
});

describe('polygons', () => {
  it.each<[LngLat, boolean]>([
    [[1, 1], true],
    [[5, 5], false],
    [[20.5, 0.5], true],
    [[15, 5], false],
    [[5, 11], false]
  ])('%s inside: %s', (at, is) => {
    expect(inside(at, withHole)).toBe(is);
  });

  it('measures how far outside, to an edge or a corner', () => {
    const box = [[ring(10, 59, 10.02, 59.01)]];
    expect(metersOutside([10.01, 59.005], box)).toBe(0);
    expect(metersOutside([10.01, 59.02], box)).toBeCloseTo(1112, -1);
    expect(metersOutside([10.03, 59.02], box)).toBeCloseTo(distance([10.03, 59.02], [10.02, 59.01]), 0);
  });

  it('has bounds, also without any', () => {
    expect(boundsOf(withHole)).toEqual([0, 0, 21, 10]);
    expect(boundsOf([])).toEqual([-180, -85, 180, 85]);
  });
});

describe('the scale bar', () => {
  it.each([8, 11, 14, 14.6, 17, 20])('is a round length that fits at zoom %s', (zoom) => {
    const { meters, pixels } = scaleBar({ ...view, zoom }, 96);
    expect(pixels).toBeLessThanOrEqual(96);
    expect(pixels).toBeGreaterThan(96 / 2.6);
    expect(String(meters)).toMatch(/^[125]0*$/);
  });
});
