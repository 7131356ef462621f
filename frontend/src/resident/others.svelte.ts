import type { Api, Feature } from '../lib/api';

/** More than this is no list for a phone; the page then says that there are more. */
const MOST_PAGES = 10;

/** Everybody's published marks, page by page as they come. Reactive. */
export interface Others {
  /** The newest day first. */
  readonly features: readonly Feature[];
  readonly state: 'loading' | 'ready' | 'failed';
  /** There are more than this page shows. */
  readonly cut: boolean;
  load(): Promise<void>;
}

export function createOthers(api: Pick<Api, 'contributions'>, area: string): Others {
  let features = $state.raw<readonly Feature[]>([]);
  let state = $state<Others['state']>('loading');
  let cut = $state(false);

  async function load() {
    state = 'loading';
    try {
      let all: Feature[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await api.contributions(area, cursor ? { cursor } : {});
        all = [...all, ...page.features];
        features = newestFirst(all);
        cursor = cursorIn(page.links);
      } while (cursor && ++pages < MOST_PAGES);
      cut = cursor !== undefined;
      state = 'ready';
    } catch {
      state = 'failed';
    }
  }
  return {
    get features() {
      return features;
    },
    get state() {
      return state;
    },
    get cut() {
      return cut;
    },
    load
  };
}

/** The cursor of the next page in a list's links. */
export function cursorIn(links: readonly { rel: string; href: string }[]): string | undefined {
  const next = links.find(({ rel }) => rel === 'next');
  return next && (new URL(next.href, 'http://any').searchParams.get('cursor') ?? undefined);
}

function newestFirst(features: Feature[]): Feature[] {
  const day = (feature: Feature) => feature.properties.created_at;
  return [...features].sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : 0));
}
