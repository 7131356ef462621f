import type { components } from '../../lib/api/schema.gen';
import type { Staff } from '../../staff/context';
import { createReading, type Reading } from '../../staff/reading.svelte';
import { sentenceOf } from '../../staff/sentences';

type Schemas = components['schemas'];
export type Item = Schemas['ReviewItem'];
export type Act = Omit<Schemas['ReviewAct'], 'id'>;
export type Mark = NonNullable<Schemas['Flag']['kind']> | 'reported' | 'asked' | 'concern';

/** The marks that the queue can be asked for. */
export const MARKS: readonly Mark[] = [
  'reported',
  'asked',
  'concern',
  'name',
  'phone',
  'email',
  'address',
  'national_id'
];

/** Why something is hidden; the first three leave all numbers. */
export const REASONS = [
  'spam',
  'test',
  'duplicate',
  'personal_data',
  'offensive',
  'off_topic',
  'other'
] as const;

const STATUSES = ['pending', 'published', 'hidden'] as const;

/** What waits for review. Reactive. */
export interface Queue {
  readonly reading: Reading<Schemas['ReviewQueue']>;
  /** Does the same with all of them, says so, and gives a way back. Never rejects. */
  act(items: readonly Item[], act: Act, told: string): Promise<boolean>;
  /** Takes back the last act of this visit that is not taken back yet. Never rejects. */
  undo(): Promise<void>;
}

export function createQueue(
  { api, i18n, toast }: Staff,
  area: string,
  asked: () => {
    flag?: Mark | undefined;
    prompt?: string[] | undefined;
    /** These and no others, looked at already or not. */
    ids?: readonly string[];
  }
): Queue {
  const path = { area };
  const reading = createReading(() => {
    const { flag, prompt, ids } = asked();
    const query = {
      ...(flag && { flag }),
      ...(prompt && { prompt }),
      ...(ids && { filter: `id IN (${ids.map((id) => `'${id}'`).join()})`, status: [...STATUSES] })
    };
    return api.ask(api.client.GET('/api/v1/areas/{area}/review', { params: { path, query } }));
  });
  // What was done in this visit, the last last: the message that offers undo goes before it is of no use.
  let batches: number[] = [];
  let busy = false;

  async function undo(batch: number) {
    batches = batches.filter((one) => one !== batch);
    toast.dismiss();
    try {
      const body = { batch };
      await api.ask(api.client.POST('/api/v1/areas/{area}/review/undo', { params: { path }, body }));
      await reading.reload();
      toast.show({ text: i18n.t('review.undone') });
    } catch (error) {
      toast.show({ text: sentenceOf(error, i18n) });
    }
  }
  return {
    reading,
    async undo() {
      const last = batches.at(-1);
      if (last !== undefined) await undo(last);
    },
    async act(items, act, told) {
      if (busy) return false; // a key pressed twice is meant once
      busy = true;
      const body = { acts: items.map(({ id }) => ({ id, ...act })) };
      try {
        const done = await api.ask(
          api.client.POST('/api/v1/areas/{area}/review', { params: { path }, body })
        );
        const failed = done.failed.length;
        batches.push(done.batch);
        toast.show({
          text: failed > 0 ? i18n.t('review.failed', { count: failed }) : told,
          undo: () => void undo(done.batch)
        });
        await reading.reload();
        return true;
      } catch (error) {
        toast.show({ text: sentenceOf(error, i18n) });
        return false;
      } finally {
        busy = false;
      }
    }
  };
}
