import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { create, newPhone, openTab, rest, testClock, until } from './outbox-phone';
import { fakeServer } from './outbox-server';

describe('two tabs', () => {
  it('send one after another, and each thing once', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    let release = () => {};
    server.faults.push({ until: new Promise<void>((resolve) => (release = resolve)) });
    const one = await openTab(server, clock, phone);
    const two = await openTab(server, clock, phone);
    await one.enqueue(create('a', clock));
    await until(() => server.log.length === 1);
    await two.enqueue(create('b', clock));
    await rest();
    expect(server.log).toEqual(['POST a']);
    release();
    await until(() => server.rows.size === 2);
    await until(
      () => one.counts.waiting + one.counts.sending + two.counts.waiting + two.counts.sending === 0
    );
    expect(server.log).toEqual(['POST a', 'POST b']);
  });

  it('keep one sender while it sends for long', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    let release = () => {};
    server.faults.push({ until: new Promise<void>((resolve) => (release = resolve)) });
    const one = await openTab(server, clock, phone);
    await one.enqueue(create('a', clock));
    await until(() => server.log.length === 1);
    await openTab(server, clock, phone);
    for (let seconds = 0; seconds < 28; seconds++) {
      await rest();
      clock.pass(1000);
    }
    await rest();
    expect(server.log).toEqual(['POST a']);
    release();
    await until(() => one.counts.sent === 1);
  });

  it('share one pace', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    server.faults.push({ status: 429, retryAfter: 60 });
    const one = await openTab(server, clock, phone);
    await one.enqueue(create('a', clock));
    await until(() => one.nextTry !== undefined);
    const two = await openTab(server, clock, phone);
    await two.enqueue(create('b', clock));
    await rest();
    expect(server.log).toEqual(['POST a']);
    expect(two.nextTry).toBe(one.nextTry);
  });

  it('take turns by the browser’s locks where there are some', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    let last: Promise<unknown> = Promise.resolve();
    const request = (_: string, work: () => Promise<void>) => (last = last.then(work));
    const locks = { request } as unknown as LockManager;
    let release = () => {};
    server.faults.push({ until: new Promise<void>((resolve) => (release = resolve)) });
    const one = await openTab(server, clock, phone, { locks });
    const two = await openTab(server, clock, phone, { locks });
    await one.enqueue(create('a', clock));
    await two.retry();
    await until(() => server.log.length === 1);
    await rest();
    release();
    await until(() => one.counts.sent + two.counts.sent === 1);
    await rest();
    expect(server.log).toEqual(['POST a']);
  });

  it('are not locked out by a clock that was set back', async () => {
    const [server, phone] = [fakeServer(), newPhone()];
    server.faults.push({ until: new Promise(() => {}) });
    const ahead = testClock(Date.UTC(2030, 0, 1));
    const died = await openTab(server, ahead, phone);
    await died.enqueue(create('a', ahead));
    await until(() => server.log.length === 1);
    died.close();
    const outbox = await openTab(server, testClock(), phone);
    await until(() => outbox.counts.sent === 1);
  });
});

describe('a page that died in mid-send', () => {
  it('is continued by the next when its lease has run out, and leaves exactly one', async () => {
    const [server, phone] = [fakeServer(), newPhone()];
    server.faults.push({ until: new Promise(() => {}) });
    const dead = testClock();
    const died = await openTab(server, dead, phone);
    await died.enqueue(create('a', dead));
    await until(() => server.log.length === 1);
    died.close(); // its clock never moves again: the lease is not renewed

    const clock = testClock(dead.now());
    const outbox = await openTab(server, clock, phone);
    await rest();
    expect(outbox.counts).toEqual({ held: 0, waiting: 1, sending: 0, sent: 0, refused: 0 });
    expect(await outbox.takeBack('a')).toBeUndefined();
    for (let seconds = 0; seconds <= 16; seconds++) {
      await rest();
      clock.pass(1000);
    }
    await until(() => outbox.counts.sent === 1);
    expect(server.log).toEqual(['POST a', 'POST a']);
    expect(server.rows.size).toBe(1);
  });

  it('finds its queue again after a reload, in turn, refusals included', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    server.faults.push({ status: 422 }, 'offline');
    const before = await openTab(server, clock, phone);
    for (const id of ['c', 'b', 'a']) await before.enqueue(create(id, clock));
    await until(() => before.counts.refused === 1 && before.nextTry !== undefined);
    await rest();
    before.close();
    const after = await openTab(server, clock, phone);
    expect(after.items.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'c refused',
      'b waiting',
      'a waiting'
    ]);
    expect(after.persistent).toBe(true);
  });
});

describe('storage refused', () => {
  it('sends all the same and says that it keeps nothing', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    expect(outbox.persistent).toBe(false);
    server.faults.push('lost');
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.nextTry !== undefined);
    await rest();
    clock.pass(2000);
    await until(() => outbox.counts.sent === 1);
    expect(server.rows.size).toBe(1);
    vi.unstubAllGlobals();
  });
});
