import type { Api, Feature, ListQuery } from '../../lib/api';

/** How many the list shows at first, and how many more at a time. */
export const PAGE = 40;

/** What others sent, page by page, by the same filters as the map. Reactive. */
export interface Others {
  readonly features: readonly Feature[];
  readonly state: 'loading' | 'ready' | 'failed';
  /** There is another page. */
  readonly more: boolean;
  /** Says what is asked for; the list begins anew if that is something else. */
  ask(query: ListQuery): void;
  /** Fetches the next page, or again the one that failed. */
  next(): void;
}

export function createOthers(api: Pick<Api, 'contributions'>, area: string): Others {
  let features = $state.raw<readonly Feature[]>([]);
  let state = $state<Others['state']>('loading');
  let cursor = $state<string>();
  let query: ListQuery = {};
  let asked: string | undefined;
  let turn = 0;

  async function fetch() {
    const mine = ++turn;
    state = 'loading';
    try {
      const page = await api.contributions(area, { ...query, limit: PAGE, ...(cursor && { cursor }) });
      if (mine !== turn) return;
      features = [...features, ...page.features];
      cursor = cursorIn(page.links);
      state = 'ready';
    } catch {
      if (mine === turn) state = 'failed';
    }
  }
  return {
    get features() {
      return features;
    },
    get state() {
      return state;
    },
    get more() {
      return cursor !== undefined;
    },
    ask(next) {
      const key = JSON.stringify(next);
      if (key === asked) return;
      asked = key;
      query = next;
      [features, cursor] = [[], undefined];
      void fetch();
    },
    next: () => void fetch()
  };
}

/** The cursor of the next page in a list's links. */
export function cursorIn(links: readonly { rel: string; href: string }[]): string | undefined {
  const next = links.find(({ rel }) => rel === 'next');
  return next && (new URL(next.href, 'http://any').searchParams.get('cursor') ?? undefined);
}
