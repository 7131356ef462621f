/**
 * The server's time as this phone knows it. The phone's own clock may be wrong
 * and may jump, so it only measures from what the server last said.
 */
export interface ServerTime {
  /** Milliseconds since 1970, never before what the server last said; the phone's own until it has said anything. */
  now(): number;
  /** Whether the phone's clock has run so long, or so oddly, since the server spoke that it should be asked anew. */
  stale(): boolean;
  /** Takes over what an answer that has just come says in its Date header. */
  hear(date: string | null): void;
}

const FRESH_MS = 10 * 60_000;

/** phone is the phone's own clock. */
export function createServerTime(phone: () => number): ServerTime {
  let heard: { server: number; phone: number } | undefined;
  return {
    now: () => (heard ? heard.server + Math.max(0, phone() - heard.phone) : phone()),
    stale() {
      const passed = heard ? phone() - heard.phone : 0;
      return passed < 0 || passed > FRESH_MS;
    },
    hear(date) {
      const server = Date.parse(date ?? '');
      if (server >= 0) heard = { server, phone: phone() };
    }
  };
}
