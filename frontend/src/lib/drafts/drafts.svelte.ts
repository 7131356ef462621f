import { receiptSecret, uuid } from '../ids';
import type { Shelf } from './shelf';
import type { Draft, Drawing, Person, Sent } from './types';

/** The marks being written on this phone in one area and wave, and whose they are. Reactive. */
export interface Drafts {
  /** Oldest first. */
  readonly list: readonly Draft[];
  /** The marks of this person that the server has, oldest first. */
  readonly sent: readonly Sent[];
  /** Undefined until the first mark is kept: who only looks leaves nothing on the phone. */
  readonly person: Person | undefined;
  /** False where the browser keeps nothing, or has no room: a reload would lose marks. */
  readonly persistent: boolean;
  /** Whether that is for want of room. */
  readonly full: boolean;
  /** Reads anew what other tabs may have written. */
  refresh(): Promise<void>;
  /** A new draft with its id, not kept before `put`. */
  begin(prompt: string): Draft;
  /** Keeps a draft, new or changed. */
  put(draft: Draft): Promise<void>;
  remove(id: string): Promise<void>;
  /** What was being drawn for a mark, or for a new one of a prompt, when the page was left. */
  drawing(of: string): Promise<Drawing | undefined>;
  /** Keeps what is being drawn, or forgets it. */
  keepDrawing(of: string, drawing: Drawing | undefined): Promise<void>;
  /** The person, made now if this phone has none. The same in every tab. */
  introduce(): Promise<Person>;
  /** Another person in place of the one by this receipt, whose answers all go; drafts stay. */
  renew(receipt: string): Promise<void>;
  /** Takes over a person from a receipt link; false if this phone already has another. */
  adopt(person: Person): Promise<boolean>;
  /** Notes that the server has a mark of this person. */
  addSent(mark: Sent): Promise<void>;
  /** Notes that a mark was withdrawn. */
  removeSent(id: string): Promise<void>;
  /** Forgets the person by this receipt; drafts stay. */
  leave(receipt: string): Promise<void>;
  /** Forgets drafts, drawings, person and receipt; what was sent stays sent. */
  forget(): Promise<void>;
  close(): void;
}

interface KeptPerson extends Person {
  sent: Sent[];
}

/** Opens the drafts of one area and wave, as another visit or another tab left them. */
export async function createDrafts(options: {
  area: string;
  wave: string;
  shelf: Shelf;
  now?: () => number;
}): Promise<Drafts> {
  const { area, wave, shelf, now = Date.now } = options;
  const drafts = `draft/${area}/${wave}/`;
  const drawings = `drawing/${area}/${wave}/`;
  const personKey = `person/${area}/${wave}/`;
  let list = $state.raw<Draft[]>([]);
  let kept = $state.raw<KeptPerson | undefined>();
  let persistent = $state(shelf.persistent);
  let full = $state(shelf.full);

  // What is on its way to the shelf, undefined if it is to go. A slow phone takes a
  // moment for each letter: the next screen must not begin with an older word.
  const writing = new Map<string, Draft | undefined>();
  let found: Draft[] = [];
  let asked = 0;
  let answered = 0;

  function show() {
    const others = found.filter(({ id }) => !writing.has(id));
    const mine = [...writing.values()].filter((draft) => draft !== undefined);
    list = [...others, ...mine].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }
  async function refresh(): Promise<void> {
    const question = ++asked;
    const [now, people] = await Promise.all([shelf.list<Draft>(drafts), shelf.list<KeptPerson>(personKey)]);
    if (question < answered) return; // a later one was answered before
    answered = question;
    found = now;
    show();
    kept = people[0];
    ({ persistent, full } = shelf);
  }
  async function keep(id: string, draft: Draft | undefined) {
    writing.set(id, draft);
    show();
    await shelf.update(drafts + id, () => draft);
    await refresh();
    if (writing.get(id) === draft) writing.delete(id);
    show();
  }
  async function updatePerson(change: (old: KeptPerson | undefined) => KeptPerson | undefined) {
    const next = await shelf.update(personKey, change);
    await refresh();
    return next;
  }
  const unwatch = shelf.watch(() => void refresh());
  await refresh();

  return {
    get list() {
      return list;
    },
    get sent() {
      return kept?.sent ?? [];
    },
    get person() {
      return kept && { participant: kept.participant, receipt: kept.receipt };
    },
    get persistent() {
      return persistent;
    },
    get full() {
      return full;
    },
    refresh,
    begin: (prompt) => ({ id: uuid(), prompt, text: '', wish: '', at: now() }),
    put: (draft) => keep(draft.id, draft),
    remove: (id) => keep(id, undefined),
    drawing: async (of) => (await shelf.list<Drawing>(`${drawings}${of}/`))[0],
    async keepDrawing(of, drawing) {
      await shelf.update(`${drawings}${of}/`, () => drawing);
    },
    async introduce() {
      const made = { participant: uuid(), receipt: receiptSecret(), sent: [] };
      const { participant, receipt } = (await updatePerson((old) => old ?? made)) ?? made;
      return { participant, receipt };
    },
    async renew(receipt) {
      const made = { participant: uuid(), receipt: receiptSecret(), sent: [] };
      await updatePerson((old) => (old?.receipt === receipt ? made : old));
    },
    async leave(receipt) {
      await updatePerson((old) => (old?.receipt === receipt ? undefined : old));
    },
    async adopt({ participant, receipt }) {
      const now = await updatePerson((old) => old ?? { participant, receipt, sent: [] });
      return now?.participant === participant;
    },
    async addSent(mark) {
      await updatePerson(
        (old) => old && { ...old, sent: [...old.sent.filter(({ id }) => id !== mark.id), mark] }
      );
    },
    async removeSent(id) {
      await updatePerson((old) => old && { ...old, sent: old.sent.filter((mark) => mark.id !== id) });
    },
    async forget() {
      await Promise.all([drafts, drawings, personKey].map((prefix) => shelf.drop(prefix)));
      await refresh();
    },
    close: unwatch
  };
}
