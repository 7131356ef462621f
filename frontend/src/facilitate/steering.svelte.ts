import { ApiError } from '../lib/api';
import { uuid } from '../lib/ids';
import type { Live } from '../lib/live';
import type { Control, Seen } from '../lib/room';
import type { Step, Workshops } from './api';

/** Who steers the room, and what this page may do. Reactive. */
export interface Steering {
  /** Whether this page acts; else it only sees. */
  readonly mine: boolean;
  /** Who acts instead. */
  readonly other: string;
  /** Who asks to take over from this page. */
  readonly asked: { holder: string; name: string } | undefined;
  /** This page has asked to take over. */
  readonly asking: boolean;
  /** A step is on its way. */
  readonly busy: boolean;
  /** Does a step; answers whether it came about. What went wrong is told to onproblem. */
  step(step: Step): Promise<boolean>;
  /** Takes the control, or asks whoever has it. */
  take(): Promise<void>;
  /** Gives it to who asked. */
  handOver(): Promise<void>;
  close(): void;
}

/** The lease lasts a minute. */
const RENEW_MS = 20_000;
/** How often to ask again while somebody else has it. */
const ASK_MS = 5_000;

/** The same page keeps its name over a reload, so that it does not wait for itself. */
function holderOf(code: string): string {
  const key = `kvarter.control.${code}`;
  try {
    const kept = sessionStorage.getItem(key) ?? uuid();
    sessionStorage.setItem(key, kept);
    return kept;
  } catch {
    return uuid();
  }
}

export function createSteering(options: {
  code: string;
  name: string;
  workshops: Workshops;
  live: Live<Seen<Control>>;
  onproblem: (error: unknown) => void;
}): Steering {
  const { code, name, workshops, live, onproblem } = options;
  const holder = holderOf(code);
  let asking = $state(false);
  let busy = $state(false);
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lease = $derived(live.state?.room.control ?? null);
  const mine = $derived(lease?.holder === holder);

  function set(room: Control) {
    // Marks that came meanwhile are counted by the stream; the newer word stands.
    live.set((seen) => seen && (room.version < seen.room.version ? seen : { ...seen, room }));
  }
  /** Keeps the control while this page has it, and asks for it while it wants it. */
  async function keep(first = false): Promise<void> {
    clearTimeout(timer);
    if (closed) return;
    const open = live.state === undefined || live.state.room.state === 'open';
    if (open && (first || mine || asking))
      try {
        set(await workshops.hold(code, { holder, name }));
        asking = false;
      } catch (error) {
        if (!isTaken(error) && asking) onproblem(error);
      }
    if (!closed) timer = setTimeout(() => void keep(), asking ? ASK_MS : RENEW_MS);
  }
  void keep(true);

  return {
    get mine() {
      return mine;
    },
    get other() {
      return mine ? '' : (lease?.name ?? '');
    },
    get asked() {
      return (mine && lease?.asked) || undefined;
    },
    get asking() {
      return asking && !mine;
    },
    get busy() {
      return busy;
    },
    async step(step) {
      busy = true;
      try {
        set(await workshops.step(code, holder, step));
        return true;
      } catch (error) {
        onproblem(error);
        return false;
      } finally {
        busy = false;
      }
    },
    async take() {
      asking = true;
      await keep(true);
    },
    async handOver() {
      const to = lease?.asked?.holder;
      if (!to) return;
      try {
        set(await workshops.hold(code, { holder, name, to }));
      } catch (error) {
        onproblem(error);
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      // Who leaves the page lets others act at once; who closes it, within a minute.
      if (mine) workshops.letGo(code, holder).catch(() => {});
    }
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'control_taken';
}
