import type { Feature } from '../lib/api';

/** One thing to say about how a mark stands. */
export interface Standing {
  /** The text's key; may ask for `area`. */
  key: string;
  /** What stands before it for the eye; the words say the same. */
  sign: 'seen' | 'waits' | 'hidden' | '';
}

const SIGNS = { published: 'seen', pending: 'waits', hidden: 'hidden' } as const;

const PLACE = {
  published: 'state.place.published',
  pending: 'state.place.pending',
  hidden: 'state.place.hidden'
};
const WORDS = {
  published: 'state.words.published',
  pending: 'state.words.pending',
  hidden: 'state.words.hidden'
};
const NAME = {
  published: 'state.name.published',
  pending: 'state.name.pending',
  hidden: 'state.name.hidden'
};

const HIDDEN: Record<string, string> = {
  spam: 'hidden.spam',
  test: 'hidden.test',
  duplicate: 'hidden.duplicate',
  personal_data: 'hidden.personal_data',
  offensive: 'hidden.offensive',
  off_topic: 'hidden.off_topic',
  other: 'hidden.unsaid'
};

/** How the parts of a person's own mark stand: its place, its words, the name beside it. */
export function statesOf(p: Feature['properties']): Standing[] {
  const part = (texts: typeof PLACE, review: keyof typeof PLACE | null | undefined): Standing[] =>
    review ? [{ key: texts[review], sign: SIGNS[review] }] : [];
  // What is for the programme is never shown, however its parts were reviewed.
  const parts: Standing[] =
    p.share === 'programme'
      ? [{ key: 'state.programme', sign: '' }]
      : [...part(PLACE, p.review_geometry), ...part(WORDS, p.review_words), ...part(NAME, p.review_byline)];
  const why = p.hidden_reason && HIDDEN[p.hidden_reason];
  return [
    ...parts,
    ...(why ? [{ key: why, sign: '' as const }] : []),
    ...(p.outside_area ? [{ key: 'state.outside', sign: '' as const }] : [])
  ];
}
