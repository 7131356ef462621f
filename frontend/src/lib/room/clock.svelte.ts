/**
 * The server's time, by what it last said in its events. The phone's own clock
 * may be wrong, so it only measures. The largest difference is the nearest: what
 * was longer on its way looks older.
 */
export function createServerClock(phone: () => number = () => performance.now()) {
  let ahead = -Infinity;
  return {
    /** Takes over what the server says that it is, milliseconds since 1970. */
    hear(server: number) {
      ahead = Math.max(ahead, server - phone());
    },
    /** Milliseconds since 1970 at the server; the phone's own until it has said anything. */
    now: () => (ahead === -Infinity ? Date.now() : ahead + phone())
  };
}

export type ServerClock = ReturnType<typeof createServerClock>;

/** What time it is, anew every second; for a component, as long as it stands. Reactive. */
export function ticking(clock: ServerClock): { readonly now: number } {
  let now = $state(clock.now());
  $effect(() => {
    const timer = setInterval(() => (now = clock.now()), 500);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    }
  };
}

/** Milliseconds as minutes and seconds: `4:05`; what is past its end is 0:00. */
export function minutes(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
