import { describe, expect, it } from 'vitest';
import {
  BASE,
  bubbleImage,
  LEGS,
  MARKS,
  legsData,
  marksData,
  rasterBase,
  SELECTED,
  selectedData,
  SHAPES,
  shapesData,
  sharesIn,
  styleOf,
  type Scene
} from '../../src/lib/map/style';
import { mark, square } from './map-area';

const tiles = 'https://tiles.example/{z}/{y}/{x}.png';
const xyz = {
  ...square(),
  base_map: { kind: 'xyz' as const, url: tiles, min_zoom: 5, max_zoom: 18 }
};
const marks = [mark('a', 10.01, 59.005), mark('b', 10.012, 59.006), { ...mark('c', 0, 0), geometry: null }];
const scenes: Record<string, Scene> = {
  drawn: { area: square(), lang: 'nb', dark: false },
  dark: { area: square(), lang: 'nb', dark: true },
  tiles: { area: xyz, lang: 'nb', dark: false, base: rasterBase(xyz, false) },
  marks: { area: square(), lang: 'nb', dark: false, marks, chosen: mark('a', 10.01, 59.005) }
};
const ids = (scene: Scene) => styleOf(scene).layers.map((layer) => layer.id);

describe('the style of a map', () => {
  it.each(Object.keys(scenes))('hangs together: %s', (name) => {
    const style = styleOf(scenes[name] as Scene);
    expect(new Set(style.layers.map((l) => l.id)).size).toBe(style.layers.length);
    for (const layer of style.layers)
      if ('source' in layer) expect(Object.keys(style.sources)).toContain(layer.source);
  });

  it.each(Object.keys(scenes))('asks no server for letters or pictures: %s', (name) => {
    const style = styleOf(scenes[name] as Scene);
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    const addresses = JSON.stringify(style).match(/https?:[^"]*/g) ?? [];
    expect(addresses).toEqual(name === 'tiles' ? [tiles] : []);
  });

  it('keeps the drawn map under the tiles and what is true above them', () => {
    const order = ids(scenes.tiles as Scene);
    const base = order.indexOf('base-raster');
    expect(order[0]).toBe('ground');
    for (const under of ['ground', 'outside', 'graticule']) expect(order.indexOf(under)).toBeLessThan(base);
    for (const over of ['veil', 'boundary', 'place-names']) expect(order.indexOf(over)).toBeGreaterThan(base);
  });

  it('asks for tiles only where there are some', () => {
    expect(styleOf(scenes.tiles as Scene).sources[BASE]).toMatchObject({ minzoom: 5, maxzoom: 18 });
    expect(styleOf(scenes.drawn as Scene).sources[BASE]).toBeUndefined();
  });

  it('is another one in the dark', () => {
    expect(styleOf(scenes.dark as Scene).layers[0]).not.toEqual(styleOf(scenes.drawn as Scene).layers[0]);
  });

  it('draws marks only on a map of marks', () => {
    expect(ids(scenes.marks as Scene)).toEqual(expect.arrayContaining([MARKS, LEGS, SELECTED]));
    expect(ids(scenes.drawn as Scene)).not.toContain(MARKS);
  });

  it('draws lines and areas in the colour of their prompt, under their sticker', () => {
    const ring = [
      [10, 59],
      [10.01, 59],
      [10, 59.01],
      [10, 59]
    ];
    const area = { ...mark('x', 0, 0), geometry: { type: 'Polygon', coordinates: [ring] } };
    const line = { ...mark('y', 0, 0), geometry: { type: 'LineString', coordinates: ring } };
    const scene = { ...scenes.marks!, marks: [...marks, area, line], chosen: line };
    const { features } = shapesData(scene);
    expect(features.map(({ properties, geometry }) => [properties, geometry.type])).toEqual([
      [{ id: 'x', color: '#C2185B', wide: false }, 'Polygon'],
      [{ id: 'y', color: '#C2185B', wide: true }, 'LineString']
    ]);
    expect(marksData({ ...scene, marks: [area, line] }).features.map((f) => f.properties.id)).toEqual([
      'x',
      'y'
    ]);
    const order = ids(scenes.marks as Scene);
    expect(order.indexOf('shape-line')).toBeLessThan(order.indexOf(MARKS));
    expect(Object.keys(styleOf(scenes.drawn as Scene).sources)).not.toContain(SHAPES);
  });

  it('knows marks by id and prompt, and leaves out those that are nowhere', () => {
    const scene = scenes.marks!;
    const sticker = { image: 'sticker:most_liked', scale: 1, text: '' };
    expect(marksData(scene).features.map((f) => f.properties)).toEqual([
      { id: 'a', ...sticker },
      { id: 'b', ...sticker }
    ]);
    expect(selectedData(scene).features).toHaveLength(1);
    expect(selectedData({ ...scene, chosen: marks[2]! }).features).toHaveLength(0);
    expect(selectedData(scenes.drawn!).features).toHaveLength(0);
  });

  it('draws bubbles with their number and what they hold, and lines to what was drawn aside', () => {
    const many = {
      count: 1234,
      prompts: { most_liked: 1200, meeting_place: 34 },
      bounds: [10, 59, 10, 59] as [number, number, number, number]
    };
    const aside = { ...mark('c', 10.01, 59.005), leg: [10, 59] as [number, number] };
    const scene: Scene = { ...scenes.dark!, marks: [{ ...mark('b', 10, 59), many }, aside] };
    const [bubble] = marksData(scene).features;
    expect(bubble!.properties).toMatchObject({ id: 'b', text: '1,2k' });
    const image = String(bubble!.properties.image);
    expect(image).toBe(bubbleImage(true, [['meeting_place', 1], ['most_liked', 15]])); // prettier-ignore
    expect(sharesIn(image)).toEqual([['meeting_place', 1], ['most_liked', 15]]); // prettier-ignore
    expect(legsData(scene).geometry.coordinates).toEqual([[[10, 59], [10.01, 59.005]]]); // prettier-ignore
  });
});
