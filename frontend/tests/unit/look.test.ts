import { describe, expect, it } from 'vitest';
import type {
  ClusterCollection,
  ClusterQuery,
  Feature,
  FeatureCollection,
  ListQuery
} from '../../src/lib/api';
import { toLngLat } from '../../src/lib/map/geo';
import type { View } from '../../src/lib/map/types';
import { createCrowd, windowOf } from '../../src/resident/look/crowd.svelte';
import { EVERYTHING, FIRST_YEAR, LAST_YEAR, narrowed, queryOf } from '../../src/resident/look/filters';
import { createHearts } from '../../src/resident/look/hearts.svelte';
import { createOthers, PAGE } from '../../src/resident/look/others.svelte';
import { beginning } from '../../src/resident/look/tale';
import type { Session } from '../../src/resident/session.svelte';

describe('the filters', () => {
  it('ask for everything at first', () => {
    expect(queryOf(EVERYTHING)).toEqual({});
    expect(queryOf(EVERYTHING, 'story')).toEqual({ kind: ['story'] });
    expect(narrowed(EVERYTHING)).toBe(0);
  });

  it.each([
    [[1960, 1969], true, '1960/1969,undated'],
    [[1960, 1969], false, '1960/1969'],
    [[FIRST_YEAR, 1969], true, '../1969,undated'],
    [[1960, LAST_YEAR], false, '1960/..'],
    [[FIRST_YEAR, LAST_YEAR], false, '0001/..'],
    [[FIRST_YEAR, LAST_YEAR], true, undefined]
  ] as const)('turn %o, undated %s, into a period', (years, undated, period) => {
    expect(queryOf({ ...EVERYTHING, years, undated }).period).toBe(period);
  });

  it('ask for words as the server takes them', () => {
    expect(queryOf({ ...EVERYTHING, words: '  to   ord ' }).q).toBe('to ord');
    expect(queryOf({ ...EVERYTHING, words: '   ' })).toEqual({});
    expect(queryOf({ ...EVERYTHING, words: 'a b c d e f g h i j' }).q).toBe('a b c d e f g h');
    const long = queryOf({ ...EVERYTHING, words: '🌳'.repeat(300) }).q!;
    expect([...long]).toHaveLength(200);
  });

  it('say how many of them leave something out', () => {
    expect(narrowed({ ...EVERYTHING, prompts: ['a', 'b'], themes: ['t'], undated: false, words: 'x' })).toBe(
      5
    );
  });
});

describe('where the map looks', () => {
  const size = { width: 390, height: 400 };
  const look = (zoom: number, lon = 10.05): View => ({ center: [lon, 59.0485], zoom });
  const box = (view: View) => windowOf(view, size).bbox.split(',').map(Number);

  it.each([8, 13.3, 14.74, 14.76, 19.9])('holds all that it shows at zoom %d', (zoom) => {
    const view = look(zoom);
    const [west, south, east, north] = box(view) as [number, number, number, number];
    for (const [x, y] of [
      [0, 0],
      [390, 400]
    ] as const) {
      const [lon, lat] = toLngLat([x, y], view, size);
      expect(lon).toBeGreaterThanOrEqual(west);
      expect(lon).toBeLessThanOrEqual(east);
      expect(lat).toBeGreaterThanOrEqual(south);
      expect(lat).toBeLessThanOrEqual(north);
    }
  });

  it('stays the same for a small move, and ends at the edges of the world', () => {
    expect(windowOf(look(15), size)).toEqual(windowOf(look(15, 10.0501), size));
    expect(windowOf(look(14.69), size).zoom).toBe(14.5);
    expect(windowOf(look(14.71), size).zoom).toBe(14.75);
    const [west, south, east, north] = box({ center: [0, 0], zoom: 0 });
    expect([west, east]).toEqual([-180, 180]);
    expect(north).toBeCloseTo(85.05, 1);
    expect(south).toBeCloseTo(-85.05, 1);
  });
});

const collection = (count: number): ClusterCollection => ({
  type: 'FeatureCollection',
  zoom: 1,
  numberMatched: count,
  numberPlaced: count,
  prompts: { a: count - 1, b: 1 },
  features: [
    {
      type: 'Feature',
      bbox: [1, 2, 3, 4],
      geometry: { type: 'Point', coordinates: [2, 3] },
      properties: { count: count, agreements: 0, prompts: { a: count - 1, b: 1 } }
    }
  ]
});

/** Answers that come when the test says so. */
function held<Q, A>() {
  const asked: { query: Q; answer: (a: A) => void; fail: () => void }[] = [];
  const ask = (_: string, query?: Q) =>
    new Promise<A>((answer, fail) =>
      asked.push({ query: query as Q, answer, fail: () => fail(new Error()) })
    );
  return { asked, ask };
}
const settle = () => new Promise((done) => setTimeout(done));

