import { describe, expect, it } from 'vitest';
import type { Feature } from '../../src/lib/api';
import { answersTo, markOf, wherePatch, whereOf } from '../../src/resident/marks';
import { cursorIn } from '../../src/resident/look/others.svelte';
import { reasonOf } from '../../src/resident/reasons';

const feature = (properties: Partial<Feature['properties']>, geometry: Feature['geometry'] = null) =>
  ({
    type: 'Feature',
    id: 'f1',
    geometry,
    properties: { prompt: 'most_liked', created_at: '2026-05-12T10:00:00Z', ...properties }
  }) as Feature;
const route = { type: 'LineString' as const, coordinates: [[10.05, 59.04], [10.06, 59.04]] }; // prettier-ignore
const ground = {
  type: 'Polygon' as const,
  coordinates: [[[10, 59], [10.01, 59], [10, 59.01], [10, 59]]] // prettier-ignore
};
const point = { type: 'Point' as const, coordinates: [10.05, 59.04] };

describe('whereOf', () => {
  it.each([
    ['a point', feature({}, point), { by: 'map', lngLat: [10.05, 59.04] }],
    ['a point by the phone', feature({ located_by: 'gps' }, point), { by: 'gps', lngLat: [10.05, 59.04] }],
    // The geometry of a named place is the place's, not the author's.
    ['a named place', feature({ place: 'torg' }, point), { by: 'list', place: 'torg' }],
    ['words', feature({ place_text: 'ved elva' }), { by: 'words', words: 'ved elva' }],
    ['a route', feature({}, route), { by: 'line', corners: route.coordinates }],
    ['an area', feature({}, ground), { by: 'area', corners: ground.coordinates[0]!.slice(0, 3) }],
    ['nothing', feature({}), undefined]
  ])('%s', (_, mark, where) => expect(whereOf(mark)).toEqual(where));
});

describe('markOf', () => {
  it('shows what the server has', () => {
    const mark = markOf(feature({ text: 'Fint', wish: null }, point));
    expect(mark).toMatchObject({ id: 'f1', prompt: 'most_liked', text: 'Fint', wish: '', sent: true });
  });

  it('shows over it what could not be sent yet', () => {
    const mark = markOf(feature({ text: 'Fint', wish: 'Lys' }, point), {
      text: null,
      ...wherePatch({ by: 'words', words: 'ved elva' })
    });
    expect(mark).toMatchObject({ text: '', wish: 'Lys', where: { by: 'words', words: 'ved elva' } });
  });
});

describe('patches', () => {
  it('move a mark whole, so that no old place is left', () => {
    for (const where of [
      { by: 'list', place: 'torg' },
      { by: 'words', words: 'ved elva' },
      { by: 'gps', lngLat: [10, 59] }
    ] as const) {
      const patch = wherePatch(where as Parameters<typeof wherePatch>[0]);
      expect(Object.keys(patch).sort()).toEqual(['geometry', 'located_by', 'place', 'place_text']);
      expect(Object.values(patch).filter((value) => value !== null).length).toBe(
        where.by === 'words' ? 1 : 2
      );
    }
  });

  it('give a drawn shape back as it came', () => {
    for (const geometry of [route, ground])
      expect(wherePatch(whereOf(feature({}, geometry))!)).toMatchObject({ geometry, located_by: 'map' });
  });

  it('take a mark from its place to none', () => {
    expect(wherePatch(undefined)).toEqual({
      geometry: null,
      place: null,
      place_text: null,
      located_by: null
    });
  });
});

it('counts an answer once, wherever it lies', () => {
  const a = { id: 'a', prompt: 'p' };
  const b = { id: 'b', prompt: 'p' };
  expect(answersTo('p', undefined, [a], [a, b], [{ id: 'c', prompt: 'q' }])).toEqual(['a', 'b']);
});

it('counts what is given in a round of a workshop apart from what is given at home', () => {
  const room = { workshop: 'K7M4PX', round: 2 };
  const home = { id: 'a', prompt: 'p' };
  const here = { id: 'b', prompt: 'p', room };
  const before = { id: 'c', prompt: 'p', room: { ...room, round: 1 } };
  expect(answersTo('p', undefined, [home, here, before])).toEqual(['a']);
  expect(answersTo('p', room, [home, here, before])).toEqual(['b']);
});

it.each([
  [{ code: 'invalid', errors: [{ field: 'text', code: 'too_long' }] }, 'error.too_long', 'too_long'],
  [{ code: 'wave_closed', errors: [] }, 'error.wave_closed', 'wave_closed'],
  [{ code: 'invalid', errors: [{ field: 'geometry', code: 'new_code' }] }, 'error.general', 'new_code'],
  [{ code: 'http_418', errors: [] }, 'error.general', 'http_418']
])('%j is told by %s', (reason, key, code) => expect(reasonOf(reason)).toEqual({ key, code }));

it.each([
  [[{ rel: 'next', href: '/api/v1/areas/a/contributions?limit=1&cursor=abc%3D' }], 'abc='],
  [[{ rel: 'next', href: 'https://kart.example.no/x?cursor=y' }], 'y'],
  [[], undefined]
])('the cursor in %j is %s', (links, cursor) => expect(cursorIn(links)).toBe(cursor));
