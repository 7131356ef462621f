import 'fake-indexeddb/auto';
import { expect, it, onTestFinished } from 'vitest';
import { createApi, type Area } from '../../src/lib/api';
import { openShelf } from '../../src/lib/drafts';
import { createSession, type Session } from '../../src/resident/session.svelte';
import { newPhone, until } from './outbox-phone';
import { fakeServer, type FakeServer } from './outbox-server';

const PROMPTS = [
  { key: 'most_liked', kind: 'mark', geometry: ['point', 'area'] },
  { key: 'least_liked', kind: 'mark', geometry: ['point', 'area'] },
  { key: 'others_view', kind: 'mark', geometry: ['none'] }
];
const area = {
  slug: 'torstrand',
  wave: { key: '2026' },
  method: { key: 'torstrand-2024', prompts: PROMPTS }
} as Area;
const HERE = { by: 'map' as const, lngLat: [10.05, 59.0485] as [number, number] };

/** The fake server with what a receipt reads back. */
function readable(server: FakeServer): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL((input as Request).url);
    const rows = [...server.rows.values()].map(({ now }) => now);
    if (pathname.endsWith('/participants/me')) return Response.json({ participant: rows[0]?.participant });
    if (!pathname.endsWith('/me/contributions')) return server.fetch(input, init);
    const features = rows.map(({ id, geometry = null, ...properties }) => ({
      type: 'Feature',
      id,
      geometry,
      properties: { created_at: '2026-05-12T10:00:00Z', ...properties }
    }));
    return Response.json({ type: 'FeatureCollection', features, links: [], numberReturned: rows.length });
  };
}

async function open(server: FakeServer, phone = newPhone(), linked?: string) {
  const session = await createSession({
    area,
    api: createApi({ base: 'http://kvarter.test', fetch: readable(server) }),
    shelf: await openShelf(phone),
    lang: () => 'nb',
    linked: () => linked
  });
  onTestFinished(() => session.close());
  return session;
}

/** Sends without the moment in which it can be undone. */
async function sendNow(session: Session) {
  await session.send();
  await session.outbox.release();
}

it('places, sends, and counts an answer once all the way', async () => {
  const server = fakeServer();
  const session = await open(server);
  const mark = await session.place('most_liked', HERE);
  await session.write(mark, { text: 'Stille', wish: '' });
  expect([session.answers('most_liked'), session.hasSent]).toEqual([1, false]);

  await sendNow(session);
  expect(session.drafts.list).toEqual([]);
  expect(session.answers('most_liked')).toBe(1);
  await until(() => session.hasSent && session.unsent.length === 0);
  expect(session.answers('most_liked')).toBe(1);
  expect(server.rows.get(mark.id)?.now).toMatchObject({ text: 'Stille', lang: 'nb', located_by: 'map' });
});

it('begins an answer in words, and keeps nothing before the first of them', async () => {
  const server = fakeServer();
  const session = await open(server);
  const mark = session.begin('others_view');
  expect([session.drafts.list, await session.find(mark.id)]).toEqual([[], mark]);
  await session.write(mark, { text: 'De tror det blåser' });
  expect(session.answers('others_view')).toBe(1);
  await session.write(mark, { text: ' ' });
  expect([session.drafts.list.length, (await session.find(mark.id))?.text]).toEqual([0, ' ']);
  await session.write(mark, { text: 'De tror det blåser' });
  await sendNow(session);
  await until(() => session.hasSent);
  expect(server.rows.get(mark.id)?.now).toMatchObject({ prompt: 'others_view', text: 'De tror det blåser' });
});

it('sends what is ready, and keeps the rest with all its words', async () => {
  const session = await open(fakeServer());
  const long = await session.place('least_liked', HERE);
  await session.write(long, { text: 'x'.repeat(1001) });
  await session.place('most_liked', HERE);
  await sendNow(session);
  await until(() => session.hasSent);
  expect(session.drafts.list.map(({ id, text }) => [id, text.length])).toEqual([[long.id, 1001]]);
});

it('makes no person before something is sent', async () => {
  const session = await open(fakeServer());
  await session.place('most_liked', HERE);
  expect(session.receipt).toBeUndefined();
  await sendNow(session);
  expect(session.receipt).toMatch(/^kvr_/);
});

