import type { Face } from './pages';
import { hrefOf, parse, type Where } from './route';

type To = Parameters<typeof hrefOf>[0];

/** Where one is among the pages of staff, and how to go elsewhere. Reactive. */
export interface StaffRouter {
  /** Undefined where no page of staff is. */
  readonly where: Where | undefined;
  /** The address of a page, for links. */
  href(to: To): string;
  go(to: To, how?: { replace?: boolean }): void;
  /** The same page with other filters; what is undefined goes out of the address. */
  filter(query: Record<string, string | undefined>): void;
  /** Takes the language out of the address once it is kept elsewhere. */
  forgetLang(): void;
}

/**
 * Follows the page's address. Links to faces of this file are followed without
 * loading it anew; those to another file are the browser's.
 */
export function createStaffRouter(faces: readonly Face[]): StaffRouter {
  let where = $state.raw(parse(location));

  function visit(href: string, replace = false) {
    const to = parse(new URL(href, location.href));
    if (to && !faces.includes(to.face)) return location.assign(href);
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    where = to;
  }
  addEventListener('popstate', () => (where = parse(location)));
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || !isPlain(event) || link.target || link.download) return;
    if (link.origin !== location.origin || link.getAttribute('href')!.startsWith('#')) return;
    const to = parse(link);
    if (!to || !faces.includes(to.face)) return;
    event.preventDefault();
    if (link.href !== location.href) visit(link.href);
  });
  return {
    get where() {
      return where;
    },
    href: (to) => {
      void where; // an address is made from the one shown, so links follow it
      return hrefOf(to, location);
    },
    go: (to, { replace = false } = {}) => visit(hrefOf(to, location), replace),
    filter(query) {
      if (!where) return;
      const { face, area, page } = where;
      const kept = Object.fromEntries(where.query);
      visit(hrefOf({ face, area, page, query: { ...kept, ...query } }, location), true);
    },
    forgetLang() {
      const url = new URL(location.href);
      url.searchParams.delete('lang');
      visit(url.pathname + url.search + url.hash, true);
    }
  };
}

function isPlain({ button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented }: MouseEvent): boolean {
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey) && !defaultPrevented;
}
