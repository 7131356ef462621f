import { openDB, type IDBPDatabase, type IDBPObjectStore } from 'idb';

/**
 * What is kept on this phone: values by key, keys like `draft/{area}/{wave}/{id}`.
 * One shelf serves drafts and outbox; two tabs' shelves are the same shelf.
 */
export interface Shelf {
  /** Whether a reload finds all that was put here; false where the browser refuses storage, or has no room. */
  readonly persistent: boolean;
  /** Whether that is for want of room. What finds none is kept in this page's memory, and put in its place once there is some. */
  readonly full: boolean;
  /** The values of all keys that begin with prefix, in key order. */
  list<T>(prefix: string): Promise<T[]>;
  /** All keys that begin with prefix, in order. */
  keys(prefix: string): Promise<string[]>;
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

type Kept = Pick<Shelf, 'list' | 'keys' | 'update' | 'drop'>;

/** What is not in the database, and, as undefined, what ought not to be there any more. */
type Memory = Map<string, unknown>;

const STORE = 'kept';

/** How long a browser may take to open its storage; some never answer at all. */
const OPEN_MS = 4000;

/** Opens the phone's shelf; falls back to memory and says so in `persistent`. */
export async function openShelf(name = 'kvarter'): Promise<Shelf> {
  const memory: Memory = new Map();
  const watchers = new Set<() => void>();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  if (channel) channel.onmessage = () => watchers.forEach((listener) => listener());
  let db = await open(name);

  // A connection may be lost while the page sleeps (Safari): try once more on a
  // new connection, then go on in memory with all that can still be read.
  async function run<R>(work: (kept: Kept) => Promise<R>): Promise<R> {
    if (!db) return work(inMemory(memory));
    try {
      return await work(inDatabase(db, memory));
    } catch {
      db.close();
      db = await open(name);
    }
    if (db) {
      try {
        return await work(inDatabase(db, memory));
      } catch {
        await salvage(db, memory);
        db = undefined;
      }
    }
    return work(inMemory(memory));
  }
  // Writes go one after another, so that each sees what the one before left in memory.
  let last: Promise<unknown> = Promise.resolve();
  function write<R>(work: (kept: Kept) => Promise<R>): Promise<R> {
    const mine = last.then(() => run(work));
    last = mine.catch(() => undefined);
    return mine;
  }
  const tell = () => channel?.postMessage(0);

  return {
    get persistent() {
      return db !== undefined && memory.size === 0;
    },
    get full() {
      return db !== undefined && memory.size > 0;
    },
    list: (prefix) => run((kept) => kept.list(prefix)),
    keys: (prefix) => run((kept) => kept.keys(prefix)),
    async update<T>(key: string, change: (old: T | undefined) => T | undefined) {
      let changed = false;
      const next = await write((kept) =>
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
      await write((kept) => kept.drop(prefix));
      tell();
    },
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    }
  };
}

async function open(name: string): Promise<IDBPDatabase | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), OPEN_MS);
  });
  try {
    // Where everything is refused, even to ask for it throws.
    if (typeof indexedDB === 'undefined') return undefined;
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

async function salvage(db: IDBPDatabase, memory: Memory): Promise<void> {
  try {
    const [keys, values] = await Promise.all([db.getAllKeys(STORE), db.getAll(STORE)]);
    keys.map(String).forEach((key, i) => memory.has(key) || memory.set(key, values[i]));
  } catch {
    // Nothing can be read either: what follows begins empty.
  } finally {
    db.close();
  }
}

function inDatabase(db: IDBPDatabase, memory: Memory): Kept {
  const range = (prefix: string) => IDBKeyRange.bound(prefix, prefix + '\uffff');
  /** What of prefix is there, wherever it lies. */
  async function all(prefix: string): Promise<Kept> {
    const { store } = db.transaction(STORE);
    const [keys, values] = await Promise.all([
      store.getAllKeys(range(prefix)),
      store.getAll(range(prefix)) as Promise<unknown[]>
    ]);
    const found: Memory = new Map(keys.map((key, i) => [String(key), values[i]]));
    for (const [key, value] of memory) if (key.startsWith(prefix)) found.set(key, value);
    return inMemory(found);
  }
  return {
    list: async <T>(prefix: string) =>
      memory.size > 0
        ? (await all(prefix)).list<T>(prefix)
        : (db.getAll(STORE, range(prefix)) as Promise<T[]>),
    keys: async (prefix) => (await all(prefix)).keys(prefix),
    async update<T>(key: string, change: (old: T | undefined) => T | undefined) {
      let next: T | undefined;
      const kept = await hasRoom(db, async (store) => {
        const old = memory.has(key) ? (memory.get(key) as T) : ((await store.get(key)) as T | undefined);
        next = change(old);
        if (next !== old || memory.has(key)) await put(store, key, next);
      });
      if (!kept) memory.set(key, next && plain(next));
      else if (memory.delete(key) || memory.size > 0) await putAway(db, memory);
      return next;
    },
    async drop(prefix) {
      await db.delete(STORE, range(prefix));
      for (const key of memory.keys()) if (key.startsWith(prefix)) memory.delete(key);
      await putAway(db, memory);
    }
  };
}

type Store = IDBPObjectStore<unknown, [typeof STORE], typeof STORE, 'readwrite'>;

/** Does work in one step; false if there was no room for it, so that nothing was done. */
async function hasRoom(db: IDBPDatabase, work: (store: Store) => Promise<void>): Promise<boolean> {
  const tx = db.transaction(STORE, 'readwrite');
  const ends = await Promise.allSettled([work(tx.store), tx.done]);
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (failed.length === 0) return true;
  if ([...failed, tx.error].some((error) => (error as Error | null)?.name === 'QuotaExceededError'))
    return false;
  throw failed[0];
}

/** Puts what found no room in its place, if there is some now. */
async function putAway(db: IDBPDatabase, memory: Memory): Promise<void> {
  for (const [key, value] of memory) {
    if (!(await hasRoom(db, (store) => put(store, key, value)))) return;
    if (memory.get(key) === value) memory.delete(key);
  }
}

async function put(store: Store, key: string, value: unknown): Promise<void> {
  if (value === undefined) await store.delete(key);
  else await store.put(plain(value), key);
}

function inMemory(memory: Memory): Kept {
  const keys = (prefix: string) =>
    [...memory]
      .flatMap(([key, value]) => (key.startsWith(prefix) && value !== undefined ? [key] : []))
      .sort();
  return {
    list: async <T>(prefix: string) => keys(prefix).map((key) => memory.get(key) as T),
    keys: async (prefix) => keys(prefix),
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
