import { HOLD_MS, LONGEST_HOLD_MS } from '../lib/outbox';
import type { Resident } from './context';
import type { Held, Session } from './session.svelte';

/** Says that something goes in a moment, with a way back until then. */
export function tellHeld(
  { toast }: Pick<Resident, 'toast'>,
  { outbox }: Pick<Session, 'outbox'>,
  held: Held,
  { text, late, onundone }: { text: string; late: string; onundone?: () => void }
): void {
  if (held.ids.length === 0) return;
  toast.show({
    text,
    async undo() {
      const undone = await held.undo();
      if (undone.length > 0) onundone?.();
      if (undone.length < held.ids.length) toast.show({ text: late });
    },
    onheld: (at) => void outbox.hold(held.ids, at ? LONGEST_HOLD_MS : HOLD_MS)
  });
}
