import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { change, create, newPhone, openTab, rest, testClock, until, withdraw } from './outbox-phone';
import { fakeServer, type Fault } from './outbox-server';

const states = (outbox: { items: readonly { id: string; state: string }[] }) =>
  outbox.items.map(({ id, state }) => `${id} ${state}`);

describe('sending', () => {
  it('sends what was enqueued, one after another, in turn', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    let release = () => {};
    server.faults.push({ until: new Promise<void>((resolve) => (release = resolve)) });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await outbox.enqueue(create('b', clock));
    await until(() => server.log.length === 1);
    await rest();
    expect(server.log).toEqual(['POST a']);
    expect(states(outbox)).toEqual(['a sending', 'b waiting']);
    release();
    await until(() => outbox.counts.sent === 2);
    expect(server.log).toEqual(['POST a', 'POST b']);
    expect([...server.rows.keys()]).toEqual(['a', 'b']);
  });

  it('tells how long ago the mark was made, within 0 and 90 days', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const ops = [create('a', clock), create('b', clock), create('c', clock)] as { at: number }[];
    clock.pass(5500);
    ops[1]!.at = clock.now() + 60_000;
    ops[2]!.at = clock.now() - 200 * 24 * 3600_000;
    const outbox = await openTab(server, clock);
    for (const op of ops) await outbox.enqueue(op as never);
    await until(() => outbox.counts.sent === 3);
    expect(server.ages).toEqual(['5', '0', '7776000']);
  });

  it('tells of the yes before the item leaves the queue', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    const told: string[] = [];
    const outbox = await openTab(server, clock, phone, {
      onsent: (item, feature) => void told.push(`${item.kind} ${feature?.id} ${outbox.counts.sending}`)
    });
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.sent === 1);
    expect(told).toEqual(['create a 1']);
  });
});

describe('a lost answer', () => {
  it('is asked again and leaves exactly one', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push('lost');
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => !outbox.online && outbox.counts.sending === 0);
    expect(states(outbox)).toEqual(['a waiting']);
    await rest();
    clock.pass(2000);
    await until(() => outbox.counts.sent === 1);
    expect(server.log).toEqual(['POST a', 'healthz', 'POST a']);
    expect(server.rows.size).toBe(1);
  });

  it('and an edit before it is asked again end as the edit', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push('lost');
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => !outbox.online && outbox.counts.sending === 0);
    await outbox.enqueue(change('a', 'The other bench'));
    await rest();
    clock.pass(2000);
    await until(() => outbox.counts.sent === 1);
    expect(server.log).toEqual(['POST a', 'healthz', 'POST a', 'PATCH a']);
    expect(server.rows.get('a')!.now.text).toBe('The other bench');
  });

  it('and a withdrawal end with nothing there', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push('lost');
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => !outbox.online && outbox.counts.sending === 0);
    await outbox.enqueue(withdraw('a'));
    await rest();
    clock.pass(2000);
    await until(() => outbox.counts.sent === 1);
    expect([server.rows.size, [...server.gone]]).toEqual([0, ['a']]);
  });
});

