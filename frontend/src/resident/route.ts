import { receiptInHash } from '../lib/ids';

/** The steps of the resident's page, in the order of a first visit. */
export const STEPS = [
  'welcome',
  'about',
  'privacy',
  'prompts',
  'pin',
  'places',
  'words',
  'why',
  'story',
  'check',
  'thanks',
  'background',
  'map',
  'stories',
  'mine',
  'earlier'
] as const;

export type Step = (typeof STEPS)[number];

/** What a story is asked for, one part after the other; only the words are needed. */
export const PARTS = ['words', 'theme', 'when', 'where', 'who'] as const;

export type Part = (typeof PARTS)[number];

/** Where a person is; all of it stands in the address, so that Back works. */
export interface Place {
  step: Step;
  /** The prompt that a new mark answers. */
  prompt?: string;
  /** The mark that is being written or changed. */
  mark?: string;
  /** The part of a story that is asked for. */
  part?: Part;
  /** Somebody's published mark that is looked at; never the person's way to change their own. */
  show?: string | undefined;
  /** The person asked to only look, before sending anything. */
  look?: boolean;
}

/** The area's slug in a page's path, or undefined. */
export function slugIn(path: string): string | undefined {
  const found = /^\/a\/([^/]+)\/?$/.exec(path)?.[1];
  try {
    return found && decodeURIComponent(found);
  } catch {
    return undefined; // a broken % sequence
  }
}

/** Reads where an address leads; a receipt in it leads to what was sent with it. */
export function parse(url: { search: string; hash: string }): Place {
  const query = new URLSearchParams(url.search);
  const step = STEPS.find((s) => s === query.get('step'));
  const prompt = query.get('prompt');
  const mark = query.get('mark');
  const part = PARTS.find((p) => p === query.get('part'));
  const show = query.get('show');
  return {
    step: step ?? (receiptInHash(url.hash) ? 'mine' : 'welcome'),
    ...(prompt && { prompt }),
    ...(mark && { mark }),
    ...(part && { part }),
    ...(show && { show }),
    ...(query.has('look') && { look: true })
  };
}

/**
 * The address of place, from the one that is shown: the language asked for
 * stays, and the receipt of a link while its marks are read or changed.
 */
export function hrefOf(place: Place, from: { pathname: string; search: string; hash: string }): string {
  const query = new URLSearchParams();
  if (place.step !== 'welcome') query.set('step', place.step);
  if (place.prompt) query.set('prompt', place.prompt);
  if (place.mark) query.set('mark', place.mark);
  if (place.part) query.set('part', place.part);
  if (place.show) query.set('show', place.show);
  if (place.look) query.set('look', '1');
  const lang = new URLSearchParams(from.search).get('lang');
  if (lang) query.set('lang', lang);
  const keeps = place.step === 'mine' || place.step === 'background' || place.mark !== undefined;
  const hash = keeps && receiptInHash(from.hash) ? from.hash : '';
  return from.pathname + (query.size > 0 ? `?${query}` : '') + hash;
}
