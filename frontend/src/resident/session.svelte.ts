import type { Api, Area, Feature } from '../lib/api';
import { createDrafts, type Shelf, toContribution, toDraft, type Drafts, type Where } from '../lib/drafts';
import { createOutbox, type Item, type Outbox, type Queued } from '../lib/outbox';
import { countAnswers, markOf, promised, wherePatch, wordsPatch, type Mark } from './marks';

/** Everything a person does on this phone in one area: writes, sends, reads back, changes. Reactive. */
export interface Session {
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  /** The receipt whose marks are read back: the link's, else this phone's. */
  readonly receipt: string | undefined;
  /** What the server has of the receipt's person; undefined before `loadOwn`. */
  readonly own: readonly Feature[] | undefined;
  /** Whether this phone has sent anything that stands. */
  readonly hasSent: boolean;
  /** How many answers to a prompt this phone has given, sent or not. */
  answers(prompt: string): number;
  /** What is still on its way or was refused. */
  readonly unsent: readonly Item[];
  /** Begins a mark at a place and keeps it. */
  place(prompt: string, where: Where): Promise<Mark>;
  /** The mark with this id, on the phone or on the server. May throw ApiError. */
  find(id: string): Promise<Mark | undefined>;
  move(mark: Mark, where: Where): Promise<void>;
  write(mark: Mark, words: { text: string; wish: string }): Promise<void>;
  /** Gives all drafts to the outbox. */
  send(): Promise<void>;
  withdraw(id: string): Promise<void>;
  /** Takes a refused mark back to be changed; false if the server had it. */
  reopen(id: string): Promise<boolean>;
  /** Reads what the receipt's person has sent. Throws ApiError. */
  loadOwn(): Promise<void>;
  /** Makes the receipt's person this phone's; false if the phone already is somebody else's. */
  adopt(): Promise<boolean>;
  /** Forgets drafts, queue and receipt on this phone; what was sent stays sent. */
  forget(): Promise<void>;
  close(): void;
}

export interface SessionOptions {
  area: Area;
  api: Api;
  /** The phone's storage. */
  shelf: Shelf;
  /** The language that the person reads in. */
  lang: () => string;
  /** The receipt of the link that was opened, if any. */
  linked: () => string | undefined;
}

/** Opens what an earlier visit left on this phone. */
export async function createSession(options: SessionOptions): Promise<Session> {
  const { area, api, shelf } = options;
  const drafts = await createDrafts({ area: area.slug, wave: area.wave.key, shelf });
  const own = new Own(api, area.slug);
  const outbox = await createOutbox({
    area: area.slug,
    api,
    shelf,
    onsent: async (item, feature) => {
      own.settle(item, feature);
      await remember(drafts, item, feature);
    }
  });
  const unsent = $derived(outbox.items.filter(({ state }) => state !== 'sent'));
  const receipt = $derived(options.linked() ?? drafts.person?.receipt);
  const waitingPatch = (id: string) => outbox.items.find((i) => i.id === id && i.state !== 'sent')?.patch;

  async function loadOwn() {
    if (receipt) await own.load(receipt);
  }
  /** What is asked of a mark that the server has. */
  const credentials = (id: string) => ({ id, receipt: receipt ?? '' });

  return {
    drafts,
    outbox,
    get receipt() {
      return receipt;
    },
    get own() {
      return own.of === receipt ? own.features : undefined;
    },
    get hasSent() {
      return drafts.sent.length > 0;
    },
    answers: (prompt) => countAnswers(prompt, drafts.list, promised(unsent), drafts.sent),
    get unsent() {
      return unsent;
    },
    async place(prompt, where) {
      const draft = { ...drafts.begin(prompt), where };
      await drafts.put(draft);
      return { ...draft, sent: false };
    },
    async find(id) {
      const draft = drafts.list.find((d) => d.id === id);
      if (draft) return { ...draft, sent: false };
      if (own.of !== receipt || !own.features) await loadOwn();
      const feature = own.features?.find((f) => f.id === id);
      return feature && markOf(feature, waitingPatch(id));
    },
    async move({ sent, ...draft }, where) {
      if (!sent) return drafts.put({ ...draft, where });
      await outbox.enqueue({ kind: 'change', ...credentials(draft.id), patch: wherePatch(where) });
    },
    async write({ sent, ...draft }, words) {
      if (!sent) return drafts.put({ ...draft, ...words });
      await outbox.enqueue({ kind: 'change', ...credentials(draft.id), patch: wordsPatch(words) });
    },
    async send() {
      const { participant, receipt } = await drafts.introduce();
      const sending = { participant, lang: options.lang(), method: area.method.key };
      for (const draft of drafts.list) {
        if (!draft.where) continue;
        await outbox.enqueue({ kind: 'create', body: toContribution(draft, sending), receipt, at: draft.at });
        await drafts.remove(draft.id);
      }
    },
    withdraw: (id) => outbox.enqueue({ kind: 'withdraw', ...credentials(id) }),
    async reopen(id) {
      const item = unsent.find((i) => i.id === id);
      if (item?.kind !== 'create') return false;
      const taken = await outbox.takeBack(id);
      if (taken?.body) await drafts.put(toDraft(taken.body, taken.at ?? Date.now()));
      return true;
    },
    loadOwn,
    async adopt() {
      if (!receipt) return false;
      const { participant } = await api.me(area.slug, receipt);
      const adopted = await drafts.adopt({ participant, receipt });
      if (adopted)
        for (const { id, properties } of own.features ?? [])
          await drafts.addSent({ id, prompt: properties.prompt });
      return adopted;
    },
    async forget() {
      await Promise.all([drafts.forget(), outbox.forget()]);
      own.clear();
    },
    close() {
      outbox.close();
      drafts.close();
    }
  };
}

/** What the server has of one receipt's person. */
class Own {
  features = $state.raw<readonly Feature[] | undefined>();
  /** The receipt it was read with. */
  of = $state<string>();
  readonly #api: Api;
  readonly #area: string;

  constructor(api: Api, area: string) {
    this.#api = api;
    this.#area = area;
  }

  async load(receipt: string) {
    const features = await this.#api.mine(this.#area, receipt);
    [this.features, this.of] = [features, receipt];
  }

  /** Takes over what the server answered to an act of this phone. */
  settle({ id, kind, receipt }: Queued, feature: Feature | undefined) {
    if (!this.features || this.of !== receipt) return;
    if (kind === 'withdraw') this.features = this.features.filter((f) => f.id !== id);
    else if (feature && this.features.some((f) => f.id === id))
      this.features = this.features.map((f) => (f.id === id ? feature : f));
    else if (feature) this.features = [...this.features, feature];
  }

  clear() {
    [this.features, this.of] = [undefined, undefined];
  }
}

/** Notes on the phone what the server has of its person; a guest's receipt leaves no trace. */
async function remember(drafts: Drafts, { id, kind, receipt }: Queued, feature: Feature | undefined) {
  if (receipt !== drafts.person?.receipt) return;
  if (kind === 'withdraw') await drafts.removeSent(id);
  else if (feature) await drafts.addSent({ id, prompt: feature.properties.prompt });
}
