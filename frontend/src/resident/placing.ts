import type { Where } from '../lib/drafts';
import type { Resident } from './context';
import { placedStep } from './marks';
import type { Session } from './session.svelte';
import type { Subject } from './subject.svelte';

/** What a subject's drawing is kept under. */
export function drawingOf({ prompt, mark }: Pick<Subject, 'prompt' | 'mark'>): string {
  return mark?.id ?? prompt?.key ?? '';
}

/** Gives the subject its place, then leads on: a new mark to its words, a moved one back. */
export async function settle(
  { router, toast, i18n }: Resident,
  session: Session,
  { prompt, mark }: Pick<Subject, 'prompt' | 'mark'>,
  where: Where
): Promise<void> {
  // What was half drawn is drawn now, or not wanted.
  if (mark ?? prompt) await session.drafts.keepDrawing(drawingOf({ prompt, mark }), undefined);
  if (mark) {
    await session.move(mark, where);
    toast.show({ text: i18n.t(mark.where ? 'pin.moved' : 'pin.placed') });
    router.go(mark.sent ? { step: 'mine' } : placedStep(prompt, mark.id));
  } else if (prompt) {
    const { id } = await session.place(prompt.key, where);
    const { step } = router.place;
    // Back from the words then moves this mark instead of making another.
    router.go({ step, mark: id }, { replace: true });
    router.go({ step: 'why', mark: id });
  }
}
