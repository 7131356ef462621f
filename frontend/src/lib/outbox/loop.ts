import type { Clock } from './pace';

/**
 * Runs round after round, never two at once. A round answers after how many
 * milliseconds the next is due: 0 for at once, undefined for only when woken.
 * Waking during a round runs another directly after it.
 */
export function createLoop(clock: Clock, round: () => Promise<number | undefined>) {
  let closed = false;
  let running = false;
  let woken = false;
  let cancelTimer = () => {};

  async function run(): Promise<void> {
    running = true;
    let wait: number | undefined = 0;
    try {
      while (!closed && (woken || wait === 0)) {
        woken = false;
        wait = await round();
      }
    } finally {
      running = false;
      if (!closed && wait) cancelTimer = clock.after(wait, wake);
    }
  }
  function wake(): void {
    woken = true;
    if (running || closed) return;
    cancelTimer();
    void run();
  }
  return {
    wake,
    close() {
      closed = true;
      cancelTimer();
    }
  };
}