describe('trouble', () => {
  const passing: [string, Fault][] = [
    ['no net', 'offline'],
    ['408', { status: 408 }],
    ['425', { status: 425 }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a proxy’s 502', { html: 502 }],
    ['a login page that says 200', { html: 200 }]
  ];
  it.each(passing)('%s: tries again later', async (_, fault) => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push(fault);
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.nextTry !== undefined);
    await rest();
    expect(states(outbox)).toEqual(['a waiting']);
    clock.pass(2000);
    await until(() => outbox.counts.sent === 1);
    expect(server.rows.size).toBe(1);
  });

  it('waits twice as long each time, up to five minutes, and asks only for the health meanwhile', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.reachable = false;
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    const waits: number[] = [];
    for (let tries = 1; tries <= 10; tries++) {
      await until(() => server.log.length === tries && (outbox.nextTry ?? 0) > clock.now());
      await rest();
      waits.push((outbox.nextTry! - clock.now()) / 1000);
      clock.pass(outbox.nextTry! - clock.now());
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(server.log.filter((entry) => entry !== 'healthz')).toEqual(['POST a']);
  });

  it('is forgotten once something went through', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 503 }, { status: 503 });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    for (const wait of [2000, 4000]) {
      await until(() => (outbox.nextTry ?? 0) === clock.now() + wait);
      await rest();
      clock.pass(wait);
    }
    await until(() => outbox.counts.sent === 1);
    server.faults.push({ status: 503 });
    await outbox.enqueue(create('b', clock));
    await until(() => outbox.nextTry === clock.now() + 2000);
  });

  it('obeys Retry-After, also against an impatient person', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 429, retryAfter: 40 });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.nextTry !== undefined);
    expect(outbox.nextTry! - clock.now()).toBe(40_000);
    await outbox.retry();
    await rest();
    clock.pass(39_999);
    await rest();
    expect(server.log).toEqual(['POST a']);
    clock.pass(1);
    await until(() => outbox.counts.sent === 1);
  });

  it('tries at once when the net comes back or the person asks', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.reachable = false;
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => !outbox.online && outbox.nextTry !== undefined);
    await rest();
    await outbox.retry();
    await until(() => server.log.length === 2);
    await rest();
    server.reachable = true;
    window.dispatchEvent(new Event('online'));
    await until(() => outbox.counts.sent === 1);
    expect(outbox.online).toBe(true);
    expect(server.log).toEqual(['POST a', 'healthz', 'healthz', 'POST a']);
  });

  it('over one item does not hold up the others', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 500 }, { until: Promise.resolve() }, { status: 500 });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await outbox.enqueue(create('b', clock));
    await until(() => outbox.nextTry !== undefined);
    await rest();
    clock.pass(2000);
    await until(() => outbox.counts.sent === 1);
    expect([...server.rows.keys()]).toEqual(['b']);
  });
});

describe('a refusal', () => {
  it('is kept with its reason, holds up nothing, and goes out again when edited', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 422, code: 'invalid' });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await outbox.enqueue(create('b', clock));
    await until(() => outbox.counts.sent === 1 && outbox.counts.refused === 1);
    const refused = outbox.items.find(({ state }) => state === 'refused')!;
    expect(refused.refused).toEqual({ code: 'invalid', errors: [{ field: 'text', code: 'too_long' }] });
    await outbox.enqueue(change('a', 'Short'));
    await until(() => outbox.counts.sent === 2);
    expect(server.rows.get('a')!.now.text).toBe('Short');
    expect(server.log).toEqual(['POST a', 'POST b', 'POST a']);
  });

  it('can be taken back, changed and sent under the same id', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 422 });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.refused === 1);
    const back = await outbox.takeBack('a');
    expect(back?.body?.text).toBe('The bench');
    expect(outbox.items).toEqual([]);
    await outbox.enqueue(create('a', clock, 'Another'));
    await until(() => outbox.counts.sent === 1);
    expect(server.rows.get('a')!.now.text).toBe('Another');
  });

  it('of what was edited meanwhile is not of the edit', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    let release = () => {};
    const slowly = new Promise<void>((resolve) => (release = resolve));
    const outbox = await openTab(
      { ...server, fetch: (input, init) => slowly.then(() => server.fetch(input, init)) },
      clock
    );
    server.faults.push({ status: 422 });
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.sending === 1);
    await outbox.enqueue(change('a', 'Better'));
    release();
    await until(() => outbox.counts.sent === 1);
    expect(server.rows.get('a')!.now.text).toBe('Better');
  });

  it('can be tried again as it is', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 403 });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.refused === 1);
    await outbox.retry('a');
    await until(() => outbox.counts.sent === 1);
  });

  it('by something in between counts only when Kvarter is in reach', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ html: 403 });
    const healthz = vi.fn().mockResolvedValueOnce(false).mockResolvedValue(true);
    const { createApi } = await import('../../src/lib/api');
    const api = { ...createApi({ base: 'http://kvarter.test', fetch: server.fetch }), healthy: healthz };
    const outbox = await openTab(server, clock, newPhone(), { api });
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.nextTry !== undefined);
    expect(states(outbox)).toEqual(['a waiting']);
    await rest();
    server.faults.push({ html: 413 });
    clock.pass(2000);
    await until(() => outbox.counts.refused === 1);
    expect(outbox.items[0]!.refused!.code).toBe('http_413');
  });

  it('of a withdrawn id is told, not repeated', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.gone.add('a');
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.refused === 1);
    expect(outbox.items[0]!.refused!.code).toBe('gone');
  });
});
