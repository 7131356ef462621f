import { expect } from 'vitest';
import type { Server } from '../e2e/support/server';
import type { Life, World } from './world';

/** Lets everything that waits be sent, over a net that is whole again. */
export async function heal(world: World): Promise<void> {
  world.proxy.faults.length = 0;
  const { session } = await world.page();
  for (let rounds = 0; rounds < 60; rounds++) {
    await world.settle();
    const waiting = session.outbox.items.filter(({ state }) => state !== 'sent');
    if (waiting.every(({ state }) => state === 'refused')) return;
    await world.phone.clock.pass(20_000, world.settle);
  }
  throw new Error(`never sent: ${JSON.stringify(session.outbox.items)}`);
}

/** Compares the server and the phone with what the person means. */
export async function compare(world: World, server: Server): Promise<void> {
  const { session } = await world.page();
  expect(session.outbox.items.filter(({ refused }) => refused)).toEqual([]);
  const drafts = marksOf(world.life, 'draft');
  expect(Object.fromEntries(session.drafts.list.map(({ id, text }) => [id, text])), 'drafts').toEqual(drafts);
  for (const life of world.lives) await compareLife(world, server, life);
}

async function compareLife(world: World, server: Server, life: Life): Promise<void> {
  if (!life.receipt) return;
  const get = asker(server, life.receipt);
  const own = await get('participants/me/contributions');
  if (life.over) {
    expect(own.status, 'the receipt of nobody').toBe(404);
    for (const id of life.marks.keys()) await expectGone(get, id);
    return;
  }
  expect(own.status, 'the receipt').toBe(200);
  const { features } = own.body as Awaited<ReturnType<Server['ownMarks']>>;
  expect(Object.fromEntries(features.map(({ id, properties: { text } }) => [id, text])), 'sent').toEqual(
    marksOf(life, 'sent')
  );
  for (const { properties } of features) {
    const off = Math.abs(Date.parse(properties.created_at) - world.began);
    expect(off, `made ${properties.created_at}`).toBeLessThan(3600_000);
  }
  for (const [id, { is }] of life.marks) if (is === 'withdrawn') await expectGone(get, id);
  const hearts = [...life.hearts].filter(([, agrees]) => agrees).map(([id]) => id);
  expect((await get('participants/me/agreements')).body, 'hearts').toEqual({ agreements: hearts.sort() });
  const me = (await get('participants/me')).body as { background?: { answers: unknown } };
  expect(me.background?.answers, 'background').toEqual(life.background);
}

type Get = (path: string) => Promise<{ status: number; body: unknown }>;

function asker({ url }: Server, receipt: string): Get {
  return async (path) => {
    const headers = { Authorization: `Bearer ${receipt}` };
    const answer = await fetch(`${url}/api/v1/areas/torstrand/${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  };
}

/** 410 if the server ever had it, 404 if it never arrived. */
async function expectGone(get: Get, id: string): Promise<void> {
  expect([404, 410], `withdrawn ${id}`).toContain((await get(`contributions/${id}`)).status);
}

function marksOf({ marks }: Life, is: 'draft' | 'sent'): Record<string, string> {
  return Object.fromEntries([...marks].filter(([, m]) => m.is === is).map(([id, { text }]) => [id, text]));
}
