import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Area } from '../../src/lib/api';
import { receiptSecret, uuid } from '../../src/lib/ids';
import { startServer, type Server } from '../e2e/support/server';
import { compare, heal } from './compare';
import { openProxy, type Proxy } from './proxy';
import { beginning, steps, take, tell, type Step } from './steps';
import { World } from './world';

/*
 * Whatever a person does and whatever the net, the phone and the server do
 * meanwhile: in the end the server has what the person meant, nothing lost,
 * nothing twice, and what was withdrawn stays gone.
 */

const RUNS = process.env.KVARTER_LONG ? 10_000 : 100;
const SEED = Number(process.env.KVARTER_SEED ?? 20260523);

/** What happens to the first that is sent. */
const FIRST = ['none', 'lose', 'late', 'late'] as const;

let server: Server;
let proxy: Proxy;
let area: Area;
let others: string[];
const channels = new Set<BroadcastChannel>();

beforeAll(async () => {
  // The server's data in memory, where there is such a place: nothing here cuts the power.
  if (existsSync('/dev/shm')) process.env.TMPDIR ??= '/dev/shm';
  Object.assign(globalThis, { window: new EventTarget(), document: new EventTarget() });
  // A channel keeps Node waiting for it; a browser closes it with its page.
  globalThis.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels.add(this);
    }
  };
  server = await startServer();
  proxy = await openProxy(
    () => server.port,
    () => server.crash()
  );
  area = await server.area();
  others = await makeOthers();
});
afterAll(async () => {
  proxy?.close();
  await server?.stop();
});

it(`holds through ${RUNS} runs over a bad net`, async () => {
  await fc.assert(fc.asyncProperty(steps, fc.integer({ min: -400, max: 400 }), fc.nat(), run), {
    numRuns: RUNS,
    seed: SEED,
    endOnFailure: false,
    interruptAfterTimeLimit: undefined
  });
});

async function run(drawn: Step[], wrongDays: number, luck: number): Promise<void> {
  const all = [...beginning(FIRST[luck % FIRST.length]!), ...drawn];
  const world = new World(proxy, area, others, wrongDays * 24 * 3600_000);
  proxy.log.length = proxy.faults.length = 0;
  // Seldom, as a restart takes as long as a whole run.
  const killAt = luck % 30 === 0 ? luck % all.length : -1;
  try {
    for (const [i, step] of all.entries())
      await take(world, i === killAt ? { ...step, faults: ['kill', ...step.faults] } : step);
    if (luck % 5 > 2) await proxy.deliverLate();
    await heal(world);
    await compare(world, server);
    await proxy.deliverLate();
    await compare(world, server);
  } catch (error) {
    const told = [...all.map(tell), '', ...proxy.log].join('\n');
    throw new Error(`${(error as Error).message}\n\n${told}\n`, { cause: error });
  } finally {
    for (const page of world.phone.pages) page.die();
    for (const channel of channels) channel.close();
    channels.clear();
  }
}

/** Marks of somebody else, to give hearts to. */
async function makeOthers(): Promise<string[]> {
  const [participant, receipt] = [uuid(), receiptSecret()];
  const ids = Array.from({ length: 4 }, uuid);
  for (const id of ids) {
    const answer = await fetch(`${server.url}/api/v1/areas/torstrand/contributions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${receipt}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        id,
        participant,
        prompt: 'meeting_place',
        geometry: { type: 'Point', coordinates: [10.05, 59.0485] },
        located_by: 'map',
        lang: 'nb',
        method: area.method.key
      })
    });
    expect(answer.status).toBe(201);
  }
  return ids;
}
