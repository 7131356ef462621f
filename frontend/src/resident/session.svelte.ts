import type { Api, Area, Feature } from '../lib/api';
import {
  createDrafts,
  openEarlier,
  saidPatch,
  toContribution,
  toDraft,
  type Draft,
  type Drafts,
  type Earlier,
  type InRound,
  type Said,
  type Shelf,
  type Where
} from '../lib/drafts';
import { uuid } from '../lib/ids';
import {
  createOf,
  createOutbox,
  isOnlyHere,
  keyOf,
  type Answers,
  type Item,
  type Op,
  type Outbox,
  type OutboxOptions,
  type ReportReason
} from '../lib/outbox';
import { isBlank, lackOf } from './lack';
import { answersTo, markOf, promised, promptOf, wherePatch, type Mark } from './marks';
import { Own, reconcile, remember } from './own.svelte';

/** What a person likes to answer: about places, in words, or both. */
export type Liking = 'places' | 'words' | 'both';

/** Everything a person does on this phone in one area: writes, sends, reads back, changes. Reactive. */
export interface Session {
  readonly drafts: Drafts;
  /** What earlier waves left on this phone, the newest first; without any that left nothing. */
  readonly earlier: readonly Earlier[];
  /** Takes a draft of an earlier wave over into this one, as written now. */
  takeAlong(from: Earlier, draft: Draft): Promise<void>;
  readonly outbox: Outbox;
  /** The receipt whose marks are read back: the link's, else this phone's. */
  readonly receipt: string | undefined;
  /** Whether that receipt is not this phone's: what is done with it leaves no trace here. */
  readonly guest: boolean;
  /** What the server has of the receipt's person; undefined before `loadOwn`. */
  readonly own: readonly Feature[] | undefined;
  /** Whether this phone has sent anything that stands. */
  readonly hasSent: boolean;
  /** Which questions to show; asked for again on the next visit. */
  liking: Liking;
  /** How many answers to a prompt this phone has given, sent or not; in a room, in the round that asks it. */
  answers(prompt: string): number;
  /** How many may be given: as the question says, in a room as its round does. */
  cap(prompt: string): number;
  /** The ids of those given in a round of a workshop, or in none. */
  answered(prompt: string, room: InRound | undefined): string[];
  /** The person's own contributions that are still on their way or were refused. */
  readonly unsent: readonly Item[];
  /** How many drafts lack nothing and can be sent. */
  readonly ready: number;
  /** The other errands that are: background answers, hearts, reports, the withdrawal of all. */
  readonly errands: readonly Item[];
  /** Begins an answer without a place; it is kept once something is written. */
  begin(prompt: string): Mark;
  /** Begins a mark at a place and keeps it. */
  place(prompt: string, where: Where): Promise<Mark>;
  /** The mark with this id, on the phone or on the server. May throw ApiError. */
  find(id: string): Promise<Mark | undefined>;
  /** Gives the mark another place, or none. */
  move(mark: Mark, where: Where | undefined): Promise<void>;
  /** Changes what is named of what the mark says. */
  write(mark: Mark, said: Partial<Said>): Promise<void>;
  /** Gives to the outbox all drafts that lack nothing, held for a moment. */
  send(): Promise<Held>;
  /**
   * The same with those of a workshop, which go at once. Of the one that is still
   * being written only the place goes; it stays a draft, and the words follow.
   */
  sendRound(workshop: string, writing?: string): Promise<void>;
  /** Throws a draft away, and what of it has gone out; answers how to undo it. */
  discard(id: string): Promise<() => Promise<void>>;
  /** Withdraws a mark, held for a moment. */
  withdraw(id: string): Promise<Held>;
  /** Withdraws everything of the receipt's person, held for a moment. */
  withdrawAll(): Promise<Held>;
  /** How the receipt's person answered the background questions; undefined before `loadBackground`. */
  readonly aboutMe: Answers | undefined;
  /** Reads that. Throws ApiError. */
  loadBackground(): Promise<void>;
  /** Answers the background questions, in place of all answers before. */
  background(answers: Answers): Promise<void>;
  /** Gives a heart to another's contribution, or takes it back. */
  agree(id: string, agrees: boolean): Promise<void>;
  /** Reports another's contribution. */
  report(id: string, reason: ReportReason, text: string): Promise<void>;
  /** Takes a mark back that was refused or not begun to be sent, to be changed; false if the server has it. */
  reopen(id: string): Promise<boolean>;
  /** Reads what the receipt's person has sent. Throws ApiError. */
  loadOwn(): Promise<void>;
  /** Makes the receipt's person this phone's; false if the phone already is somebody else's. */
  adopt(): Promise<boolean>;
  /** Forgets drafts, queue and receipt on this phone; what was sent stays sent. */
  forget(): Promise<void>;
  close(): void;
}

