import type { Api, Feature } from '../../lib/api';
import type { Session } from '../session.svelte';

/** Who agrees with what. Reactive. */
export interface Hearts {
  /** Whether this phone's person agrees. */
  given(id: string): boolean;
  /** How many agree, this person too. */
  count(mark: Feature): number;
  /** Whether it is this person's own, which takes no heart of theirs. */
  isOwn(id: string): boolean;
  /** Gives a heart or takes it back; false where none can be given before something was sent. */
  toggle(mark: Feature): Promise<boolean>;
  /** Reads which hearts were given before, from whatever phone. */
  load(): Promise<void>;
}

/** What was pressed here: whether it was given, and the count that the mark had then. */
interface Pressed {
  agree: boolean;
  before: number;
}

export function createHearts(api: Pick<Api, 'agreements'>, area: string, session: Session): Hearts {
  let kept = $state.raw<ReadonlySet<string>>(new Set());
  let pressed = $state.raw<Readonly<Record<string, Pressed>>>({});

  const given = (id: string) => pressed[id]?.agree ?? kept.has(id);
  return {
    given,
    count({ id, properties: { agreements } }) {
      const mine = pressed[id];
      // Once the server's own number moved, it is the truth again.
      if (!mine || mine.before !== agreements || mine.agree === kept.has(id)) return agreements;
      return Math.max(0, agreements + (mine.agree ? 1 : -1));
    },
    isOwn: (id) =>
      session.drafts.sent.some((mark) => mark.id === id) || !!session.own?.some((mark) => mark.id === id),
    async toggle({ id, properties }) {
      const { receipt } = session;
      if (!session.hasSent || !receipt) return false;
      const agree = !given(id);
      pressed = { ...pressed, [id]: { agree, before: properties.agreements } };
      await session.outbox.enqueue({ kind: 'agreement', id, agree, receipt });
      return true;
    },
    async load() {
      if (session.hasSent && session.receipt) kept = new Set(await api.agreements(area, session.receipt));
    }
  };
}
