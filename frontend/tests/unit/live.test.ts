import { flushSync } from 'svelte';
import { expect, it, onTestFinished } from 'vitest';
import { ApiError, noAnswer } from '../../src/lib/api/problem';
import { createLive, readEvents, type Live, type StreamEvent } from '../../src/lib/live';
import { FIRST_MS, SILENT_MS } from '../../src/lib/live/live.svelte';

/** A clock that stands until it is moved. */
function fakeClock() {
  let now = 1_000_000;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => void (timers = timers.filter((one) => one !== timer));
    },
    /** Moves on, timer by timer; what they begin may end in between. */
    async pass(ms: number) {
      const end = now + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].sort((a, b) => a.at - b.at);
        if (!next || next.at > end) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
      }
      now = end;
      await settle();
    }
  };
}
/** Lets everything that waits for nothing but its turn come about. */
async function settle() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
  await new Promise((done) => setTimeout(done));
  flushSync();
}

/** A server with one stream for each request, and the same by asking. */
function fakeServer() {
  const encoder = new TextEncoder();
  const state = {
    streams: [] as { after: string | undefined; push: (text: string) => void; end: () => void }[],
    asked: [] as { after: string | undefined; patience: number }[],
    open: true,
    held: false,
    reachable: true,
    refuse: undefined as ApiError | undefined
  };
  return {
    ...state,
    state,
    async stream(after: string | undefined, signal: AbortSignal) {
      if (state.refuse) throw state.refuse;
      if (!state.reachable) throw noAnswer();
      if (state.held)
        await new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
      return new ReadableStream<Uint8Array>({
        start(controller) {
          signal.addEventListener('abort', () => controller.error(signal.reason));
          state.streams.push({
            after,
            push: (text) => controller.enqueue(encoder.encode(text)),
            end: () => controller.close()
          });
        }
      });
    },
    async ask(after: string | undefined, patience: number): Promise<StreamEvent[]> {
      if (!state.reachable) throw noAnswer();
      state.asked.push({ after, patience });
      return [{ event: 'state', id: '9', data: 'asked' }];
    }
  };
}

function follow(server = fakeServer()) {
  const clock = fakeClock();
  const live: Live<string[]> = createLive<string[]>({
    ...server,
    take: (state = [], { event, data }) => [...state, `${event} ${data}`],
    clock,
    random: () => 0.5
  });
  onTestFinished(() => live.close());
  return { server: server.state, clock, live };
}

it('follows the stream from its first word', async () => {
  const { server, live } = follow();
  expect(live.link).toBe('opening');
  await settle();
  server.streams[0]!.push('event: state\ndata: one\nid: 5\n\n');
  await settle();
  expect(live.link).toBe('live');
  expect(live.state).toEqual(['state one']);
});

it('goes on after the last event that it heard', async () => {
  const { server, clock } = follow();
  await settle();
  server.streams[0]!.push('id: 5\ndata: x\n\ndata: without a name of its own\n\n');
  await settle();
  server.streams[0]!.end();
  await clock.pass(2000);
  expect(server.streams.map(({ after }) => after)).toEqual([undefined, '5']);
});

it('takes a silent line for a dead one', async () => {
  const { server, clock, live } = follow();
  await settle();
  server.streams[0]!.push('data: x\n\n');
  await clock.pass(SILENT_MS - 1);
  server.streams[0]!.push(': beat\n\n');
  await clock.pass(SILENT_MS - 1);
  expect(server.streams.length).toBe(1);
  await clock.pass(3000);
  expect(server.streams.length).toBe(2);
  expect(live.link).toBe('live'); // until the next says otherwise
});

it('asks where no stream comes through, and keeps asking from where it was', async () => {
  const server = fakeServer();
  server.state.held = true;
  const { clock, live, server: state } = follow(server);
  await clock.pass(FIRST_MS + 10);
  expect(live.link).toBe('polling');
  expect(live.state).toEqual(['state asked']);
  await clock.pass(1500);
  expect(state.asked.slice(0, 2)).toEqual([
    { after: undefined, patience: 0 },
    { after: '9', patience: 20 }
  ]);
});

it('says that it is away, tries ever more slowly, and comes back by itself', async () => {
  const server = fakeServer();
  server.state.reachable = false;
  const { clock, live, server: state } = follow(server);
  await clock.pass(10_000);
  expect(live.link).toBe('away');
  state.reachable = true;
  while (state.streams.length === 0) await clock.pass(1000);
  state.streams.at(-1)!.push('data: back\n\n');
  await settle();
  expect(live.link).toBe('live');
});

it('tries at once when the net or the page comes back', async () => {
  const server = fakeServer();
  server.state.reachable = false;
  const { clock, live, server: state } = follow(server);
  await clock.pass(60_000);
  state.reachable = true;
  dispatchEvent(new Event('online'));
  await settle();
  state.streams.at(-1)!.push('data: back\n\n');
  await settle();
  expect(live.link).toBe('live');
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(state.streams.length).toBe(2);
});

it('takes no for an answer', async () => {
  const server = fakeServer();
  server.state.refuse = new ApiError({ status: 401, code: 'unauthorized', ours: true });
  const { clock, live, server: state } = follow(server);
  await settle();
  expect([live.link, live.refusal]).toEqual(['refused', 'unauthorized']);
  state.refuse = undefined;
  await clock.pass(600_000);
  expect(state.streams).toEqual([]);
});

it.each(['\n', '\r\n'])('reads events whose lines end in %j, however they are cut', async (end) => {
  const text = ['event: a', 'id: 1', 'data: æ', 'data: b', '', ': quiet', '', 'data:c', '', ''].join(end);
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      }
    });
    const events: StreamEvent[] = [];
    for await (const event of readEvents(body, () => {})) events.push(event);
    expect(events).toEqual([
      { event: 'a', id: '1', data: 'æ\nb' },
      { event: 'message', id: undefined, data: 'c' }
    ]);
  }
});
