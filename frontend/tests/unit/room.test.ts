import 'fake-indexeddb/auto';
import { expect, it, onTestFinished } from 'vitest';
import { createApi, type Area } from '../../src/lib/api';
import { openShelf } from '../../src/lib/drafts';
import { createServerClock, minutes } from '../../src/lib/room/clock.svelte';
import { leftOf, onStage, phaseOf, roundFor, spaced, tidied } from '../../src/lib/room/rounds';
import { taken, type Seen } from '../../src/lib/room/room.svelte';
import type { Round, State } from '../../src/lib/room';
import { createSession } from '../../src/resident/session.svelte';
import { withTokens } from '../../src/room/joined.svelte';
import { newPhone, until } from './outbox-phone';
import { fakeServer } from './outbox-server';

const round = (number: number, prompt: string, more: Partial<Round> = {}): Round => ({
  number,
  prompt,
  minutes: 5,
  blind: true,
  cap: 3,
  state: 'waiting',
  revealed: false,
  opened_at: null,
  ends_at: null,
  remaining: null,
  marks: 0,
  people: 0,
  ...more
});
const room = (stage: number, rounds: Round[], more: Partial<State> = {}): State => ({
  code: 'K7M4PX',
  area: 'torstrand',
  kind: 'live',
  title: 'Grendehuset',
  date: '2026-12-01',
  rehearsal: false,
  state: 'open',
  version: 1,
  now: '2026-12-01T18:00:00Z',
  expected: 30,
  total: rounds.length,
  stage,
  spotlight: null,
  rounds,
  ...more
});
const event = (name: string, data: unknown) => ({ event: name, id: undefined, data: JSON.stringify(data) });
const deaf = { hear: () => {} };

it.each([
  ['lobby', room(0, [])],
  ['lobby', room(0, [round(1, 'a', { state: 'closed' })])],
  ['asked', room(1, [round(1, 'a', { state: 'open' })])],
  ['asked', room(1, [round(1, 'a', { state: 'paused' })])],
  ['closed', room(1, [round(1, 'a', { state: 'closed' })])],
  ['revealed', room(1, [round(1, 'a', { state: 'closed', revealed: true })])],
  ['ended', room(1, [round(1, 'a', { state: 'open' })], { state: 'ended' })]
])('a room is at: %s', (phase, at) => expect(phaseOf(at)).toBe(phase));

it('gives a mark to the round that it was begun in', () => {
  const first = round(1, 'a', { state: 'closed' });
  const second = round(2, 'b', { state: 'open' });
  const again = round(3, 'a', { state: 'waiting' });
  expect(roundFor(room(2, [first, second, again]), 'a')).toBe(first);
  expect(roundFor(room(2, [first, second]), 'b')).toBe(second);
  expect(roundFor(room(2, [first, second]), 'c')).toBeUndefined();
  const reopened = { ...again, state: 'open' as const };
  expect(roundFor(room(3, [first, second, reopened]), 'a')).toBe(reopened);
});

it('reckons time from the server’s, and stands still in a pause', () => {
  const open = round(1, 'a', { state: 'open', ends_at: '2026-12-01T18:05:00Z' });
  expect(leftOf(open, Date.parse('2026-12-01T18:03:30Z'))).toBe(90_000);
  expect(leftOf(round(1, 'a', { state: 'paused', remaining: 42 }), 0)).toBe(42_000);
  expect(leftOf(round(1, 'a', { state: 'closed' }), 0)).toBeUndefined();
  expect([minutes(90_000), minutes(89_001), minutes(5), minutes(-5000)]).toEqual([
    '1:30',
    '1:30',
    '0:01',
    '0:00'
  ]);
});

it('takes the server’s time from the answer that was least long on its way', () => {
  let phone = 0;
  const clock = createServerClock(() => phone);
  clock.hear(1_000_000);
  phone = 500;
  clock.hear(1_000_100); // 400 ms late
  expect(clock.now()).toBe(1_000_500);
  phone = 600;
  clock.hear(1_000_800);
  expect(clock.now()).toBe(1_000_800);
});

