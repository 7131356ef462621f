import 'fake-indexeddb/auto';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { createDrafts, openShelf } from '../../src/lib/drafts';
import { create, newPhone, openTab, rest, testClock, until } from './outbox-phone';
import { fakeServer } from './outbox-server';

/** From now on nothing more goes into the phone's storage, but out of it. */
function fill() {
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
}
afterEach(() => vi.restoreAllMocks());

async function open(phone: string) {
  let at = 1000;
  const shelf = await openShelf(phone);
  const drafts = await createDrafts({ area: 'torstrand', wave: '2024', shelf, now: () => at++ });
  onTestFinished(() => drafts.close());
  return drafts;
}
const where = { by: 'words' as const, words: 'the bench' };

it('keeps what is written in the page, says so, and still lets go of what is to go', async () => {
  const phone = newPhone();
  const drafts = await open(phone);
  const [old, changed, written] = ['most_liked', 'community', 'story'].map((key) => drafts.begin(key));
  await drafts.put({ ...old!, where });
  await drafts.put({ ...changed!, where });
  expect([drafts.persistent, drafts.full]).toEqual([true, false]);

  fill();
  await Promise.all([
    drafts.put({ ...changed!, where, text: 'New' }),
    drafts.put({ ...written!, text: 'Once' }),
    drafts.remove(old!.id)
  ]);
  expect(drafts.list.map(({ prompt, text }) => `${prompt} ${text}`)).toEqual(['community New', 'story Once']);
  expect([drafts.persistent, drafts.full]).toEqual([false, true]);

  const reloaded = await open(phone);
  expect(reloaded.list.map(({ prompt, text }) => `${prompt} ${text}`)).toEqual(['community ']);
});

it('puts everything in its place once there is room', async () => {
  const phone = newPhone();
  const drafts = await open(phone);
  const full = fill();
  const draft = drafts.begin('community');
  await drafts.put({ ...draft, text: 'One' });
  await drafts.put({ ...drafts.begin('story'), text: 'Two' });
  expect(drafts.full).toBe(true);
  full.mockRestore();
  await drafts.put({ ...draft, text: 'Three' });
  expect([drafts.persistent, drafts.full]).toEqual([true, false]);
  expect((await open(phone)).list.map(({ text }) => text)).toEqual(['Three', 'Two']);
});

it('sends all the same, and nothing again after a reload', async () => {
  const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
  server.faults.push('offline');
  const outbox = await openTab(server, clock, phone);
  await outbox.enqueue(create('a', clock));
  await until(() => outbox.nextTry !== undefined);
  fill();
  await outbox.enqueue(create('b', clock));
  expect(outbox.persistent).toBe(false);
  await rest();
  clock.pass(2_000);
  await until(() => outbox.counts.sent === 2);
  await rest();
  outbox.close();
  const after = await openTab(server, clock, phone);
  await rest();
  expect(after.items).toEqual([]);
  expect(server.log.filter((line) => line.startsWith('POST'))).toEqual(['POST a', 'POST a', 'POST b']);
});