describe('the crowd', () => {
  const view: View = { center: [10, 59], zoom: 14 };
  const size = { width: 300, height: 300 };

  it('shows what was asked last, in whatever order the answers come', async () => {
    const { asked, ask } = held<ClusterQuery, ClusterCollection>();
    const crowd = createCrowd({ clusters: ask }, 'torstrand');
    crowd.look(view, size);
    crowd.ask({ prompt: ['b'] });
    const map = asked.filter(({ query }) => 'bbox' in query);
    const totals = asked.filter(({ query }) => !('bbox' in query));
    expect(map.map(({ query }) => query.prompt)).toEqual([undefined, ['b']]);
    // The prompts are counted whatever is chosen.
    expect(totals.map(({ query }) => query)).toEqual([{ zoom: 0 }, { zoom: 0 }]);
    map[1]!.answer(collection(7));
    map[0]!.answer(collection(99));
    totals[1]!.answer(collection(7));
    totals[0]!.answer(collection(99));
    await settle();
    expect(crowd.features[0]).toMatchObject({
      many: { count: 7, bounds: [1, 2, 3, 4] },
      properties: { prompt: 'a' }
    });
    expect(crowd.totals).toEqual({ prompts: { a: 6, b: 1 }, matched: 1 });
    crowd.look(view, size);
    expect(asked).toHaveLength(4);
  });

  it('says when it failed, and asks again', async () => {
    const { asked, ask } = held<ClusterQuery, ClusterCollection>();
    const crowd = createCrowd({ clusters: ask }, 'torstrand');
    crowd.ask({});
    asked[0]!.fail();
    await settle();
    expect(crowd.failed).toBe(true);
    crowd.retry();
    expect(crowd.failed).toBe(false);
    asked[1]!.answer(collection(5));
    await settle();
    expect(crowd.totals!.matched).toBe(5);
  });
});

const feature = (id: string, agreements = 0) => ({ id, properties: { agreements } }) as Feature;
const pageOf = (ids: string[], next?: string): FeatureCollection => ({
  type: 'FeatureCollection',
  features: ids.map((id) => feature(id)),
  links: next ? [{ rel: 'next', href: `/x?cursor=${next}`, type: 'application/geo+json' }] : [],
  numberReturned: ids.length
});

describe('the list of others', () => {
  it('comes page by page, and anew for another question', async () => {
    const { asked, ask } = held<ListQuery, FeatureCollection>();
    const others = createOthers({ contributions: ask }, 'torstrand');
    others.ask({ q: 'x' });
    others.ask({ q: 'x' });
    expect(asked.map(({ query }) => query)).toEqual([{ q: 'x', limit: PAGE }]);
    asked[0]!.answer(pageOf(['a', 'b'], 'i2'));
    await settle();
    expect([others.state, others.more]).toEqual(['ready', true]);
    others.next();
    expect(asked[1]!.query).toEqual({ q: 'x', limit: PAGE, cursor: 'i2' });
    asked[1]!.answer(pageOf(['c']));
    await settle();
    expect(others.features.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(others.more).toBe(false);
    others.ask({});
    expect(others.features).toEqual([]);
  });

  it('forgets an answer to an older question, and takes up a page that failed', async () => {
    const { asked, ask } = held<ListQuery, FeatureCollection>();
    const others = createOthers({ contributions: ask }, 'torstrand');
    others.ask({ q: 'old' });
    others.ask({ q: 'new' });
    asked[0]!.answer(pageOf(['old']));
    asked[1]!.fail();
    await settle();
    expect([others.features, others.state]).toEqual([[], 'failed']);
    others.next();
    asked[2]!.answer(pageOf(['new']));
    await settle();
    expect(others.features.map(({ id }) => id)).toEqual(['new']);
  });
});

describe('hearts', () => {
  const sessionOf = (hasSent: boolean) => {
    const queue: unknown[] = [];
    const session = {
      hasSent,
      receipt: hasSent ? 'kvr_x' : undefined,
      own: [feature('mine')],
      drafts: { sent: [{ id: 'sent', prompt: 'a' }] },
      outbox: { enqueue: async (op: unknown) => void queue.push(op) }
    } as unknown as Session;
    return { queue, session };
  };

  it('are given and taken back, and counted at once', async () => {
    const { queue, session } = sessionOf(true);
    const hearts = createHearts({ agreements: async () => ['before'] }, 'torstrand', session);
    await hearts.load();
    expect([hearts.given('before'), hearts.given('new')]).toEqual([true, false]);
    expect(await hearts.toggle(feature('new', 2))).toBe(true);
    expect([hearts.given('new'), hearts.count(feature('new', 2))]).toEqual([true, 3]);
    // The list was read anew and knows of it.
    expect(hearts.count(feature('new', 3))).toBe(3);
    await hearts.toggle(feature('before', 1));
    expect([hearts.given('before'), hearts.count(feature('before', 1))]).toEqual([false, 0]);
    await hearts.toggle(feature('before', 1));
    expect(hearts.count(feature('before', 1))).toBe(1);
    expect(queue).toEqual([
      { kind: 'agreement', id: 'new', agree: true, receipt: 'kvr_x' },
      { kind: 'agreement', id: 'before', agree: false, receipt: 'kvr_x' },
      { kind: 'agreement', id: 'before', agree: true, receipt: 'kvr_x' }
    ]);
  });

  it('are for who has sent something, and for others’ marks', async () => {
    const { queue, session } = sessionOf(false);
    const hearts = createHearts({ agreements: () => Promise.reject(new Error()) }, 'torstrand', session);
    await hearts.load();
    expect(await hearts.toggle(feature('new'))).toBe(false);
    expect(queue).toEqual([]);
    expect(['mine', 'sent', 'other'].map(hearts.isOwn)).toEqual([true, true, false]);
  });
});

describe('a story in the list', () => {
  it('begins with whole words in one paragraph', () => {
    expect(beginning(' To\n\nord ')).toBe('To ord');
    const long = beginning('ord '.repeat(200));
    expect(long).toMatch(/^(ord )+…$/);
    expect(long.length).toBeLessThan(290);
    expect([...beginning('🌳'.repeat(500))]).toHaveLength(282);
  });
});
