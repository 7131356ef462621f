import type { ContributionPatch, NewContribution } from '../api/types';
import { toGeometry, toShape } from '../map/shape';
import type { Draft, InRound, Said, Share, Where } from './types';

/** What is sent besides the draft itself. */
export interface Sending {
  participant: string;
  /** The language the person reads the page in. */
  lang: string;
  /** The method's key. */
  method: string;
}

/** The draft as the server takes it. */
export function toContribution(draft: Draft, { participant, lang, method }: Sending): NewContribution {
  return {
    id: draft.id,
    participant,
    prompt: draft.prompt,
    ...(draft.where && placed(draft.where)),
    ...without(null, saidPatch(draft)),
    ...draft.room,
    lang,
    method
  };
}

/** The round that a contribution was made in, as its draft has it. */
export function roomOf({ workshop, round }: Pick<NewContribution, 'workshop' | 'round'>): {
  room?: InRound;
} {
  return workshop && round ? { room: { workshop, round } } : {};
}

/** The patch that makes a contribution say what said names; null clears what is left blank. */
export function saidPatch(said: Partial<Said>): ContributionPatch {
  const patch: ContributionPatch = {};
  // Only blanks are no words; the server refuses what has nothing visible.
  for (const key of ['text', 'wish', 'title', 'theme'] as const)
    if (key in said) patch[key] = said[key]?.trim() ? said[key] : null;
  if ('share' in said) patch.share = said.share ?? null;
  if ('period' in said) {
    patch.period_from = said.period?.from ?? null;
    patch.period_to = said.period?.to ?? null;
  }
  // A name stands only with the terms it was given on, and only where its author wants it shown.
  if ('byline' in said || 'share' in said) {
    const signed = said.share === 'named' && said.byline?.trim() && said.consent;
    patch.byline = signed ? said.byline! : null;
    patch.consent_lang = signed ? said.consent! : null;
  }
  return patch;
}

/** object without the entries that have this value. */
function without<T extends object>(value: unknown, object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, v]) => v !== value)) as Partial<T>;
}

/** A contribution that was not taken, as a draft to edit and send again under the same id. */
export function toDraft(body: NewContribution, at: number): Draft {
  return {
    id: body.id,
    prompt: body.prompt,
    where: whereOf(body),
    ...roomOf(body),
    ...saidOf(body),
    at
  };
}

/** The members of a contribution that hold what its author says. */
type Saying = Pick<
  ContributionPatch,
  'text' | 'wish' | 'title' | 'theme' | 'share' | 'byline' | 'period_from' | 'period_to' | 'consent_lang'
>;

/** What a contribution says, as its author wrote it. */
export function saidOf(body: Saying): Said {
  const { text, wish, title, theme, share, byline, period_from: from, period_to: to, consent_lang } = body;
  return {
    text: text ?? '',
    wish: wish ?? '',
    ...(title && { title }),
    ...(theme && { theme }),
    ...(from && { period: { from, ...(to && { to }) } }),
    ...(share && { share: share as Share }),
    ...(byline && { byline }),
    ...(consent_lang && { consent: consent_lang })
  };
}

function placed(where: Where): Partial<NewContribution> {
  switch (where.by) {
    case 'list':
      return { place: where.place, located_by: 'list' };
    case 'words':
      return { place_text: where.words };
    case 'line':
    case 'area':
      return { geometry: toGeometry(where), located_by: 'map' };
    default:
      return { geometry: { type: 'Point', coordinates: where.lngLat }, located_by: where.by };
  }
}

function whereOf(body: NewContribution): Where | undefined {
  if (body.geometry?.type === 'Point') {
    const [lon, lat] = body.geometry.coordinates as [number, number];
    return { by: body.located_by === 'gps' ? 'gps' : 'map', lngLat: [lon, lat] };
  }
  const shape = toShape(body.geometry ?? null);
  if (shape) return shape;
  if (body.place) return { by: 'list', place: body.place };
  if (body.place_text) return { by: 'words', words: body.place_text };
  return undefined;
}