it('keeps marks by their ids, counts by round, and begins anew when told', () => {
  const mark = (id: string, text: string | null = null) => ({ id, round: 1, prompt: 'a', text });
  let seen: Seen | undefined;
  const hear = (name: string, data: unknown) => (seen = taken(seen, event(name, data), deaf));
  hear('presence', { connected: 1, ready: 0, done: 0 });
  expect(seen).toBeUndefined();
  hear('state', room(1, [round(1, 'a', { state: 'open' })]));
  hear('presence', { connected: 3, ready: 2, done: 1 });
  hear('marks', {
    reset: true,
    marks: [mark('x'), mark('y')],
    gone: [],
    counts: { 1: { marks: 2, people: 2 } }
  });
  hear('marks', {
    reset: false,
    marks: [mark('x', 'Fint')],
    gone: ['y'],
    counts: { 1: { marks: 1, people: 1 } }
  });
  expect([...seen!.marks.values()]).toEqual([mark('x', 'Fint')]);
  expect(onStage(seen!.room)).toMatchObject({ marks: 1, people: 1 });
  expect(seen!.presence.ready).toBe(2);
  hear('state', room(2, [round(1, 'a'), round(2, 'b')]));
  expect(seen!.marks.size).toBe(1);
  hear('something new', {});
  hear('marks', { reset: true, marks: [], gone: [], counts: {} });
  expect(seen!.marks.size).toBe(0);
});

it('reads a code however it was typed, and reads it out in halves', () => {
  expect(tidied(' k7m-4px ')).toBe('K7M4PX');
  expect(spaced('K7M4PX')).toBe('K7M 4PX');
});

const area = {
  slug: 'torstrand',
  wave: { key: '2026' },
  method: { key: 'torstrand-2024', prompts: [{ key: 'a', kind: 'mark', geometry: ['point'], cap: 3 }] }
} as unknown as Area;
const HERE = { by: 'map' as const, lngLat: [10.05, 59.0485] as [number, number] };

async function phone(at: () => { workshop: string; round: number }) {
  const server = fakeServer();
  const headers: (string | null)[] = [];
  const api = createApi({
    base: 'http://kvarter.test',
    fetch: (input, init) => {
      const request = input as Request;
      if (request.method === 'POST') headers.push(request.headers.get('Workshop-Token'));
      return server.fetch(input, init);
    }
  });
  const session = await createSession({
    area,
    api: withTokens(api, new Map([['K7M4PX', 'kvp_secret']])),
    shelf: await openShelf(newPhone()),
    lang: () => 'nb',
    linked: () => undefined,
    room: at
  });
  onTestFinished(() => session.close());
  return { server, session, headers };
}

it('sends what is made in a room at once, in its round, with the phone’s token', async () => {
  let number = 1;
  const { server, session, headers } = await phone(() => ({ workshop: 'K7M4PX', round: number }));
  await session.place('a', HERE);
  expect(session.answers('a')).toBe(1);
  number = 2;
  expect(session.answers('a')).toBe(0);
  await session.sendRound('K7M4PX');
  await until(() => server.rows.size === 1 && session.drafts.sent.length === 1);
  const [row] = [...server.rows.values()];
  expect(row!.now).toMatchObject({ workshop: 'K7M4PX', round: 1 });
  expect(headers).toEqual(['kvp_secret']);
  expect(session.answered('a', { workshop: 'K7M4PX', round: 1 }).length).toBe(1);
  expect(session.drafts.list).toEqual([]);
});

it('lets the place go ahead of words that are still being written, as one mark', async () => {
  const { server, session } = await phone(() => ({ workshop: 'K7M4PX', round: 1 }));
  const mark = await session.place('a', HERE);
  await session.write(mark, { text: 'Benkene', wish: '' });
  await session.sendRound('K7M4PX', mark.id);
  await until(() => server.rows.size === 1);
  await session.sendRound('K7M4PX', mark.id); // the phone is put away again
  expect(session.drafts.list.map(({ text }) => text)).toEqual(['Benkene']);
  await session.write({ ...session.drafts.list[0]!, sent: false }, { text: 'Benkene ved skolen', wish: '' });
  await session.sendRound('K7M4PX');
  await until(() => [...server.rows.values()].some(({ now }) => now.text === 'Benkene ved skolen'));
  expect(server.rows.size).toBe(1);
  expect(session.answers('a')).toBe(1);
});

it('throws away what has gone ahead, and takes that back', async () => {
  const { server, session } = await phone(() => ({ workshop: 'K7M4PX', round: 1 }));
  const mark = await session.place('a', HERE);
  await session.sendRound('K7M4PX', mark.id);
  await until(() => session.drafts.sent.length === 1);
  const undo = await session.discard(mark.id);
  expect(session.answers('a')).toBe(0);
  await undo();
  expect(session.answers('a')).toBe(1);
  await session.discard(mark.id);
  await session.outbox.release();
  await until(() => session.drafts.sent.length === 0);
  expect(server.rows.size).toBe(0);
});
