import { beforeEach, describe, expect, it } from 'vitest';
import { createPen, type Pen } from '../../src/lib/map/pen.svelte';
import type { Shape } from '../../src/lib/map/shape';
import type { LngLat } from '../../src/lib/map/types';
import { square, texts } from './map-area';

const t = texts('en');
const box: LngLat[] = [
  [10.002, 59.002],
  [10.008, 59.002],
  [10.008, 59.006],
  [10.002, 59.006]
];
let said: string[] = [];
let changes = 0;

function pen(by: Shape['by'], corners: LngLat[] = []): Pen {
  return createPen({
    area: square(),
    lang: () => 'en',
    t,
    by: () => by,
    corners,
    announce: (text) => said.push(text),
    onchange: () => changes++
  });
}
beforeEach(() => {
  said = [];
  changes = 0;
});

describe('a pen', () => {
  it('says how to begin, how many are missing, and then how large it is', () => {
    const area = pen('area');
    expect([area.next, area.ready]).toEqual([t('draw.first.area'), false]);
    area.add(box[0]);
    expect(area.next).toBe(t('draw.missing', { count: 2 }));
    expect(said.at(-1)).toMatch(/^Point 1 is set\. .*inside The Square\.$/);
    area.add(box[1]);
    area.add(box[2]);
    expect([area.next, area.told, area.ready]).toEqual(['', '', true]);
    expect(said.at(-1)).toContain(area.measure);
    expect(changes).toBe(3);
  });

  it('adds where the aim is, but not twice at one place', () => {
    const line = pen('line');
    line.add();
    expect(line.shape.corners).toEqual([]);
    line.rest(box[0]!);
    line.add();
    line.add();
    expect(line.shape.corners).toEqual([box[0]]);
    expect([line.told, said.at(-1)]).toEqual([t('draw.near'), t('draw.near')]);
    line.lift();
    expect(line.told).toBe('');
  });

  it('lets a route come back to where it began, and says that an area closes by itself', () => {
    const [line, area] = [pen('line', box), pen('area', box)];
    for (const each of [line, area]) each.add(box[0]);
    expect(line.shape.corners).toHaveLength(5);
    line.add(box[0]);
    expect(line.shape.corners).toHaveLength(5);
    expect(area.shape.corners).toHaveLength(4);
    expect(area.told).toBe(t('draw.closed'));
  });

  it('undoes what was done last, whatever it was, and then what was there before', () => {
    const area = pen('area', box);
    area.add([10.004, 59.008]);
    area.pick(0);
    area.rest(box[0]!);
    area.rest([10.001, 59.001]);
    area.move();
    area.pick(2);
    area.removePicked();
    const counts = Array.from({ length: 6 }, () => (area.undo(), area.shape.corners.length));
    expect(counts).toEqual([5, 5, 4, 3, 2, 1]);
    expect(area.shape.corners).toEqual([box[0]]);
    area.undo();
    area.undo();
    expect(said.at(-1)).toBe(t('draw.first.area'));
  });

  it('carries a picked corner once the aim has come to it', () => {
    const area = pen('area', box);
    area.pick(1);
    const aim: LngLat = [10.009, 59.001];
    expect(area.previewAt(aim).corners[1]).toEqual(box[1]);
    area.rest(box[1]!);
    expect(area.previewAt(aim).corners[1]).toEqual(aim);
    expect(area.shape.corners[1]).toEqual(box[1]);
    area.rest(aim);
    area.move();
    expect(area.shape.corners[1]).toEqual(aim);
    expect([area.picked, changes]).toEqual([undefined, 1]);
  });

  it('aims at a next corner once the map was moved, not when it was only resized', () => {
    const area = pen('area', box);
    area.rest(box[0]!);
    const after = (at: LngLat) => (area.lift(), area.rest(at), area.aiming);
    expect([area.aiming, after(box[0]!), after([10.003, 59]), after([10.003, 59])]).toEqual([
      false,
      false,
      true,
      true
    ]);
    area.add();
    expect([area.aiming, after([10.003, 59])]).toEqual([false, false]);
  });

  it('puts a corner between two others, to be moved at once, and takes it back by undo', () => {
    const [area, line] = [pen('area', box), pen('line', box)];
    expect([area.gaps, line.gaps, pen('area', box.slice(0, 2)).gaps]).toEqual([[0, 1, 2, 3], [0, 1, 2], [0]]);
    area.insert(1);
    expect([area.picked, area.shape.corners.length, changes]).toEqual([2, 5, 1]);
    expect(area.shape.corners[2]![0]).toBeCloseTo(10.008, 7);
    expect(area.shape.corners[2]![1]).toBeCloseTo(59.004, 5);
    expect(said.at(-1)).toContain(t('draw.said.inserted', { n: 3, count: 5, a: 2 }));
    area.undo();
    expect([area.shape.corners, area.picked]).toEqual([box, undefined]);
    area.insert(3); // between the last and the first
    expect(area.shape.corners[4]![0]).toBeCloseTo(10.002, 7);
    line.insert(3);
    expect(line.shape.corners).toEqual(box);
    const tight = pen('line', [box[0]!, [10.00201, 59.002]]);
    tight.insert(0);
    expect([tight.shape.corners.length, tight.told]).toEqual([2, t('draw.tight')]);
  });

  it('leaves a picked corner as it was, and goes round from one to the next', () => {
    const area = pen('area', box);
    const picked = [1, 1, -1, -1, -1].map((by) => (area.step(by as 1 | -1), area.picked));
    expect(picked).toEqual([0, 1, 0, 3, 2]);
    area.pick(undefined);
    expect([area.picked, area.shape.corners, changes]).toEqual([undefined, box, 0]);
  });

  it('tells of a crossing and where, pardons it to a route, and is well again after undo', () => {
    const bow = [box[0]!, box[2]!, box[1]!];
    const [area, line] = [pen('area', bow), pen('line', bow)];
    for (const each of [area, line]) each.add(box[3]);
    expect(area.told).toBe(t('draw.crossing.area', { a: 1, b: 2, c: 3, d: 4 }));
    expect([area.ready, area.warns, area.measure]).toEqual([false, true, '']);
    expect([line.told, line.ready]).toEqual([t('draw.crossing.line'), true]);
    area.undo();
    expect([area.told, area.ready]).toEqual(['', true]);
  });

  it('says what is too far, too long or too large', () => {
    expect(pen('line', [box[0]!, [10.6, 59]]).told).toContain('Point 2 is too far from The Square');
    expect(pen('area', [[9.9, 58.95], [10.15, 58.95], [10.15, 59.06], [9.9, 59.06]]).told) // prettier-ignore
      .toContain('about 100 square kilometres');
    const long = Array.from({ length: 60 }, (_, i): LngLat => [10 + i * 1e-5, 59 + 0.01 * (i % 2)]);
    expect(pen('line', long).told).toContain('about 50 kilometres');
  });

  it('takes no corner beyond the most', () => {
    const line = pen(
      'line',
      Array.from({ length: 1000 }, (_, i): LngLat => [10 + i * 1e-5, 59])
    );
    line.add([10.01, 59.01]);
    expect(line.shape.corners).toHaveLength(1000);
    expect(line.told).toBe(t('draw.full', { most: 1000 }));
  });
});
