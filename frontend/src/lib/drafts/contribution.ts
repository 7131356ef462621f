import type { NewContribution } from '../api/types';
import { toGeometry, toShape } from '../map/shape';
import type { Draft, Where } from './types';

/** What is sent besides the draft itself. */
export interface Sending {
  participant: string;
  /** The language the person reads the page in. */
  lang: string;
  /** The method's key. */
  method: string;
}

/** The draft as the server takes it. Throws if the draft has no place yet. */
export function toContribution(draft: Draft, { participant, lang, method }: Sending): NewContribution {
  if (!draft.where) throw new Error('the draft has no place yet');
  return {
    id: draft.id,
    participant,
    prompt: draft.prompt,
    ...placed(draft.where),
    // Only blanks are no words; the server refuses what has nothing visible.
    ...(draft.text.trim() && { text: draft.text }),
    ...(draft.wish.trim() && { wish: draft.wish }),
    lang,
    method
  };
}

/** A contribution that was not taken, as a draft to edit and send again under the same id. */
export function toDraft(body: NewContribution, at: number): Draft {
  return {
    id: body.id,
    prompt: body.prompt,
    where: whereOf(body),
    text: body.text ?? '',
    wish: body.wish ?? '',
    at
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
