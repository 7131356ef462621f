import type { Shelf } from '../drafts/shelf';
import type { Clock } from './pace';

interface Lease {
  owner: string;
  until: number;
}

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

/** Runs work while no other tab runs theirs; answers false if another is at it. */
export type Alone = (work: () => Promise<void>) => Promise<boolean>;

/** By the browser's own locks, which end with their tab. Waits for its turn. */
export function byLocks(locks: LockManager, name: string): Alone {
  return async (work) => {
    await locks.request(name, work);
    return true;
  };
}

/**
 * By a lease on the shelf, for insecure contexts, where there are no locks. It
 * is renewed while work runs and expires by itself when its tab dies. Should a
 * sleeping tab lose it in mid-send, two may send the same; the server takes one.
 */
export function byLease(shelf: Shelf, key: string, owner: string, clock: Clock): Alone {
  return async (work) => {
    const lease = await shelf.update<Lease>(key, (old) => {
      const taken = old && old.owner !== owner && old.until > clock.now();
      // A clock set back must not make a lease eternal.
      return taken && old.until <= clock.now() + LEASE_MS ? old : { owner, until: clock.now() + LEASE_MS };
    });
    if (lease?.owner !== owner) return false;
    let renewing = clock.after(RENEW_MS, renew);
    function renew(): void {
      renewing = clock.after(RENEW_MS, renew);
      void shelf.update<Lease>(key, (old) =>
        old?.owner === owner ? { owner, until: clock.now() + LEASE_MS } : old
      );
    }
    try {
      await work();
    } finally {
      renewing();
      await shelf.update<Lease>(key, (old) => (old?.owner === owner ? undefined : old));
    }
    return true;
  };
}
