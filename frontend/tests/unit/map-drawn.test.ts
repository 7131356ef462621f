import { describe, expect, it } from 'vitest';
import { areaBounds, graticule, labelsOf, nameSpot, outsideRings, polygonsOf } from '../../src/lib/map/drawn';
import { inside } from '../../src/lib/map/geo';
import { broken, placeLabels, widthOf, type Box, type Placed } from '../../src/lib/map/labels';
import type { Pixel } from '../../src/lib/map/types';
import { square } from './map-area';

describe('the drawn map', () => {
  it('names the places that have a position, in the language', () => {
    expect(labelsOf(square(), 'en').map((l) => l.text)).toEqual(['The school', 'The quay']);
    expect(labelsOf(square(), 'pl').map((l) => l.text)).toEqual(['Skolen', 'Kaia']);
  });

  it('cuts the area out of the rest', () => {
    const [world, hole, ...more] = outsideRings(square());
    expect(world).toHaveLength(5);
    expect(hole).toEqual(polygonsOf(square())[0]?.[0]);
    expect(more).toEqual([]);
  });

  it('writes its name inside it, above the middle', () => {
    const spot = nameSpot(square());
    expect(inside(spot, polygonsOf(square()))).toBe(true);
    expect(spot[1]).toBeGreaterThan(59.005);
  });

  it('has a box where there is no boundary', () => {
    const area = { ...square(), boundary: { geometry: { coordinates: [] } } };
    const [west, south, east, north] = areaBounds(area);
    expect([west < 10.01 && 10.01 < east, south < 59.005 && 59.005 < north]).toEqual([true, true]);
    expect(nameSpot(area)).toEqual([10.01, 59.005]);
  });

  it.each([
    ['a quarter', [10, 59, 10.02, 59.01]],
    ['a county', [9.5, 58.9, 10.5, 59.5]],
    ['a point', [10, 59, 10, 59]],
    ['the world', [-180, -85, 180, 85]]
  ] as const)('has a graticule of few lines over %s', (_, [w, s, e, n]) => {
    const lines = graticule([w, s, e, n]);
    expect(lines.length).toBeLessThan(300);
    expect(graticule([w, s, e, n], true).length).toBeGreaterThanOrEqual(lines.length);
  });
});

describe('labels', () => {
  const size = 13;
  const frame: Box = [0, 0, 300, 200];
  const wish = (key: string, x: number, y: number, text = 'A place') => ({ key, text, at: [x, y] as Pixel });
  const box = ({ lines, x, y, anchor }: Placed): Box => {
    const width = Math.max(...lines.map((line) => widthOf(line, size)));
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    return [left, y - size, left + width, y + size];
  };

  it('stands right of its dot where there is room', () => {
    expect(placeLabels([wish('a', 50, 50)], size, frame)).toMatchObject([{ anchor: 'start', x: 58 }]);
  });

  it('stands left of it at the edge', () => {
    expect(placeLabels([wish('a', 290, 50)], size, frame)).toMatchObject([{ anchor: 'end' }]);
  });

  it('leaves out what would lie upon another, and what is out of sight', () => {
    const crowd = Array.from({ length: 12 }, (_, i) => wish(String(i), 100 + i, 100));
    const placed = placeLabels([...crowd, wish('gone', 400, 50)], size, frame);
    expect(placed.length).toBeGreaterThan(0);
    expect(placed.length).toBeLessThan(12);
    expect(placed.map((p) => p.key)).not.toContain('gone');
    for (const [i, a] of placed.map(box).entries())
      for (const b of placed.map(box).slice(i + 1))
        expect(a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] - size || b[1] >= a[3] - size).toBe(true);
  });

  it('keeps clear of what is taken', () => {
    expect(placeLabels([wish('a', 50, 50)], size, frame, [[55, 44, 300, 56]])).toMatchObject([
      { anchor: 'middle' }
    ]);
  });

  it('breaks a long name near its middle', () => {
    expect(broken('Thor Heyerdahl videregående skole')).toEqual(['Thor Heyerdahl', 'videregående skole']);
    expect(broken('Grendehuset')).toEqual(['Grendehuset']);
    expect(broken('Menneskerettighetsorganisasjonen')).toEqual(['Menneskerettighetsorganisasjonen']);
  });
});
