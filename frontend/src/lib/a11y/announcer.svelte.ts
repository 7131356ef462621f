import { untrack } from 'svelte';

/** Says things to a screen reader, politely, one voice for the whole page. Reactive. */
export interface Announcer {
  /** What stands in the page's one `role=status`. */
  readonly said: string;
  say(text: string): void;
}

export function createAnnouncer(): Announcer {
  let said = $state('');
  return {
    get said() {
      return said;
    },
    say(text) {
      // The same words again are only heard if something changes. Whoever speaks
      // does not listen: an effect that says something must not run anew by it.
      said = untrack(() => said) === text ? `${text}\u00a0` : text;
    }
  };
}
