import { receiptInHash } from '../lib/ids';
import { hrefOf, parse, type Place } from './route';

/** Where the person is, and how to go elsewhere. Reactive. */
export interface Router {
  readonly place: Place;
  /** The receipt in the address, if it was opened by one. */
  readonly receipt: string | undefined;
  /** The address of a place, for links. */
  href(place: Place): string;
  go(place: Place, how?: { replace?: boolean }): void;
  /** Takes the receipt and the language out of the address once they are kept elsewhere. */
  forget(what: 'receipt' | 'lang'): void;
  close(): void;
}

/** Follows the page's address; links within the page are followed without loading it anew. */
export function createRouter(): Router {
  let place = $state.raw(parse(location));
  let receipt = $state(receiptInHash(location.hash));

  function read() {
    place = parse(location);
    receipt = receiptInHash(location.hash);
  }
  function visit(href: string, replace: boolean) {
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    read();
  }
  const stop = listen(read, (href) => visit(href, false));
  return {
    get place() {
      return place;
    },
    get receipt() {
      return receipt;
    },
    href: (to) => {
      void place; // an address is made from the one shown, so links follow it
      return hrefOf(to, location);
    },
    go: (to, { replace = false } = {}) => visit(hrefOf(to, location), replace),
    forget(what) {
      const url = new URL(location.href);
      if (what === 'receipt') url.hash = '';
      else url.searchParams.delete('lang');
      // What the address said by its receipt alone is still meant.
      if (what === 'receipt' && place.step === 'mine') url.searchParams.set('step', 'mine');
      visit(url.pathname + url.search + url.hash, true);
    },
    close: stop
  };
}

/** Listens to moves in the history and presses on links; answers how to stop. */
function listen(onmove: () => void, onlink: (href: string) => void): () => void {
  const press = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || !isPlain(event) || link.target) return;
    if (link.origin !== location.origin || link.pathname !== location.pathname) return;
    if (link.getAttribute('href')!.startsWith('#')) return; // the skip link
    event.preventDefault();
    onlink(link.pathname + link.search + link.hash);
  };
  addEventListener('popstate', onmove);
  addEventListener('hashchange', onmove);
  document.addEventListener('click', press);
  return () => {
    removeEventListener('popstate', onmove);
    removeEventListener('hashchange', onmove);
    document.removeEventListener('click', press);
  };
}

function isPlain(event: MouseEvent): boolean {
  const { button, ctrlKey, metaKey, shiftKey, altKey } = event;
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey) && !event.defaultPrevented;
}
