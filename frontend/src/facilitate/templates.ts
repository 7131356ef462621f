import type { Area, Prompt } from '../lib/api';
import type { Planned } from './api';

/** A way to begin a plan: questions, times and caps that have worked. */
export interface Template {
  /** The key of its name. */
  name: string;
  /** What it is made for, as a key. */
  text: string;
  /** The questions in order; of a method that has others, as many of its own. */
  prompts: readonly string[];
  minutes: number;
  cap: number;
}

export const TEMPLATES: readonly Template[] = [
  {
    name: 'workshop.template.hall',
    text: 'workshop.template.hall.text',
    prompts: ['meeting_place', 'most_liked', 'least_liked', 'community', 'missing'],
    minutes: 6,
    cap: 3
  },
  {
    name: 'workshop.template.meeting',
    text: 'workshop.template.meeting.text',
    prompts: ['meeting_place', 'most_liked', 'least_liked'],
    minutes: 4,
    cap: 2
  }
];

/** The questions that a room can be asked: stories need more than minutes. */
export function roundPrompts({ method }: Pick<Area, 'method'>): Prompt[] {
  return method.prompts.filter(({ kind }) => kind !== 'story');
}

/** A round that asks prompt. */
export function roundOf(prompt: Prompt, minutes = 5, cap = 3): Planned {
  return { prompt: prompt.key, minutes, blind: true, cap: Math.min(cap, prompt.cap) };
}

/** The rounds of a template in an area. */
export function roundsOf({ prompts, minutes, cap }: Template, area: Pick<Area, 'method'>): Planned[] {
  const there = roundPrompts(area);
  const named = prompts.flatMap((key) => there.find((prompt) => prompt.key === key) ?? []);
  const others = there.filter((prompt) => !named.includes(prompt));
  return [...named, ...others].slice(0, prompts.length).map((prompt) => roundOf(prompt, minutes, cap));
}

/** How many minutes a plan takes: its rounds, and as long again for the reveals, and a beginning and an end. */
export function minutesOf(rounds: readonly Planned[]): number {
  return rounds.reduce((sum, { minutes }) => sum + minutes, 0) + rounds.length * 4 + 8;
}
