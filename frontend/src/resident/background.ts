import type { Method } from '../lib/api';
import type { Answers } from '../lib/outbox';

/** The answer that every question takes: the person would rather not say. */
export const UNSAID = 'prefer_not_to_say';

type Question = Method['background'][number];

/** What is chosen of a question's options, as keys. */
export function chosenOf(answers: Answers, key: string): string[] {
  const answer = answers[key];
  return answer === undefined ? [] : [answer].flat();
}

/** The answers after one question was answered by these; "prefer not to say" stands alone. */
export function answered(answers: Answers, { key, several }: Question, chosen: readonly string[]): Answers {
  const before = chosenOf(answers, key);
  const unsaid = chosen.includes(UNSAID) && !before.includes(UNSAID);
  const kept = unsaid ? [UNSAID] : chosen.filter((k) => k !== UNSAID || chosen.length === 1);
  const { [key]: _, ...others } = answers;
  if (kept.length === 0) return others;
  return { ...others, [key]: several && kept[0] !== UNSAID ? kept : kept[0]! };
}

/** The question whose answer is kept alone, if one such option is chosen: nothing more is kept of a child. */
export function aloneIn(questions: readonly Question[], answers: Answers): Question | undefined {
  return questions.find(({ key, options }) =>
    options.some((option) => option.alone && chosenOf(answers, key).includes(option.key))
  );
}

/** What is kept of answers: what is still asked, and alone what stands alone. */
export function keptOf(questions: readonly Question[], answers: Answers): Answers {
  const alone = aloneIn(questions, answers);
  const asked = alone ? [alone] : questions;
  return Object.fromEntries(asked.flatMap(({ key }) => (answers[key] ? [[key, answers[key]]] : [])));
}
