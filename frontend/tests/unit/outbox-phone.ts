import { onTestFinished } from 'vitest';
import { createApi } from '../../src/lib/api';
import { openShelf } from '../../src/lib/drafts';
import { createOutbox, type Op, type Outbox, type OutboxOptions } from '../../src/lib/outbox';
import type { Clock } from '../../src/lib/outbox/pace';
import type { FakeServer } from './outbox-server';

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  /** Lets ms pass, timers due in between included. */
  pass(ms: number): void;
}

export function testClock(start = Date.UTC(2024, 4, 1)): TestClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        now = due.at;
        due.run();
      }
      now = end;
    }
  };
}

/** Lets everything that is not waiting for the clock go on until it is as wanted. */
export async function until(wanted: () => boolean): Promise<void> {
  for (let turns = 0; !wanted(); turns++) {
    if (turns > 2000) throw new Error(`never came about: ${wanted}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets everything that is not waiting for the clock come to rest. */
export async function rest(): Promise<void> {
  for (let turns = 0; turns < 100; turns++) await new Promise((resolve) => setImmediate(resolve));
}

let phones = 0;

/** The name of a phone's storage that no other test uses. */
export function newPhone(): string {
  return `phone-${++phones}`;
}

/** Opens the outbox of a tab on a phone. */
export async function openTab(
  server: FakeServer,
  clock: Clock,
  phone = newPhone(),
  more: Partial<OutboxOptions> = {}
): Promise<Outbox> {
  const shelf = await openShelf(phone);
  const api = createApi({ base: 'http://kvarter.test', fetch: server.fetch, now: clock.now });
  const outbox = await createOutbox({
    area: 'torstrand',
    api,
    shelf,
    clock,
    random: () => 0.5,
    locks: undefined,
    ...more
  });
  onTestFinished(() => outbox.close());
  return outbox;
}

export function create(id: string, clock: Clock, text = 'The bench'): Op {
  return {
    kind: 'create',
    receipt: 'kvr_aaaaaaaaaaaaaaaaaaaaaa',
    at: clock.now(),
    body: {
      id,
      participant: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      prompt: 'meeting_place',
      geometry: { type: 'Point', coordinates: [10.05, 59.0485] },
      located_by: 'map',
      text,
      lang: 'nb',
      method: 'torstrand-2024'
    }
  };
}

export function change(id: string, text: string | null): Op {
  return { kind: 'change', id, receipt: 'kvr_aaaaaaaaaaaaaaaaaaaaaa', patch: { text } };
}

export function withdraw(id: string): Op {
  return { kind: 'withdraw', id, receipt: 'kvr_aaaaaaaaaaaaaaaaaaaaaa' };
}
