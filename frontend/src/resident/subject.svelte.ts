import type { Prompt } from '../lib/api';
import { useResident, useSession } from './context';
import { firstStep, promptOf, takesPlace, wordsStep, type Mark } from './marks';
import { asReason } from './reasons';
import type { Step } from './route';

/** Where an answer can begin with its words. */
const WRITING: Step[] = ['why', 'story'];

/** What a screen of the pin flow is about: a new mark of a prompt, or one that is there. Reactive. */
export interface Subject {
  /** Undefined until it is found. */
  readonly prompt: Prompt | undefined;
  /** Undefined for a new mark. */
  readonly mark: Mark | undefined;
  readonly ready: boolean;
}

/** Finds what the address names; leads back to the prompts if there is no such thing. */
export function useSubject(): Subject {
  const { area, router, toast, i18n } = useResident();
  const session = useSession();
  const { place } = router;
  let mark = $state.raw<Mark>();
  let ready = $state(false);

  async function find() {
    if (place.mark) mark = await session.find(place.mark);
    const asked = promptOf(area, place.prompt);
    if (!mark && asked && WRITING.includes(place.step)) return begin(asked);
    ready = true;
    const known = promptOf(area, mark?.prompt ?? place.prompt);
    if (!known || (place.mark && !mark)) router.go({ step: 'prompts' }, { replace: true });
    // An answer in words alone is given no place, whatever the address says.
    else if (!takesPlace(known) && !WRITING.includes(place.step))
      router.go(mark ? wordsStep(known, mark.id) : firstStep(known), { replace: true });
  }
  /** The answer's id stands in the address before its first word, so that a reload finds it. */
  function begin({ key, kind }: Prompt) {
    const { id } = session.begin(key);
    const part = kind === 'story' ? ({ part: 'words' } as const) : {};
    router.go({ step: place.step, prompt: key, mark: id, ...part }, { replace: true });
  }
  find().catch((error: unknown) => {
    const reason = asReason(error);
    toast.show({ text: i18n.t(reason.code === 'no_answer' ? 'error.no_answer' : 'error.gone') });
    router.go({ step: 'mine' }, { replace: true });
  });
  return {
    get prompt() {
      return ready ? promptOf(area, mark?.prompt ?? place.prompt) : undefined;
    },
    get mark() {
      return mark;
    },
    get ready() {
      return ready;
    }
  };
}
