/** How long an act can be taken back. */
const HOLDS_MS = 10_000;

/** What was just done, with a way back. */
export interface Told {
  text: string;
  undo?: () => void;
}

/** The one short message at the foot of the page. Reactive. */
export interface Toast {
  readonly told: Told | undefined;
  show(told: Told): void;
  /** Stays while somebody is at it. */
  hold(): void;
  /** Goes on counting after hold. */
  release(): void;
  dismiss(): void;
}

/** announce says it to a screen reader. */
export function createToast(announce: (text: string) => void): Toast {
  let told = $state.raw<Told>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dismiss() {
    clearTimeout(timer);
    told = undefined;
  }
  function release() {
    clearTimeout(timer);
    timer = setTimeout(dismiss, HOLDS_MS);
  }
  return {
    get told() {
      return told;
    },
    show(next) {
      told = next;
      announce(next.text);
      release();
    },
    hold: () => clearTimeout(timer),
    release,
    dismiss
  };
}
