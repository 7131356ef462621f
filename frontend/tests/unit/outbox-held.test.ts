import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { change, create, newPhone, openTab, rest, testClock, until, withdraw } from './outbox-phone';
import { fakeServer } from './outbox-server';

const HELD = { held: true };
const states = (outbox: { items: readonly { id: string; state: string }[] }) =>
  outbox.items.map(({ id, state }) => `${id} ${state}`);

describe('what is held', () => {
  it('goes after ten seconds, not before', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock), HELD);
    await rest();
    clock.pass(9_999);
    await rest();
    expect([server.log, states(outbox)]).toEqual([[], ['a held']]);
    clock.pass(1);
    await until(() => outbox.counts.sent === 1);
  });

  it('goes at once when released, or when the page is put away', async () => {
    for (const away of [false, true]) {
      const [server, clock] = [fakeServer(), testClock()];
      const outbox = await openTab(server, clock);
      await outbox.enqueue(create('a', clock), HELD);
      await rest();
      if (!away) await outbox.release();
      else {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        Object.defineProperty(document, 'hidden', { value: false, configurable: true });
      }
      await until(() => outbox.counts.sent === 1);
    }
  });

  it('can be taken back, and only then', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock), HELD);
    await outbox.enqueue(create('b', clock), HELD);
    expect((await outbox.takeBack('a'))?.body?.text).toBe('The bench');
    clock.pass(10_000);
    await until(() => outbox.counts.sent === 1);
    expect(await outbox.takeBack('b')).toBeUndefined();
    expect(server.log).toEqual(['POST b']);
  });

  it('waits as long as somebody is about to undo it', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock), HELD);
    await outbox.hold(['a'], 60_000);
    clock.pass(59_000);
    await rest();
    expect(server.log).toEqual([]);
    await outbox.hold(['a'], 10_000);
    clock.pass(10_000);
    await until(() => outbox.counts.sent === 1);
  });

  it('goes on the next visit, and no clock that was set back keeps it', async () => {
    const [server, phone] = [fakeServer(), newPhone()];
    const ahead = testClock(Date.UTC(2030, 0, 1));
    const before = await openTab(server, ahead, phone);
    await before.enqueue(create('a', ahead), HELD);
    before.close();
    const after = await openTab(server, testClock(), phone);
    await until(() => after.counts.sent === 1);
  });

  it('keeps its turn: what is behind it waits', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock), HELD);
    await outbox.enqueue(create('b', clock));
    await rest();
    expect(server.log).toEqual([]);
    clock.pass(10_000);
    await until(() => outbox.counts.sent === 2);
    expect(server.log).toEqual(['POST a', 'POST b']);
  });
});

describe('a withdrawal', () => {
  it('that is undone leaves what it would have replaced', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.sent === 1);
    server.reachable = false;
    await outbox.enqueue(change('a', 'New'));
    await until(() => outbox.nextTry !== undefined);
    await outbox.enqueue(withdraw('a'), HELD);
    expect((await outbox.takeBack('a', 'withdraw'))?.kind).toBe('withdraw');
    server.reachable = true;
    await rest();
    clock.pass(2_000);
    await until(() => outbox.counts.sent === 1 && outbox.counts.waiting === 0);
    expect([server.rows.get('a')!.now.text, server.gone.size]).toEqual(['New', 0]);
  });

  it('first has a create answered that may be on its way, so that no late copy brings it back', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push('offline');
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.nextTry !== undefined);
    await outbox.enqueue(withdraw('a'));
    await rest();
    clock.pass(2_000);
    await until(() => outbox.counts.sent === 1);
    expect(server.log).toEqual(['POST a', 'healthz', 'POST a', 'DELETE a']);
    expect([...server.gone]).toEqual(['a']);
  });
});

describe('a withdrawal of what never left the phone', () => {
  const setUp = async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    const one = await openTab(server, clock, phone);
    const two = await openTab(server, clock, phone);
    await one.enqueue(create('a', clock, 'Old'), HELD);
    return { server, clock, one, two };
  };

  it('leaves nothing to send, and asks nothing of the net', async () => {
    const { server, clock, one } = await setUp();
    await one.enqueue(withdraw('a'), HELD);
    expect(states(one)).toEqual(['a held']);
    clock.pass(10_000);
    await until(() => one.items.length === 0);
    expect(server.log).toEqual([]);
  });

  it('undone brings back the words that another tab wrote just before', async () => {
    const { server, clock, one, two } = await setUp();
    await one.enqueue(change('a', 'New'));
    await two.enqueue(withdraw('a'), HELD); // this tab may have heard nothing of them
    expect(await two.takeBack('a', 'withdraw')).toBeDefined();
    clock.pass(10_000);
    await until(() => server.rows.size === 1);
    expect(server.rows.get('a')!.now.text).toBe('New');
  });

  it('undone brings back the words that another tab wrote since', async () => {
    const { server, clock, one, two } = await setUp();
    await one.enqueue(withdraw('a'), HELD);
    await two.enqueue(change('a', 'New'));
    expect(await one.takeBack('a', 'withdraw')).toBeDefined();
    clock.pass(10_000);
    await until(() => server.rows.size === 1);
    expect(server.rows.get('a')!.now.text).toBe('New');
  });
});
