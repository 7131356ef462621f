import { describe, expect, it } from 'vitest';
import { pointOf } from '../../src/lib/map/anchor';
import { bubble, bubbleScale, bubbleText, shares } from '../../src/lib/map/bubble';
import { alone, around, gather, gatherMarks, MOST_AROUND, opened, pressed } from '../../src/lib/map/cluster';
import { toPixel } from '../../src/lib/map/geo';
import type { LngLat, MarkFeature, Pixel } from '../../src/lib/map/types';
import { mark, square } from './map-area';

const size = { width: 390, height: 400 };
const look = (zoom: number) => ({ center: [10.01, 59.005] as LngLat, zoom });

describe('marks upon each other', () => {
  const at = (x: number, y: number, item: string) => ({ at: [x, y] as Pixel, item });

  it('are gathered, the rest stand alone', () => {
    const clusters = gather([at(0, 0, 'a'), at(10, 0, 'b'), at(100, 0, 'c')], 20);
    expect(clusters.map((c) => c.items)).toEqual([['a', 'b'], ['c']]);
    expect(clusters[0]?.at).toEqual([5, 0]);
  });

  it('lose nobody', () => {
    const many = Array.from({ length: 500 }, (_, i) => at((i * 37) % 300, (i * 91) % 300, String(i)));
    expect(gather(many, 20).flatMap((c) => c.items)).toHaveLength(500);
  });

  it('stand on their lines and in their areas, and leave out what is nowhere', () => {
    const line = {
      ...mark('l', 0, 0),
      geometry: { type: 'LineString', coordinates: [[10.01, 59.005], [10.01, 59.005]] } // prettier-ignore
    };
    const none = { ...mark('n', 0, 0), geometry: null };
    const [only, ...more] = gatherMarks([line, none, mark('p', 10.01, 59.005)], 14);
    expect(more).toEqual([]);
    expect(only!.many).toMatchObject({ count: 2, prompts: { most_liked: 2 } });
    expect(alone([only!]).map(({ id }) => id)).toEqual(['l', 'p']);
    expect(pointOf(only!)![0]).toBeCloseTo(10.01, 9);
  });

  it('part as one comes closer, and stay as the server gathered them', () => {
    const two = [mark('a', 10.01, 59.005), mark('b', 10.0101, 59.005)];
    expect(gatherMarks(two, 14)).toHaveLength(1);
    expect(gatherMarks(two, 19)).toEqual(two);
    const [bubble] = gatherMarks(two, 14);
    expect(gatherMarks([bubble!, ...two], 19)).toEqual([bubble, ...two]);
  });

  it('are pressed by the nearest within a finger', () => {
    const marks = [mark('a', 10.01, 59.005), mark('b', 10.011, 59.005)];
    const view = look(17);
    const [x, y] = toPixel([10.011, 59.005], view, size);
    expect(pressed(marks, view, size, [x - 10, y + 5])?.id).toBe('b');
    expect(pressed(marks, view, size, [x + 100, y])).toBeUndefined();
    expect(pressed([{ ...marks[0]!, geometry: null }], view, size, [x, y])).toBeUndefined();
  });
});

describe('a bubble', () => {
  const bubbleAt = (bounds: [number, number, number, number]): MarkFeature => ({
    ...mark('m', bounds[0], bounds[1]),
    many: { count: 9, prompts: {}, bounds }
  });

  it('opens by coming as close as its marks need, one step at least', () => {
    const wide = opened(bubbleAt([10, 59, 10.02, 59.01]), look(10), size)!;
    expect(wide.zoom).toBeGreaterThan(11);
    expect(wide.center[0]).toBeCloseTo(10.01, 6);
    expect(opened(bubbleAt([10, 59, 10.02, 59.01]), look(16), size)!.zoom).toBe(17);
  });

  it('opens where it is when no closeness would part its marks', () => {
    expect(opened(bubbleAt([10, 59, 10, 59]), look(14), size)).toBeUndefined();
    expect(opened(bubbleAt([10, 59, 10.0001, 59]), look(20), size)).toBeUndefined();
    expect(opened(mark('a', 10, 59), look(14), size)).toBeUndefined();
  });

  it.each([2, 5, 8, 9, 20, 300])('puts %i marks around their place, none upon another', (n) => {
    const here: LngLat = [10.01, 59.005];
    const members = Array.from({ length: n }, (_, i) => mark(String(i), ...here));
    const placed = around(here, members, 18);
    expect(placed).toHaveLength(Math.min(n, MOST_AROUND));
    const pixels = placed.map((p) => toPixel(pointOf(p)!, look(18), size));
    for (const [i, a] of pixels.entries())
      for (const b of pixels.slice(0, i)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(28);
    expect(placed.every(({ leg }) => leg === here)).toBe(true);
  });

  it('shows each of its prompts in the ring, in the order of the method', () => {
    expect(shares({ b: 1000, a: 1, c: 999 }, ['a', 'b', 'c', 'd'])).toEqual([
      ['a', 1],
      ['b', 7],
      ['c', 8]
    ]);
    const all = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, i === 0 ? 10_000 : 1]));
    const parts = shares(all, Object.keys(all));
    expect(parts.reduce((sum, [, n]) => sum + n, 0)).toBe(16);
    expect(Math.min(...parts.map(([, n]) => n))).toBe(1);
    expect(shares({}, ['a'])).toEqual([]);
  });

  it('has the shapes of the most answered beside the colours', () => {
    const { prompts } = square().method;
    const { slices, minis } = bubble([['meeting_place', 4], ['most_liked', 11], ['gone', 1]], prompts); // prettier-ignore
    expect(slices.map(({ color }) => color)).toEqual(['#0067A3', '#C2185B']);
    expect(minis.map(({ prompt }) => prompt.key)).toEqual(['most_liked', 'meeting_place']);
  });

  it('says its number briefly', () => {
    expect([bubbleText(7, 'nb'), bubbleText(1234, 'nb'), bubbleText(20_000, 'en')]).toEqual([
      '7',
      '1,2k',
      '20K'
    ]);
    expect(bubbleScale(2)).toBeLessThan(bubbleScale(200));
    expect(bubbleScale(1e9)).toBe(1.2);
  });
});
