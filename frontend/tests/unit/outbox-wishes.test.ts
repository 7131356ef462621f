import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { change, create, openTab, rest, testClock, until, withdraw } from './outbox-phone';
import { fakeServer } from './outbox-server';

const states = (outbox: { items: readonly { id: string; state: string }[] }) =>
  outbox.items.map(({ id, state }) => `${id} ${state}`);

describe('change and withdraw', () => {
  it('before the first sending stay on the phone', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.reachable = false;
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('x', clock));
    await until(() => outbox.nextTry !== undefined);
    await outbox.enqueue(create('a', clock));
    await outbox.enqueue(change('a', null));
    await outbox.enqueue(create('b', clock));
    await outbox.enqueue(withdraw('b'));
    expect(states(outbox)).toEqual(['x waiting', 'a waiting']);
    server.reachable = true;
    await rest();
    clock.pass(2000);
    await until(() => outbox.counts.sent === 2);
    expect(server.log.filter((entry) => entry.endsWith(' a'))).toEqual(['POST a']);
    expect(server.rows.get('a')!.now).not.toHaveProperty('text');
  });

  it('while it is being sent come after it', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    let release = () => {};
    server.faults.push({ until: new Promise<void>((resolve) => (release = resolve)) });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => server.log.length === 1);
    await outbox.enqueue(change('a', 'Later'));
    release();
    await until(() => outbox.counts.sent === 1);
    expect(server.rows.get('a')!.now.text).toBe('Later');
    expect(server.log).toEqual(['POST a', 'PATCH a']);
    await outbox.enqueue(withdraw('a'));
    await until(() => server.gone.has('a'));
  });

  it.each([
    ['is gone', (server: ReturnType<typeof fakeServer>) => server.gone.add('a')],
    ['never arrived', () => {}]
  ])('withdrawing what %s is done', async (_, prepare) => {
    const [server, clock] = [fakeServer(), testClock()];
    prepare(server);
    const outbox = await openTab(server, clock);
    await outbox.enqueue(withdraw('a'));
    await until(() => outbox.counts.sent === 1);
    expect(server.log).toEqual(['DELETE a']);
  });

  it('forget drops all that waits', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.reachable = false;
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.nextTry !== undefined);
    await outbox.forget();
    expect(outbox.items).toEqual([]);
  });
});
