import { describe, expect, it } from 'vitest';
import { pointOf } from '../../src/lib/map/anchor';
import { faultOf, isPardonable } from '../../src/lib/map/fault';
import { distance, inside } from '../../src/lib/map/geo';
import { describeShape, lengthText, measureText, sizeText } from '../../src/lib/map/measure';
import { toGeometry, toShape, type Shape } from '../../src/lib/map/shape';
import { crossingsOf, lengthOf, sizeOf } from '../../src/lib/map/survey';
import type { LngLat } from '../../src/lib/map/types';
import { square, texts } from './map-area';
import { seeded } from './random';

const line = (...corners: LngLat[]): Shape => ({ by: 'line', corners });
const area = (...corners: LngLat[]): Shape => ({ by: 'area', corners });
const box: LngLat[] = [
  [10, 59],
  [10.01, 59],
  [10.01, 59.01],
  [10, 59.01]
];
const bow: LngLat[] = [box[0]!, box[2]!, box[1]!, box[3]!];

describe('a shape', () => {
  it('goes to GeoJSON and back, an area closed there', () => {
    expect(toGeometry(line(...box))).toEqual({ type: 'LineString', coordinates: box });
    expect(toGeometry(area(...box))).toEqual({ type: 'Polygon', coordinates: [[...box, box[0]]] });
    for (const shape of [line(...box), area(...box)]) expect(toShape(toGeometry(shape))).toEqual(shape);
    expect(toShape({ type: 'Point', coordinates: [10, 59] })).toBeUndefined();
    expect(toShape(null)).toBeUndefined();
  });

  it('has the length of its great circles', () => {
    expect(lengthOf([])).toBe(0);
    expect(lengthOf([[10, 59]])).toBe(0);
    // A degree of latitude there and back.
    expect(lengthOf([[10, 59], [10, 60], [10, 59]])).toBeCloseTo(2 * 111_195, -1); // prettier-ignore
  });

  it.each<[string, LngLat[], number]>([
    // R² · Δλ · (sin φ₂ − sin φ₁), reckoned by hand.
    ['a degree at the equator', [[0, 0], [1, 0], [1, 1], [0, 1]], 12_363_718_145],
    ['a degree in the north', [[10, 59], [11, 59], [11, 60], [10, 60]], 6_275_106_000],
    ['a football field', [[10, 59], [10.0018308, 59], [10.0018308, 59.0006115], [10, 59.0006115]], 7_129]
  ])('has the size of %s', (_, corners, size) => {
    expect(sizeOf(corners) / size).toBeCloseTo(1, 2);
    expect(sizeOf([...corners].reverse()) / size).toBeCloseTo(1, 2);
  }); // prettier-ignore
});

describe('crossing', () => {
  it.each<[string, Shape, [number, number][]]>([
    ['a box', area(...box), []],
    ['a bow tie', area(...bow), [[0, 2]]],
    ['two corners', area(box[0]!, box[1]!), []],
    ['a flat triangle', area([10, 59], [10.01, 59], [10.02, 59]), [[0, 2], [1, 2]]],
    ['a corner that touches an edge', area(...box, [10.005, 59]), [[0, 3], [0, 4]]],
    ['a spike there and back', area(...box.slice(0, 3), [10.02, 59.02], box[2]!, box[3]!), [[1, 3], [1, 4], [2, 3], [2, 4]]],
    ['a line', line(...box), []],
    ['a line that crosses itself', line(...bow), [[0, 2]]],
    ['a round walk', line(...box, box[0]!), []],
    ['a walk home the same way', line(box[0]!, box[1]!, box[0]!), []]
  ])('%s', (_, shape, edges) => {
    expect(crossingsOf(shape).map((crossing) => crossing.edges)).toEqual(edges);
  }); // prettier-ignore

  it('says where', () => {
    const [crossing] = crossingsOf(area(...bow));
    expect(crossing!.at[0]).toBeCloseTo(10.005, 6);
    expect(crossing!.at[1]).toBeCloseTo(59.005, 6);
  });
});

