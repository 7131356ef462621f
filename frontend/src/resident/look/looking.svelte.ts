import { untrack } from 'svelte';
import type { Feature, ListQuery } from '../../lib/api';
import type { MarkFeature } from '../../lib/map/types';
import type { Resident } from '../context';
import type { Session } from '../session.svelte';
import { createCrowd, type Crowd } from './crowd.svelte';
import { EVERYTHING, queryOf, type Filters } from './filters';
import { createHearts, type Hearts } from './hearts.svelte';
import { createOthers, type Others } from './others.svelte';

/** What a screen of others' marks shows: one set of filters for the map and the list, and the mark that was chosen. Reactive. */
export interface Looking {
  filters: Filters;
  /** The map. */
  readonly crowd: Crowd;
  /** The list. */
  readonly others: Others;
  readonly hearts: Hearts;
  /** The list holds only what lies at one place, whose bubble was opened. */
  readonly here: boolean;
  everywhere(): void;
  /** How many the list has in all, once that is known. */
  readonly count: number | undefined;
  /** The mark that the address names. */
  readonly picked: Feature | undefined;
  /** The address names a mark that is not, or no longer, to be seen. */
  readonly gone: boolean;
  pick(id: string | undefined): void;
  /** The marks of a bubble that no zooming parts; the list is then about them. */
  membersOf(bubble: MarkFeature): Promise<MarkFeature[]>;
}

/** Made while a screen is set up. kind keeps to stories. */
export function createLooking({ api, area, router }: Resident, session: Session, kind?: 'story'): Looking {
  const crowd = createCrowd(api, area.slug);
  const others = createOthers(api, area.slug);
  const hearts = createHearts(api, area.slug, session);
  let filters = $state.raw<Filters>(EVERYTHING);
  let place = $state.raw<{ bbox: string; count: number }>();
  let picked = $state.raw<Feature>();
  let gone = $state(false);
  const query = $derived(queryOf(filters, kind));
  const id = $derived(router.place.show);

  $effect(() => {
    const asked: ListQuery = place ? { ...query, bbox: place.bbox } : query;
    untrack(() => {
      crowd.ask(query);
      others.ask(asked);
    });
  });
  $effect(() => {
    gone = false;
    const near = untrack(() => others.features.find((mark) => mark.id === id));
    if (!id || near) picked = near;
    else void find(id);
  });
  $effect(() => {
    // Without them the hearts stand as they are counted.
    untrack(() => void hearts.load().catch(() => {}));
  });

  async function find(wanted: string) {
    picked = undefined;
    const found = await api.contribution(area.slug, wanted).catch(() => undefined);
    if (router.place.show !== wanted) return;
    picked = found;
    gone = !found;
  }
  return {
    crowd,
    others,
    hearts,
    get filters() {
      return filters;
    },
    set filters(next) {
      filters = next;
      place = undefined;
    },
    get here() {
      return place !== undefined;
    },
    everywhere: () => (place = undefined),
    get count() {
      return place?.count ?? crowd.totals?.matched;
    },
    get picked() {
      return picked?.id === id ? picked : undefined;
    },
    get gone() {
      return gone;
    },
    pick: (show) => router.go({ ...router.place, show }, { replace: true }),
    async membersOf({ many }) {
      if (!many) return [];
      const bbox = many.bounds.join();
      place = { bbox, count: many.count };
      const page = await api.contributions(area.slug, { ...query, bbox, limit: 40 }).catch(() => undefined);
      return page?.features ?? [];
    }
  };
}
