import { createLive, type Live, type StreamEvent } from '../live';
import type { ServerClock } from './clock.svelte';
import type { Control, Presence, RoomMark, Round, State } from './types';

/** All that is known of a room. */
export interface Seen<S extends State = State> {
  room: S;
  presence: Presence;
  marks: ReadonlyMap<string, RoomMark>;
}

export type Counts = Record<string, Pick<Round, 'marks' | 'people'>>;

/** Marks that came, changed or went. */
export interface MarksEvent {
  /** They are all there are. */
  reset: boolean;
  marks: RoomMark[];
  gone: string[];
  /** By round. */
  counts: Counts;
}

/** Where a room is heard of. */
export interface Source {
  stream(after: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  ask(after: string | undefined, patience: number, signal: AbortSignal): Promise<Polled>;
}

export interface Polled {
  id: string;
  state: State | Control;
  presence: Presence;
  marks: MarksEvent;
}

const NOBODY: Presence = { connected: 0, ready: 0, done: 0 };

/** Follows a room; clock learns the server's time from it. */
export function followRoom<S extends State = State>(source: Source, clock: ServerClock): Live<Seen<S>> {
  return createLive<Seen<S>>({
    stream: source.stream,
    async ask(after, patience, signal) {
      const { id, state, presence, marks } = await source.ask(after, patience, signal);
      return [
        event('state', state),
        event('presence', presence),
        event('marks', marks),
        { ...event('beat', { now: state.now }), id }
      ];
    },
    take: (seen, event) => taken(seen, event, clock)
  });
}

function event(name: string, data: unknown): StreamEvent {
  return { event: name, id: undefined, data: JSON.stringify(data) };
}

/** What is known after an event; what comes before the first state is kept for it. */
export function taken<S extends State>(
  seen: Seen<S> | undefined,
  { event, data }: StreamEvent,
  clock: Pick<ServerClock, 'hear'>
): Seen<S> | undefined {
  switch (event) {
    case 'state': {
      const room = JSON.parse(data) as S;
      clock.hear(Date.parse(room.now));
      return { presence: NOBODY, marks: new Map(), ...seen, room };
    }
    case 'presence':
      return seen && { ...seen, presence: JSON.parse(data) as Presence };
    case 'marks':
      return seen && withMarks(seen, JSON.parse(data) as MarksEvent);
    case 'beat':
      clock.hear(Date.parse((JSON.parse(data) as { now: string }).now));
      return seen;
    default:
      return seen;
  }
}

function withMarks<S extends State>(seen: Seen<S>, { reset, marks, gone, counts }: MarksEvent): Seen<S> {
  const all = new Map(reset ? [] : seen.marks);
  for (const mark of marks) all.set(mark.id, mark);
  for (const id of gone) all.delete(id);
  const rounds = seen.room.rounds.map((round) => ({ ...round, ...counts[String(round.number)] }));
  return { ...seen, marks: all, room: { ...seen.room, rounds } };
}
