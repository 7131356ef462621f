import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { keyOf, type Op } from '../../src/lib/outbox';
import { change, create, newPhone, openTab, rest, testClock, until } from './outbox-phone';
import { fakeServer } from './outbox-server';

const receipt = 'kvr_aaaaaaaaaaaaaaaaaaaaaa';
const background = (age: string): Op => ({ kind: 'background', answers: { age }, receipt });
const heart = (id: string, agree: boolean): Op => ({ kind: 'agreement', id, agree, receipt });
const withdrawAll: Op = { kind: 'withdraw_all', receipt };

describe('what is not about one’s own contribution', () => {
  it('is sent once, as it was wished last, and after what makes the person known', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.reachable = false;
    const outbox = await openTab(server, clock);
    await outbox.enqueue(background('18-29'));
    await outbox.enqueue(heart('x', true));
    await outbox.enqueue(create('a', clock), { held: true });
    await outbox.enqueue(heart('x', false));
    await outbox.enqueue(background('30-44'));
    await rest();
    server.log.length = server.errands.length = 0;
    server.reachable = true;
    await outbox.release();
    await outbox.retry();
    await until(() => outbox.counts.sent === 3);
    expect(server.log.filter((entry) => entry !== 'healthz')).toEqual([
      'POST a',
      'DELETE x/agreement',
      'PUT me/background'
    ]);
    expect(server.errands.at(-1)).toEqual({ answers: { age: '30-44' } });
  });

  it('waits with its refusal until the person is known', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 404, code: 'not_found' });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(background('18-29'));
    await until(() => outbox.counts.refused === 1);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.sent === 2);
    expect(server.log).toEqual(['PUT me/background', 'POST a', 'PUT me/background']);
  });

  it('is done when there is nothing left to agree with or to report', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 410, code: 'gone' }, { status: 404, code: 'not_found' });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(heart('x', true));
    await outbox.enqueue({ kind: 'report', id: 'r', mark: 'x', reason: 'spam', text: 'Igjen' });
    await until(() => outbox.counts.sent === 2);
    expect(server.errands.at(-1)).toEqual({ id: 'r', reason: 'spam', text: 'Igjen' });
  });
});

describe('the withdrawal of all', () => {
  it('goes alone: what was not begun is not sent any more', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.reachable = false;
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('x', clock));
    await until(() => outbox.nextTry !== undefined);
    await outbox.enqueue(create('a', clock));
    await outbox.enqueue(change('b', 'Nytt'));
    await outbox.enqueue(withdrawAll);
    server.reachable = true;
    await outbox.retry();
    await until(() => outbox.items.every(({ state }) => state === 'sent'));
    // x may have been on its way, so it is answered first.
    expect(server.log.filter((entry) => entry !== 'healthz')).toEqual([
      'POST x',
      'POST x',
      'DELETE participants/me'
    ]);
  });

  it('that is undone lets everything go on', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock), { held: true });
    await outbox.enqueue(withdrawAll, { held: true });
    clock.pass(9_000);
    await rest();
    expect(await outbox.takeBack(keyOf(withdrawAll))).toBeDefined();
    clock.pass(1_000);
    await until(() => outbox.counts.sent === 1);
    expect(server.log).toEqual(['POST a']);
  });

  it('is done when the server knows nobody', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    server.faults.push({ status: 401, code: 'unauthorized' });
    const outbox = await openTab(server, clock);
    await outbox.enqueue(withdrawAll);
    await until(() => outbox.counts.sent === 1);
  });
});

describe('a guest', () => {
  it('leaves nothing on the phone, and what is theirs goes all the same', async () => {
    const [server, clock, phone] = [fakeServer(), testClock(), newPhone()];
    server.reachable = false;
    const outbox = await openTab(server, clock, phone, { isGuest: (of) => of === receipt });
    await outbox.enqueue(change('a', 'Nytt'));
    await rest();
    expect(outbox.items.map(({ id }) => id)).toEqual(['a']);
    expect((await openTab(server, clock, phone)).items).toEqual([]);
    server.reachable = true;
    server.rows.set('a', { created: '', now: { id: 'a' } });
    await outbox.retry();
    await until(() => outbox.counts.sent === 1);
    expect(server.rows.get('a')!.now.text).toBe('Nytt');
  });
});

describe('what replaces something', () => {
  it('is done upon what there is, and again upon what came between', async () => {
    const [server, clock] = [fakeServer(), testClock()];
    const outbox = await openTab(server, clock);
    await outbox.enqueue(create('a', clock));
    await until(() => outbox.counts.sent === 1);
    let goOn = () => {};
    server.faults.push({ until: new Promise<void>((resolve) => (goOn = resolve)) });
    await outbox.enqueue(change('a', 'New'));
    await until(() => server.log.includes('PATCH a'));
    server.acts++; // another phone with the same receipt was quicker
    goOn();
    await until(() => outbox.nextTry !== undefined);
    expect(server.rows.get('a')!.now.text).toBe('The bench');
    await rest();
    clock.pass(2_000);
    await until(() => server.rows.get('a')!.now.text === 'New');
    expect(server.acts).toBe(3);
  });
});