/** What was done but waits a moment before it goes. */
export interface Held {
  /** Its items in the outbox. */
  ids: readonly string[];
  /** Takes it back; answers which of them, as it may be too late for all or some. */
  undo: () => Promise<readonly string[]>;
}

export interface SessionOptions extends Pick<OutboxOptions, 'clock' | 'random'> {
  area: Area;
  api: Api;
  /** The phone's storage. */
  shelf: Shelf;
  /** The language that the person reads in. */
  lang: () => string;
  /** The receipt of the link that was opened, if any. */
  linked: () => string | undefined;
  /** The round of a workshop that an answer to a prompt is given in; undefined at home. */
  room?: (prompt: string) => InRound | undefined;
  /** How many answers that round takes of each; undefined at home. */
  cap?: (prompt: string) => number | undefined;
}

const OWN_KINDS = ['create', 'change', 'withdraw'];

/** Opens what an earlier visit left on this phone. */
export async function createSession(options: SessionOptions): Promise<Session> {
  const { area, api, shelf } = options;
  const drafts = await createDrafts({ area: area.slug, wave: area.wave.key, shelf, now: api.time.now });
  const before = await openEarlier(shelf, area.slug, area.wave.key);
  const own = new Own(api, area.slug);
  let liking = $state<Liking>('both');
  let told = $state.raw<{ by: string; answers: Answers }>();
  const begun = new Map<string, Draft>();
  const outbox = await createOutbox({
    ...options,
    area: area.slug,
    isGuest: (receipt) => receipt === options.linked() && receipt !== drafts.person?.receipt,
    onsent: async (item, feature) => {
      own.settle(item, feature);
      if (item.kind === 'withdraw_all' && told?.by === item.receipt) told = undefined;
      await remember(drafts, item, feature);
    }
  });
  // The page may have died between giving a draft to the outbox and removing it.
  // In a room a draft may be further than what has gone out of it.
  for (const item of outbox.items)
    if (createOf(item) && (item.kind === 'withdraw' || !item.body?.workshop)) await drafts.remove(item.id);

  const pending = $derived(outbox.items.filter(({ state }) => state !== 'sent'));
  const unsent = $derived(pending.filter(({ kind }) => OWN_KINDS.includes(kind)));
  const errands = $derived(pending.filter(({ kind }) => !OWN_KINDS.includes(kind)));
  const ready = $derived(drafts.list.filter((draft) => !lackOf(area, draft)).length);
  const receipt = $derived(options.linked() ?? drafts.person?.receipt);
  const earlier = $derived(before.filter(({ drafts }) => drafts.list.length > 0 || drafts.sent.length > 0));

  const aboutMe = $derived(
    errands.find((item) => item.kind === 'background' && item.receipt === receipt)?.answers ??
      (told?.by === receipt ? told?.answers : undefined)
  );

  async function loadOwn() {
    if (!receipt) return;
    const before = drafts.sent;
    const mine = receipt === drafts.person?.receipt;
    // The server knows nobody before something was sent; asking would only fail.
    const features = mine && before.length === 0 ? own.none(receipt) : await own.load(receipt, mine);
    if (mine) await reconcile(drafts, before, features);
  }
  /** Keeps a draft, but not a blank one that nobody has begun in earnest. */
  async function keep(draft: Draft) {
    if (isBlank(draft)) {
      begun.set(draft.id, draft);
      return drafts.remove(draft.id);
    }
    await drafts.put(draft);
    begun.delete(draft.id);
  }
  const roomFor = (prompt: string) => {
    const room = options.room?.(prompt);
    return room ? { room } : {};
  };
  const answered = (prompt: string, room: InRound | undefined) =>
    answersTo(prompt, room, drafts.list, promised(unsent), drafts.sent).filter(
      (id) => !unsent.some((item) => item.id === id && item.kind === 'withdraw')
    );
  /** Whether a draft's contribution has been sent, or is on its way. */
  const isOut = (id: string) =>
    drafts.sent.some((mark) => mark.id === id) || unsent.some((item) => item.id === id && !item.refused);

  /** What is asked of a mark that the server has. */
  const credentials = (id: string) => ({ id, receipt: receipt ?? '' });

  /** Makes a draft again of what was not begun to be sent, or was refused. */
  async function takeBackDraft(id: string): Promise<boolean> {
    const item = unsent.find((item) => item.id === id && item.kind === 'create' && isOnlyHere(item));
    if (!item) return false;
    // Kept as a draft before it leaves the queue, and once more, should another
    // tab that opens just now have taken the draft for one that is sent.
    const draft = toDraft(item.body!, item.at ?? api.time.now());
    await drafts.put(draft);
    const taken = await outbox.takeBack(id, 'create');
    if (taken) await drafts.put(toDraft(taken.body!, draft.at));
    else await drafts.remove(id);
    return taken !== undefined;
  }
  /** Queues op for a moment in which it can be undone. */
  async function hold(op: Op): Promise<Held> {
    await outbox.enqueue(op, { held: true });
    const id = keyOf(op);
    return { ids: [id], undo: async () => ((await outbox.takeBack(id, op.kind)) ? [id] : []) };
  }
  /** The person who sends: another one if all of the last one's is being withdrawn. */
  async function sender() {
    const { receipt } = await drafts.introduce();
    const ending = errands.find((item) => item.id === keyOf({ kind: 'withdraw_all', receipt }));
    if (!ending || ending.refused) return drafts.introduce();
    await outbox.commit(ending.id);
    await drafts.renew(receipt);
    return drafts.introduce();
  }

  return {
    drafts,
    outbox,
    get earlier() {
      return earlier;
    },
    async takeAlong(from, draft) {
      await drafts.put({ ...draft, at: api.time.now() });
      await from.drafts.remove(draft.id);
    },
    get receipt() {
      return receipt;
    },
    get guest() {
      return receipt !== undefined && receipt !== drafts.person?.receipt;
    },
    get own() {
      return own.of === receipt ? own.features : undefined;
    },
    get hasSent() {
      return drafts.sent.length > 0;
    },
    get liking() {
      return liking;
    },
    set liking(next) {
      liking = next;
    },
    answers: (prompt) => answered(prompt, options.room?.(prompt)).length,
    cap: (prompt) => options.cap?.(prompt) ?? promptOf(area, prompt)?.cap ?? 0,
    answered,
    get unsent() {
      return unsent;
    },
    get ready() {
      return ready;
    },
    get errands() {
      return errands;
    },
    begin(prompt) {
      const draft = { ...drafts.begin(prompt), ...roomFor(prompt) };
      begun.set(draft.id, draft);
      return { ...draft, sent: false };
    },
    async place(prompt, where) {
      const draft = { ...drafts.begin(prompt), ...roomFor(prompt), where };
      await drafts.put(draft);
      return { ...draft, sent: false };
    },
    async find(id) {
      const draft = drafts.list.find((d) => d.id === id) ?? begun.get(id);
      if (draft) return { ...draft, sent: false };
      const waiting = unsent.find((item) => item.id === id);
      if (waiting?.body) return { ...toDraft(waiting.body, waiting.at ?? 0), sent: true };
      if (own.of !== receipt || !own.features) await loadOwn();
      const feature = own.features?.find((f) => f.id === id);
      return feature && markOf(feature, waiting?.patch);
    },
    async move({ sent, ...draft }, where) {
      if (!sent) return keep({ ...draft, where });
      await outbox.enqueue({ kind: 'change', ...credentials(draft.id), patch: wherePatch(where) });
    },
    async write({ sent, ...draft }, said) {
      if (!sent) return keep({ ...draft, ...said });
      await outbox.enqueue({ kind: 'change', ...credentials(draft.id), patch: saidPatch(said) });
    },
    async send() {
      const { participant, receipt } = await sender();
      await drafts.refresh(); // another tab may have written or sent since
      const sending = { participant, lang: options.lang(), method: area.method.key };
      const ids: string[] = [];
      for (const draft of drafts.list) {
        if (lackOf(area, draft)) continue;
        const body = toContribution(draft, sending);
        await outbox.enqueue({ kind: 'create', body, receipt, at: draft.at }, { held: true });
        await drafts.remove(draft.id);
        ids.push(draft.id);
      }
      const undo = () => inTurn(ids, takeBackDraft);
      return { ids, undo };
    },
    async sendRound(workshop, writing) {
      if (!drafts.list.some(({ room }) => room?.workshop === workshop)) return;
      const { participant, receipt } = await sender();
      const sending = { participant, lang: options.lang(), method: area.method.key };
      for (const draft of drafts.list) {
        const unfinished = draft.id === writing;
        const said = unfinished ? { ...draft, text: '', wish: '' } : draft;
        if (draft.room?.workshop !== workshop || lackOf(area, said)) continue;
        const body = toContribution(said, sending);
        if (isOut(draft.id)) {
          if (unfinished) continue;
          const patch = { ...saidPatch(draft), ...wherePatch(draft.where) };
          await outbox.enqueue({ kind: 'change', id: draft.id, receipt, patch });
        } else await outbox.enqueue({ kind: 'create', body, receipt, at: draft.at });
        if (!unfinished) await drafts.remove(draft.id);
      }
    },
    async discard(id) {
      const draft = drafts.list.find((one) => one.id === id);
      const out = isOut(id);
      await drafts.remove(id);
      if (out) await outbox.enqueue({ kind: 'withdraw', ...credentials(id) }, { held: true });
      return async () => {
        const back = !out || (await outbox.takeBack(id, 'withdraw'));
        // What is withdrawn for good cannot come again under its id.
        if (draft) await drafts.put(back ? draft : { ...draft, id: uuid() });
      };
    },
    withdraw: (id) => hold({ kind: 'withdraw', ...credentials(id) }),
    withdrawAll: () => hold({ kind: 'withdraw_all', receipt: receipt ?? '' }),
    get aboutMe() {
      return aboutMe;
    },
    async loadBackground() {
      if (!receipt) return;
      const by = receipt;
      told = { by, answers: (await api.me(area.slug, by)).background?.answers ?? {} };
    },
    async background(answers) {
      const by = receipt ?? (await drafts.introduce()).receipt;
      await outbox.enqueue({ kind: 'background', answers, receipt: by });
      told = { by, answers };
    },
    agree: (id, agree) => outbox.enqueue({ kind: 'agreement', ...credentials(id), agree }),
    report: (mark, reason, text) => outbox.enqueue({ kind: 'report', id: uuid(), mark, reason, text }),
    reopen: takeBackDraft,
    loadOwn,
    async adopt() {
      if (!receipt) return false;
      const { participant } = await api.me(area.slug, receipt);
      const adopted = await drafts.adopt({ participant, receipt });
      if (adopted && own.of === receipt) await reconcile(drafts, [], own.features ?? []);
      return adopted;
    },
    async forget() {
      await Promise.all([drafts, ...before.map(({ drafts }) => drafts), outbox].map((all) => all.forget()));
      own.clear();
      told = undefined;
    },
    close() {
      outbox.close();
      drafts.close();
      for (const { drafts } of before) drafts.close();
    }
  };
}

/** Does work for each, one after another; answers for which it came about. */
async function inTurn(ids: readonly string[], work: (id: string) => Promise<boolean>): Promise<string[]> {
  const done: string[] = [];
  for (const id of ids) if (await work(id)) done.push(id);
  return done;
}
