import type { Area } from '../lib/api';
import type { Draft, Person, Sent } from '../lib/drafts';
import type { Queued } from '../lib/outbox';
import { isDraft, isPerson, isQueued, isSent } from './carried';
import type { Session } from './session.svelte';

/* What is on this phone as a file, to carry it to another one or past a browser that keeps nothing. */

/** The file's content. */
interface Carried {
  kvarter: 'answers';
  version: 1;
  area: string;
  wave: string;
  person?: Person | undefined;
  sent: readonly Sent[];
  drafts: readonly Draft[];
  queue: readonly Queued[];
}

/** Why a file was not taken. */
export type Refusal = 'not_ours' | 'other_area' | 'other_person';

/** The file of all that this phone has written and not sent, with the person whose it is. */
export function toFile(session: Session, area: Area): { name: string; text: string } {
  const { drafts, outbox } = session;
  const carried: Carried = {
    kvarter: 'answers',
    version: 1,
    area: area.slug,
    wave: area.wave.key,
    person: drafts.person,
    sent: drafts.sent,
    drafts: drafts.list,
    queue: outbox.items
      .filter(({ state, receipt }) => state !== 'sent' && receipt === (drafts.person?.receipt ?? ''))
      .map(({ state: _, held: __, before: ___, ...item }) => item)
  };
  return { name: `${area.slug}-${area.wave.key}.json`, text: JSON.stringify(carried, null, 2) };
}

/**
 * Takes over what a file has and this phone has not; answers how many. Nothing
 * is doubled: what waits here, or was sent from here, stays as it is.
 */
export async function fromFile(session: Session, area: Area, text: string): Promise<number | Refusal> {
  const carried = read(text);
  if (!carried) return 'not_ours';
  if (carried.area !== area.slug || carried.wave !== area.wave.key) return 'other_area';
  const { drafts, outbox } = session;
  if (carried.person && !(await drafts.adopt(carried.person))) return 'other_person';
  for (const mark of carried.sent)
    if (!drafts.sent.some(({ id }) => id === mark.id)) await drafts.addSent(mark);
  const here = new Set([...drafts.list, ...outbox.items].map(({ id }) => id));
  const sent = new Set(drafts.sent.map(({ id }) => id));
  const news = carried.drafts.filter(({ id }) => !here.has(id) && !sent.has(id));
  for (const draft of news) await drafts.put(draft);
  // Wherever the file was written, some of it may have been sent since.
  const items = carried.queue
    .filter(({ id, kind }) => kind !== 'create' || !sent.has(id))
    .map((item) => ({ ...item, tries: Math.max(1, item.tries) }));
  return news.length + (await outbox.add(items));
}

/** The content of a file, or undefined if it is none of ours. */
function read(text: string): Carried | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const { kvarter, version, area, wave, person, sent, drafts, queue } = found as Partial<Carried>;
  if (kvarter !== 'answers' || version !== 1) return undefined;
  if (typeof area !== 'string' || typeof wave !== 'string') return undefined;
  if (person !== undefined && !isPerson(person)) return undefined;
  if (!all(sent, isSent) || !all(drafts, isDraft) || !all(queue, isQueued)) return undefined;
  return { kvarter, version, area, wave, person, sent, drafts, queue };
}

function all<T>(list: unknown, is: (one: unknown) => one is T): list is T[] {
  return Array.isArray(list) && list.every(is);
}
