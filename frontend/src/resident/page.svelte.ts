import { createAnnouncer, type Announcer } from '../lib/a11y';
import { NO_ANSWER, type Api, type Area } from '../lib/api';
import type { I18n } from '../lib/i18n';
import { createToast } from '../lib/ui/toast.svelte';
import { provideResident } from './context';
import { asReason } from './reasons';
import type { Router } from './router.svelte';
import type { Session } from './session.svelte';

/** What a page for residents is started with; it stands as long as the page does. */
export interface Start {
  api: Api;
  i18n: I18n;
  router: Router;
  /** The first screen stands. */
  onready: () => void;
}

/** What is opened, in this order. */
export interface Opening {
  /** The area that the address leads to; the texts of the first screen are there with it. Throws ApiError. */
  area(): Promise<Area>;
  /** What this phone has answered in it. Rejects if the phone keeps nothing. */
  session(area: Area): Promise<Session>;
}

/** A page that residents answer on, at home or in a room. Reactive. */
export interface Page {
  readonly area: Area | undefined;
  /** Undefined for the moment until the phone's storage has answered. */
  readonly session: Session | undefined;
  /** The code of what went wrong, instead of a screen. */
  readonly trouble: string | undefined;
  readonly announcer: Announcer;
  /** Opens it, again after trouble. */
  open(): Promise<void>;
}

/** Makes a page and gives its screens what they build on; while its component is made. */
export function createPage({ api, i18n, router, onready }: Start, opening: Opening): Page {
  const announcer = createAnnouncer();
  const toast = createToast(announcer.say);
  let area = $state.raw<Area>();
  let session = $state.raw<Session>();
  let trouble = $state<string>();

  function fail(code: string) {
    trouble = code;
    onready();
  }
  async function open() {
    trouble = undefined;
    let found: Area;
    try {
      found = await opening.area();
      await i18n.offer(found.languages);
    } catch (error) {
      return fail(asReason(error).code);
    }
    area = found;
    onready();
    try {
      session = await opening.session(found);
    } catch {
      fail(NO_ANSWER);
    }
  }

  $effect(() => {
    document.documentElement.lang = i18n.lang;
    document.documentElement.dir = i18n.dir;
  });

  let heading: HTMLElement | undefined;
  function toHeading() {
    heading?.focus({ preventScroll: true });
  }
  function arrive(next: HTMLElement) {
    const first = heading === undefined;
    heading = next;
    if (first) return;
    scrollTo({ top: 0, behavior: 'instant' });
    toHeading();
  }

  provideResident({
    arrive,
    toHeading,
    api,
    i18n,
    router,
    announcer,
    toast,
    get area() {
      return area!;
    },
    get session() {
      return session;
    }
  });
  return {
    get area() {
      return area;
    },
    get session() {
      return session;
    },
    get trouble() {
      return trouble;
    },
    announcer,
    open
  };
}