describe('any shape', () => {
  const random = seeded(20_260_501);
  // Corners round a middle in the order of their angle never cross, however far out each stands.
  const star = (n: number): LngLat[] =>
    Array.from({ length: n }, (_, i): LngLat => {
      const [turn, far] = [((i + 0.8 * random()) / n) * 2 * Math.PI, 0.001 + 0.01 * random()];
      return [
        Math.round((10.05 + far * Math.cos(turn)) * 1e7) / 1e7,
        Math.round((59.05 + far * Math.sin(turn)) * 1e7) / 1e7
      ];
    });
  const cases = Array.from({ length: 200 }, () => star(4 + Math.floor(random() * 20)));

  it('drawn round a middle does not cross itself, wherever it begins and whichever way it runs', () => {
    for (const corners of cases) {
      const turned = [...corners.slice(3), ...corners.slice(0, 3)];
      for (const same of [corners, turned, [...corners].reverse()]) {
        expect(crossingsOf(area(...same))).toEqual([]);
        expect(sizeOf(same) / sizeOf(corners)).toBeCloseTo(1, 9);
      }
    }
  });

  it('has its sticker inside', () => {
    for (const corners of cases) {
      const ring = [...corners, corners[0]!];
      const at = pointOf({ geometry: { type: 'Polygon', coordinates: [ring] } });
      expect(inside(at!, [[ring]])).toBe(true);
    }
  });

  it('has its sticker on the line, half way', () => {
    for (const corners of cases) {
      const at = pointOf({ geometry: { type: 'LineString', coordinates: corners } })!;
      const edge = corners.findIndex((a, i) => {
        const b = corners[i + 1];
        return b && Math.abs(distance(a, at) + distance(at, b) - distance(a, b)) < 0.01;
      });
      const half = lengthOf([...corners.slice(0, edge + 1), at]);
      expect(half / lengthOf(corners)).toBeCloseTo(0.5, 2);
    }
  });

  it('crosses once two corners of a star change places across it', () => {
    for (const corners of cases) {
      const [first, ...rest] = corners;
      const third = rest.splice(1, 1)[0]!;
      const crossed = crossingsOf(area(third, rest[0]!, first!, ...rest.slice(1)));
      // Independent of it: whole numbers of any size, every pair, by the signs alone.
      expect(crossed.length > 0).toBe(crossesExactly([third, rest[0]!, first!, ...rest.slice(1)]));
    }
  });
});

function crossesExactly(corners: LngLat[]): boolean {
  const grid = corners.map(([x, y]) => [BigInt(Math.round(x * 1e7)), BigInt(Math.round(y * 1e7))] as const);
  type P = (typeof grid)[number];
  const turn = (a: P, b: P, c: P) => {
    const n = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    return n > 0n ? 1 : n < 0n ? -1 : 0;
  };
  const n = grid.length;
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const [a, b, c, d] = [grid[i]!, grid[i + 1]!, grid[j]!, grid[(j + 1) % n]!];
      if (turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0) return true;
    }
  return false;
}

describe('what is wrong with a shape', () => {
  const far: LngLat = [10.6, 59];
  it.each<[string, Shape, object | undefined]>([
    ['nothing', area(...box), undefined],
    ['too few corners of a line', line(), { code: 'few', missing: 2 }],
    ['too few corners of an area', area(box[0]!, box[1]!), { code: 'few', missing: 1 }],
    ['a corner far away', line(box[0]!, far), { code: 'far', corner: 1 }],
    ['crossing itself', area(...bow), { code: 'crossing' }],
    ['too long', line(...Array.from({ length: 60 }, (_, i): LngLat => [10, 59 + 0.01 * (i % 2)])), { code: 'long' }],
    ['too large', area([9.9, 58.95], [10.15, 58.95], [10.15, 59.06], [9.9, 59.06]), { code: 'large' }],
    ['too many', line(...Array.from({ length: 1001 }, (_, i): LngLat => [10 + i * 1e-6, 59])), { code: 'many' }]
  ])('%s', (_, shape, fault) => {
    if (fault) expect(faultOf(square(), shape)).toMatchObject(fault);
    else expect(faultOf(square(), shape)).toBeUndefined();
  }); // prettier-ignore

  it('is pardoned to a route that crosses itself alone', () => {
    for (const shape of [line(...bow), area(...bow), line(box[0]!)])
      expect(isPardonable(shape, faultOf(square(), shape))).toBe(
        shape.corners.length === 4 && shape.by === 'line'
      );
  });
});

describe('a shape in words', () => {
  const t = texts('en');
  it.each([
    [3, 'about 10 metres'],
    [44, 'about 40 metres'],
    [387, 'about 400 metres'],
    [990, 'about 1 kilometre'],
    [1_240, 'about 1.2 kilometres'],
    [23_400, 'about 23 kilometres']
  ])('%d metres', (meters, text) => expect(lengthText(meters, t)).toBe(text));

  it.each([
    [4, 'about 10 square metres'],
    [1_240, 'about 1,200 square metres'],
    [7_000, 'about one football field (0.7 hectares)'],
    [14_100, 'about 2 football fields (1.4 hectares)'],
    [420_000, 'about 0.4 square kilometres'],
    [83_000_000, 'about 83 square kilometres']
  ])('%d square metres', (size, text) => expect(sizeText(size, t)).toBe(text));

  it('says what it is, how large, and where', () => {
    expect(describeShape(square(), 'en', line([10.014, 59.005], [10.018, 59.005]), t)).toBe(
      'A route, about 250 metres. Near The school, inside The Square'
    );
    expect(measureText(area(...box), t)).toBe('about 0.6 square kilometres');
  });
});
