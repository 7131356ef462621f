import type { ListQuery } from '../../lib/api/types';

/** What somebody wants to see of what others sent. */
export interface Filters {
  /** The prompts to show; none means all. */
  prompts: readonly string[];
  /** The themes to show; none means all. */
  themes: readonly string[];
  /** The times that are told of: the first and the last year. */
  years: Years;
  /** Also what tells of no time. */
  undated: boolean;
  /** Words that must stand in it. */
  words: string;
}

export type Years = readonly [from: number, to: number];

/** The years to choose from, in decades: from somebody's great-grandparents on. */
export const FIRST_YEAR = 1850;
export const LAST_YEAR = new Date().getFullYear() - (new Date().getFullYear() % 10) + 9;

/** Everything. */
export const EVERYTHING: Filters = {
  prompts: [],
  themes: [],
  years: [FIRST_YEAR, LAST_YEAR],
  undated: true,
  words: ''
};

/** Words as the server takes them: at most eight, in 200 characters. */
const MOST_WORDS = 8;
const MOST_LETTERS = 200;

/** The filters as the server's parameters. */
export function queryOf(filters: Filters, kind?: 'story'): ListQuery {
  const { prompts, themes, words } = filters;
  const q = [...words.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS).join(' ')]
    .slice(0, MOST_LETTERS)
    .join('')
    .trim();
  const period = periodOf(filters);
  return {
    ...(prompts.length > 0 && { prompt: [...prompts] }),
    ...(themes.length > 0 && { theme: [...themes] }),
    ...(kind && { kind: [kind] }),
    ...(period && { period }),
    ...(q && { q })
  };
}

/** The parameter period; undefined for all times and none. An end of the scale is an open end. */
function periodOf({ years: [from, to], undated }: Filters): string | undefined {
  const all = from === FIRST_YEAR && to === LAST_YEAR;
  if (all && undated) return undefined;
  const ends = all ? '0001/..' : [from === FIRST_YEAR ? '..' : from, to === LAST_YEAR ? '..' : to].join('/');
  return undated ? `${ends},undated` : ends;
}

/** How many of the filters leave something out. */
export function narrowed({ prompts, themes, ...filters }: Filters): number {
  const time = periodOf({ prompts, themes, ...filters }) !== undefined;
  return prompts.length + themes.length + (time ? 1 : 0) + (filters.words.trim() ? 1 : 0);
}
