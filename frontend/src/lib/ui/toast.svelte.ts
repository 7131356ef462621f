import { HOLD_MS } from '../outbox/hold';

/** How long what only tells something is to be read, in milliseconds. */
const READ_MS = 5000;

/** What was just done, with a way back. */
export interface Told {
  text: string;
  undo?: () => void;
  /** Somebody is at it (true), or has left it (false): what can be undone is to wait as long. */
  onheld?: (held: boolean) => void;
}

/** The one short message at the foot of the page. Reactive. */
export interface Toast {
  readonly told: Told | undefined;
  show(told: Told): void;
  /** Stays while the focus is in it. */
  hold(): void;
  /** Goes on counting after hold. */
  release(): void;
  dismiss(): void;
}

/** announce says it to a screen reader. */
export function createToast(announce: (text: string) => void): Toast {
  let told = $state.raw<Told>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;

  function holds(next: boolean) {
    if (held !== next) told?.onheld?.(next);
    held = next;
  }
  function dismiss() {
    clearTimeout(timer);
    holds(false);
    told = undefined;
  }
  function release() {
    clearTimeout(timer);
    timer = setTimeout(dismiss, told?.undo ? HOLD_MS : READ_MS);
  }
  return {
    get told() {
      return told;
    },
    show(next) {
      holds(false);
      told = next;
      announce(next.text);
      release();
    },
    hold() {
      clearTimeout(timer);
      holds(true);
    },
    release() {
      if (!held) return;
      holds(false);
      release();
    },
    dismiss
  };
}
