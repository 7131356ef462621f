import { openDB, type IDBPDatabase } from 'idb';

/**
 * What is kept on this phone: values by key, keys like `draft/{area}/{wave}/{id}`.
 * One shelf serves drafts and outbox; two tabs' shelves are the same shelf.
 */
export interface Shelf {
  /** Whether a reload finds what is put here; false where the browser refuses storage. */
  readonly persistent: boolean;
  /** The values of all keys that begin with prefix, in key order. */
  list<T>(prefix: string): Promise<T[]>;
  /**
   * Changes one value in one step that no other tab comes between. change gets
   * the value or undefined, and gives the new one, or undefined to remove it, or
   * the same to leave it.
   */
  update<T>(key: string, change: (old: T | undefined) => T | undefined): Promise<T | undefined>;
  /** Removes all keys that begin with prefix. */
  drop(prefix: string): Promise<void>;
  /** Calls listener after another tab changed something; answers how to stop. */
  watch(listener: () => void): () => void;
}

type Kept = Pick<Shelf, 'list' | 'update' | 'drop'>;

const STORE = 'kept';

/** How long a browser may take to open its storage; some never answer at all. */
const OPEN_MS = 4000;

/** Opens the phone's shelf; falls back to memory and says so in `persistent`. */
export async function openShelf(name = 'kvarter'): Promise<Shelf> {
  const memory = new Map<string, unknown>();
  const watchers = new Set<() => void>();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  if (channel) channel.onmessage = () => watchers.forEach((listener) => listener());
  let db = await open(name);

  // A connection may be lost while the page sleeps (Safari) or storage may fill
  // up: try once more on a new connection, then go on in memory with all that
  // can still be read.
  async function run<R>(work: (kept: Kept) => Promise<R>): Promise<R> {
    if (!db) return work(inMemory(memory));
    try {
      return await work(inDatabase(db));
    } catch {
      db.close();
      db = await open(name);
    }
    if (db) {
      try {
        return await work(inDatabase(db));
      } catch {
        await salvage(db, memory);
        db = undefined;
      }
    }
    return work(inMemory(memory));
  }
  const tell = () => channel?.postMessage(0);

  return {
    get persistent() {
      return db !== undefined;
    },
    list: (prefix) => run((kept) => kept.list(prefix)),
    async update<T>(key: string, change: (old: T | undefined) => T | undefined) {
      let changed = false;
      const next = await run((kept) =>
        kept.update<T>(key, (old) => {
          const next = change(old);
          changed = next !== old;
          return next;
        })
      );
      if (changed) tell();
      return next;
    },
    async drop(prefix) {
      await run((kept) => kept.drop(prefix));
      tell();
    },
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    }
  };
}

async function open(name: string): Promise<IDBPDatabase | undefined> {
  if (typeof indexedDB === 'undefined') return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), OPEN_MS);
  });
  try {
    const opening = openDB(name, 1, {
      upgrade: (db) => void db.createObjectStore(STORE),
      // A newer page in another tab wants to upgrade: do not stand in its way.
      blocking: (_from, _to, event) => (event.target as IDBDatabase).close()
    });
    return await Promise.race([opening, never]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function salvage(db: IDBPDatabase, memory: Map<string, unknown>): Promise<void> {
  try {
    const [keys, values] = await Promise.all([db.getAllKeys(STORE), db.getAll(STORE)]);
    keys.forEach((key, i) => memory.set(String(key), values[i]));
  } catch {
    // Nothing can be read either: what follows begins empty.
  } finally {
    db.close();
  }
}

function inDatabase(db: IDBPDatabase): Kept {
  const range = (prefix: string) => IDBKeyRange.bound(prefix, prefix + '\uffff');
  return {
    list: (prefix) => db.getAll(STORE, range(prefix)),
    async update(key, change) {
      const tx = db.transaction(STORE, 'readwrite');
      const write = async () => {
        const old = await tx.store.get(key);
        const next = change(old);
        if (next === old) return next;
        if (next === undefined) await tx.store.delete(key);
        else await tx.store.put(plain(next), key);
        return next;
      };
      const [next] = await Promise.all([write(), tx.done]);
      return next;
    },
    drop: (prefix) => db.delete(STORE, range(prefix))
  };
}

function inMemory(memory: Map<string, unknown>): Kept {
  const keys = (prefix: string) => [...memory.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    list: async <T>(prefix: string) => keys(prefix).map((key) => memory.get(key) as T),
    async update<T>(key: string, change: (old: T | undefined) => T | undefined) {
      const next = change(memory.get(key) as T | undefined);
      if (next === undefined) memory.delete(key);
      else memory.set(key, plain(next));
      return next;
    },
    drop: async (prefix) => keys(prefix).forEach((key) => memory.delete(key))
  };
}

/** A copy without Svelte's proxies, which IndexedDB cannot store. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
