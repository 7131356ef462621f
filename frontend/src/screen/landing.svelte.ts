import { MediaQuery } from 'svelte/reactivity';

/** All marks of a reveal have landed within this time, however many there are. */
const ALL_MS = 6_000;
const STEP_MS = 60;
const FEW_MS = 250;

/**
 * Lets things arrive one after the other, as pins that land; at once for who
 * wants less motion. items: everything that is there by now, in order. Reactive.
 */
export function createLanding<T extends { id: string }>(
  items: () => readonly T[]
): { readonly down: readonly T[] } {
  const less = new MediaQuery('(prefers-reduced-motion: reduce)');
  let landed = $state.raw<ReadonlySet<string>>(new Set());
  const all = $derived(items());
  const waiting = $derived(less.current ? [] : all.filter(({ id }) => !landed.has(id)));

  $effect(() => {
    if (waiting.length === 0) return;
    const turns = Math.max(1, Math.min(waiting.length, ALL_MS / STEP_MS));
    const each = Math.ceil(waiting.length / turns);
    const next = waiting.slice(0, each).map(({ id }) => id);
    const wait = waiting.length < 8 ? FEW_MS : STEP_MS;
    const timer = setTimeout(() => (landed = new Set([...landed, ...next])), wait);
    return () => clearTimeout(timer);
  });
  const down = $derived(less.current ? all : all.filter(({ id }) => landed.has(id)));
  return {
    get down() {
      return down;
    }
  };
}
