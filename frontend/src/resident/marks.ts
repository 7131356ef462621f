import type { Area, ContributionPatch, Feature, NewContribution, Prompt } from '../lib/api';
import type { Draft, InRound, Where } from '../lib/drafts';
// Not by the index: the first screen needs no storage.
import { roomOf, saidOf } from '../lib/drafts/contribution';
import { toGeometry, toShape } from '../lib/map/shape';
import type { Place } from './route';

/** A mark as its author reads and changes it, whether it is on the phone or on the server. */
export interface Mark extends Draft {
  /** Whether the server has it. */
  sent: boolean;
}

/** The prompts that this page asks. */
export function askedPrompts(area: Area): Prompt[] {
  return area.method.prompts;
}

/** Whether an answer to prompt is begun with words, and its place, if it takes any, comes after. */
export function wordsFirst(prompt: Prompt): boolean {
  return prompt.geometry.includes('none');
}

/** Whether an answer to prompt may have a place. */
export function takesPlace(prompt: Prompt): boolean {
  return prompt.geometry.some((kind) => kind !== 'none');
}

/** Where an answer to prompt begins. */
export function firstStep(prompt: Prompt): Place {
  return { step: wordsFirst(prompt) ? wordsOf(prompt) : 'pin', prompt: prompt.key };
}

/** Where what is said with a mark is written, and of a story all of it is seen. */
export function wordsStep(prompt: Prompt | undefined, id: string): Place {
  return { step: wordsOf(prompt), mark: id };
}

/** Where a draft's place was asked for, so where its author goes on from it. */
export function placedStep(prompt: Prompt | undefined, id: string): Place {
  const step = wordsStep(prompt, id);
  return step.step === 'story' ? { ...step, part: 'where' } : step;
}

function wordsOf(prompt: Prompt | undefined): 'story' | 'why' {
  return prompt?.kind === 'story' ? 'story' : 'why';
}

export function promptOf(area: Area, key: string | undefined): Prompt | undefined {
  return area.method.prompts.find((p) => p.key === key);
}

/** Where a mark of the server's is, as its author said it. */
export function whereOf(mark: Pick<Feature, 'geometry'> & { properties: Placing }): Where | undefined {
  const { place, place_text, located_by } = mark.properties;
  if (place) return { by: 'list', place };
  if (mark.geometry?.type === 'Point') {
    const [lon, lat] = mark.geometry.coordinates as [number, number];
    return { by: located_by === 'gps' ? 'gps' : 'map', lngLat: [lon, lat] };
  }
  const shape = toShape(mark.geometry);
  if (shape) return shape;
  return place_text ? { by: 'words', words: place_text } : undefined;
}

type Placing = Partial<Pick<Feature['properties'], 'place' | 'place_text' | 'located_by'>>;

/** A mark of the server's, with what its author wants changed but could not send yet. */
export function markOf(feature: Feature, waiting: ContributionPatch = {}): Mark {
  const { properties } = feature;
  const moved = 'place' in waiting || 'geometry' in waiting || 'place_text' in waiting;
  const placing = moved
    ? { geometry: (waiting.geometry ?? null) as Feature['geometry'], properties: waiting as Placing }
    : feature;
  const where = whereOf(placing);
  return {
    id: feature.id,
    prompt: properties.prompt,
    ...(where && { where }),
    ...saidOf({ ...properties, ...waiting }),
    at: Date.parse(properties.created_at),
    sent: true
  };
}

/** The patch that moves a mark; without where, to no place at all. */
export function wherePatch(where: Where | undefined): ContributionPatch {
  const nowhere = { geometry: null, place: null, place_text: null, located_by: null };
  if (!where) return nowhere;
  switch (where.by) {
    case 'list':
      return { ...nowhere, place: where.place, located_by: 'list' };
    case 'words':
      return { ...nowhere, place_text: where.words };
    case 'line':
    case 'area':
      return { ...nowhere, geometry: toGeometry(where), located_by: 'map' };
    default:
      return { ...nowhere, geometry: { type: 'Point', coordinates: where.lngLat }, located_by: where.by };
  }
}

/** What is asked of an answer to know which question, and which round of a workshop, it is for. */
type Answer = Pick<Draft, 'id' | 'prompt' | 'room'>;

/**
 * The ids of the answers to a prompt that this person has given, each once
 * wherever it lies: in a round of a workshop, or in none.
 */
export function answersTo(
  prompt: string,
  room: InRound | undefined,
  ...lists: (readonly Answer[])[]
): string[] {
  const same = (other: InRound | undefined) =>
    other?.workshop === room?.workshop && other?.round === room?.round;
  const found = lists.flat().filter((mark) => mark.prompt === prompt && same(mark.room));
  return [...new Set(found.map(({ id }) => id))];
}

/** The contributions in a queue that are not on the server yet. */
export function promised(items: readonly { id: string; body?: NewContribution }[]): Answer[] {
  return items.flatMap(({ id, body }) => (body ? [{ id, prompt: body.prompt, ...roomOf(body) }] : []));
}
