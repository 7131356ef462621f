import 'fake-indexeddb/auto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApi, type Area } from '../../src/lib/api';
import { openShelf } from '../../src/lib/drafts';
import { fromFile, toFile } from '../../src/resident/carry';
import { createSession } from '../../src/resident/session.svelte';
import { newPhone, rest, until } from './outbox-phone';
import { fakeServer, type FakeServer } from './outbox-server';

const prompts = [{ key: 'most_liked', kind: 'mark', geometry: ['point'], cap: 5 }];
const area = {
  slug: 'torstrand',
  wave: { key: '2026' },
  method: { key: 'torstrand-2024', prompts, themes: [] }
} as unknown as Area;
const HERE = { by: 'map' as const, lngLat: [10.05, 59.0485] as [number, number] };

async function open(server: FakeServer) {
  const session = await createSession({
    area,
    api: createApi({ base: 'http://kvarter.test', fetch: server.fetch }),
    shelf: await openShelf(newPhone()),
    lang: () => 'nb',
    linked: () => undefined
  });
  onTestFinished(() => session.close());
  return session;
}

/** A phone that has one mark on its way and one in hand. */
async function busy(server: FakeServer) {
  const session = await open(server);
  server.reachable = false;
  await session.place('most_liked', HERE);
  await session.send();
  await session.outbox.release();
  await until(() => session.outbox.nextTry !== undefined);
  await session.place('most_liked', { by: 'words', words: 'ute' });
  return session;
}

describe('a file of what is not sent', () => {
  it('is taken in by another phone, which goes on as the same person', async () => {
    const server = fakeServer();
    const first = await busy(server);
    const second = await open(server);
    const { name, text } = toFile(first, area);
    expect(name).toBe('torstrand-2026.json');
    expect(await fromFile(second, area, text)).toBe(2);
    expect(second.drafts.person).toEqual(first.drafts.person);
    expect(second.drafts.list).toEqual(first.drafts.list);
    server.reachable = true;
    await second.outbox.retry();
    await until(() => second.hasSent);
    await first.outbox.retry();
    await until(() => first.hasSent);
    expect(server.rows.size).toBe(1);
  });

  it('doubles nothing where it came from, neither before nor after sending', async () => {
    const server = fakeServer();
    const session = await busy(server);
    const { text } = toFile(session, area);
    expect(await fromFile(session, area, text)).toBe(0);
    server.reachable = true;
    await session.send();
    await session.outbox.release();
    await session.outbox.retry();
    await until(() => server.rows.size === 2 && session.unsent.length === 0);
    const [sent] = [server.log.length];
    expect(await fromFile(session, area, text)).toBe(0);
    await rest();
    expect([server.log.length, session.drafts.list]).toEqual([sent, []]);
  });

  it('may have been sent since, so that nothing of it can be taken back unseen', async () => {
    const server = fakeServer();
    const first = await busy(server);
    const second = await open(server);
    await fromFile(second, area, toFile(first, area).text);
    const [item] = second.unsent;
    expect(await second.reopen(item!.id)).toBe(false);
  });

  it('of somebody else or somewhere else is refused, and changes nothing', async () => {
    const server = fakeServer();
    const { text } = toFile(await busy(server), area);
    const other = await busy(server);
    const before = [other.drafts.list, other.outbox.items.length];
    expect(await fromFile(other, area, text)).toBe('other_person');
    const elsewhere = { ...area, slug: 'boston' } as Area;
    expect(await fromFile(other, elsewhere, text)).toBe('other_area');
    const later = { ...area, wave: { key: '2028' } } as Area;
    expect(await fromFile(other, later, text)).toBe('other_area');
    expect([other.drafts.list, other.outbox.items.length]).toEqual(before);
  });

  it.each([
    ['no JSON', () => '{'],
    ['something else', () => '[1]'],
    ['another version', (text: string) => text.replace('"version": 1', '"version": 2')],
    ['a person without a receipt', (text: string) => text.replace(/"kvr_[\w-]+"/, '"x"')],
    ['an errand of no kind', (text: string) => text.replace('"kind": "create"', '"kind": "toString"')],
    ['an errand without its body', (text: string) => text.replace('"body"', '"nobody"')],
    ['a draft whose words are none', (text: string) => text.replace('"text": ""', '"text": 3')],
    ['a draft that is nowhere known', (text: string) => text.replace('"by": "words"', '"by": "magic"')]
  ])('that holds %s is none of ours', async (_, spoil) => {
    const server = fakeServer();
    const { text } = toFile(await busy(server), area);
    expect(spoil(text)).not.toBe(text);
    const session = await open(server);
    expect(await fromFile(session, area, spoil(text))).toBe('not_ours');
    expect([session.drafts.list, session.drafts.person]).toEqual([[], undefined]);
  });
});
