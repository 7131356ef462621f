import type { Area } from '../lib/api';
import type { Draft } from '../lib/drafts';
import { remaining } from '../lib/ui/count';
import { BYLINE, STORY, TITLE, WORDS } from './limits';
import { promptOf, takesPlace, wordsFirst } from './marks';

/**
 * What keeps a draft from being sent: it needs words, a place, a name or the
 * agreement to showing it; something is too long; or its question, or the kind
 * of place it has, is asked for no more.
 */
export type Lack = 'words' | 'place' | 'name' | 'consent' | 'too_long' | 'outdated';

/** The first thing that is in the way, or undefined if the draft can be sent. */
export function lackOf(area: Area, draft: Draft): Lack | undefined {
  const prompt = promptOf(area, draft.prompt);
  if (!prompt || (draft.where && !takesPlace(prompt))) return 'outdated';
  const story = prompt.kind === 'story';
  // A named place may have left the list while somebody wrote.
  const gone = draft.where?.by === 'list' && !hasPlace(area, draft.where.place);
  if (gone || (!draft.where && !wordsFirst(prompt))) return 'place';
  if (!draft.text.trim() && (story || !draft.where)) return 'words';
  const lengths: [string | undefined, number][] = [
    [draft.text, story ? STORY : WORDS],
    [draft.wish, WORDS],
    [draft.title, TITLE]
  ];
  if (draft.share === 'named') {
    if (!draft.byline?.trim()) return 'name';
    if (!draft.consent) return 'consent';
    lengths.push([draft.byline, BYLINE]);
  }
  return lengths.some(([text, most]) => remaining(text ?? '', most).left < 0) ? 'too_long' : undefined;
}

function hasPlace({ places }: Area, key: string): boolean {
  return places.some((place) => place.key === key);
}

/** Whether a draft holds nothing that somebody has said. */
export function isBlank({ where, text, wish, title, byline, theme, period }: Draft): boolean {
  return !where && !theme && !period && ![text, wish, title, byline].some((words) => words?.trim());
}
