import { loadEngine } from '../lib/map/load';
import type { Api, Area } from '../lib/api';
import { toDraft, type Shelf } from '../lib/drafts';
import type { Live } from '../lib/live';
import {
  createServerClock,
  followRoom,
  join,
  phoneApi,
  roundFor,
  type Invitation,
  type PhoneApi,
  type Seen
} from '../lib/room';
import { markOf } from '../resident/marks';
import type { Session } from '../resident/session.svelte';
import type { Joined } from './context';

/** What is kept on the phone of a room that it is in. */
export interface Kept {
  code: string;
  token: string;
  /** The rounds that this phone has finished. */
  finished: number[];
}

const keyOf = (code: string) => `room/${code}/`;

/** The phone's tokens by the codes of the rooms it was ever in. */
export async function tokensOf(shelf: Shelf): Promise<Map<string, string>> {
  return new Map((await shelf.list<Kept>('room/')).map(({ code, token }) => [code, token]));
}

/** api as phones in rooms use it: what is made in a room is sent with its token. */
export function withTokens(api: Api, tokens: ReadonlyMap<string, string>): Api {
  return {
    ...api,
    create: (area, body, by) => {
      const token = body.workshop && tokens.get(body.workshop);
      return api.create(area, body, token ? { ...by, headers: { 'Workshop-Token': token } } : by);
    }
  };
}

export interface JoinedOptions {
  invitation: Invitation;
  shelf: Shelf;
  /** Once it is there. */
  session: () => Session | undefined;
  area: () => Area;
  /** The mark that is being written, if any. */
  writing: () => string | undefined;
  tokens: Map<string, string>;
}

/** Makes this phone one in a room; it comes in at once if it was in before. */
export async function createJoined(options: JoinedOptions): Promise<Joined> {
  const { invitation, shelf, session, writing, tokens } = options;
  const { code } = invitation;
  const clock = createServerClock();
  const before = (await shelf.list<Kept>(keyOf(code)))[0];
  let kept = $state.raw(before);
  let live = $state.raw<Live<Seen>>();
  let api = $state.raw<PhoneApi>();
  let ready = $state(false);

  function follow(token: string) {
    api = phoneApi(code, token);
    live = followRoom(api, clock);
    void prepare();
  }
  /** The map is fetched while there is time; one that cannot have it draws its own. */
  async function prepare() {
    await loadEngine().catch(() => {});
    ready = true;
  }
  async function keep(change: (old: Kept) => Kept) {
    kept = await shelf.update<Kept>(keyOf(code), (old) => old && change(old));
  }
  if (before) follow(before.token);

  return {
    title: invitation.title,
    get entered() {
      return live !== undefined;
    },
    async enter() {
      const token = await join(code);
      kept = await shelf.update<Kept>(keyOf(code), (old) => old ?? { code, token, finished: [] });
      // Another tab may have been quicker, and storage may be refused.
      tokens.set(code, kept?.token ?? token);
      follow(kept?.token ?? token);
    },
    get live() {
      return live;
    },
    get api() {
      return api;
    },
    get ready() {
      return ready && session() !== undefined;
    },
    clock,
    own(round) {
      const prompt = live?.state?.room.rounds.find(({ number }) => number === round)?.prompt;
      return prompt ? (session()?.answered(prompt, { workshop: code, round }) ?? []) : [];
    },
    written(id) {
      const draft = session()?.drafts.list.find((one) => one.id === id);
      if (draft) return draft;
      const item = session()?.outbox.items.find((one) => one.id === id);
      if (item?.body) return toDraft(item.body, 0);
      const feature = session()?.own?.find((one) => one.id === id);
      return feature && markOf(feature, item?.patch);
    },
    finish(round) {
      if (kept?.finished.includes(round)) return;
      void keep((old) => ({ ...old, finished: [...old.finished, round] }));
    },
    finished: (round) => kept?.finished.includes(round) ?? false,
    async gather(how) {
      await session()?.sendRound(code, how?.writing ? writing() : undefined);
    }
  };
}

/** The round of a room that an answer to a prompt is given in. */
export function roundOf(joined: Pick<Joined, 'live'>, code: string, prompt: string) {
  const round = roundFor(joined.live?.state?.room, prompt);
  return round && { workshop: code, round: round.number };
}