it('changes and withdraws what the server has, and shows it so', async () => {
  const server = fakeServer();
  const session = await open(server);
  const { id } = await session.place('most_liked', HERE);
  await sendNow(session);
  await until(() => session.unsent.length === 0);

  const mark = (await session.find(id))!;
  expect(mark).toMatchObject({ sent: true, where: HERE });
  await session.write(mark, { text: 'Nye ord', wish: ' ' });
  await session.move(mark, { by: 'words', words: 'ved elva' });
  await until(() => session.unsent.length === 0);
  expect(await session.find(id)).toMatchObject({
    text: 'Nye ord',
    where: { by: 'words', words: 'ved elva' }
  });

  await session.withdraw(id);
  await session.outbox.release();
  await until(() => session.unsent.length === 0);
  expect([server.gone.has(id), session.hasSent, session.own]).toEqual([true, false, []]);
});

it('takes a refused mark back as a draft, under the same id', async () => {
  const server = fakeServer();
  server.faults.push({ status: 422, code: 'invalid' });
  const session = await open(server);
  const { id } = await session.place('most_liked', HERE);
  await sendNow(session);
  await until(() => session.outbox.counts.refused === 1);

  expect(await session.reopen(id)).toBe(true);
  expect(session.drafts.list).toMatchObject([{ id, where: HERE }]);
  await sendNow(session);
  await until(() => session.hasSent);
  expect([...server.rows.keys()]).toEqual([id]);
});

it('keeps a change that was refused in sight, to be mended', async () => {
  const server = fakeServer();
  const session = await open(server);
  const { id } = await session.place('most_liked', HERE);
  await sendNow(session);
  await until(() => session.unsent.length === 0);
  server.faults.push({ status: 422, code: 'invalid' });
  await session.write((await session.find(id))!, { text: 'for langt', wish: '' });
  await until(() => session.outbox.counts.refused === 1);

  expect(await session.reopen(id)).toBe(false);
  const mark = (await session.find(id))!;
  expect(mark.text).toBe('for langt');
  await session.write(mark, { text: 'kort', wish: '' });
  await until(() => session.unsent.length === 0);
  expect(server.rows.get(id)?.now.text).toBe('kort');
});

it('lets a linked receipt read without a trace, until it is adopted', async () => {
  const server = fakeServer();
  const first = await open(server);
  await first.place('most_liked', HERE);
  await sendNow(first);
  await until(() => first.hasSent);

  const phone = newPhone();
  const second = await open(server, phone, first.receipt);
  await second.loadOwn();
  expect([second.own?.length, second.hasSent, second.drafts.person]).toEqual([1, false, undefined]);

  expect(await second.adopt()).toBe(true);
  expect([second.hasSent, second.drafts.person?.receipt]).toEqual([true, first.receipt]);
  expect((await open(server, phone)).answers('most_liked')).toBe(1);
});

it('does not take over a phone that is somebody else’s', async () => {
  const server = fakeServer();
  const first = await open(server);
  await first.place('most_liked', HERE);
  await sendNow(first);
  await until(() => first.hasSent);

  const second = await open(server, newPhone(), first.receipt);
  await second.drafts.introduce();
  expect(await second.adopt()).toBe(false);
  expect(second.hasSent).toBe(false);
});

it('forgets everything but what was sent', async () => {
  const server = fakeServer();
  const phone = newPhone();
  const session = await open(server, phone);
  await session.place('most_liked', HERE);
  await sendNow(session);
  await until(() => session.hasSent);
  await session.place('least_liked', HERE);

  await session.forget();
  for (const now of [session, await open(server, phone)])
    expect([now.drafts.list, now.hasSent, now.receipt, now.own]).toEqual([[], false, undefined, undefined]);
  expect(server.rows.size).toBe(1);
});

it('finds what an earlier wave left, and takes a draft of it along as written now', async () => {
  const [server, phone] = [fakeServer(), newPhone()];
  const shelf = await openShelf(phone);
  const draft = { id: 'a', prompt: 'most_liked', where: HERE, text: 'Den gang', wish: '', at: 1 };
  await shelf.update('draft/torstrand/2024/a', () => draft);
  await shelf.update('draft/vejle/2023/b', () => draft);
  const session = await open(server, phone);
  expect(session.earlier.map(({ wave, drafts }) => [wave, drafts.list])).toEqual([['2024', [draft]]]);
  await session.takeAlong(session.earlier[0]!, draft);
  expect(session.earlier).toEqual([]);
  expect(session.drafts.list).toEqual([{ ...draft, at: expect.any(Number) as number }]);
  expect(session.drafts.list[0]!.at).toBeGreaterThan(1);
});
