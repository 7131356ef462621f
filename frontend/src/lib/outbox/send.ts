import { ApiError, type Api } from '../api';
import type { Outcome, Queued } from './types';

/** What the outbox needs of the API. */
export type Server = Pick<Api, 'create' | 'change' | 'withdraw' | 'healthy'>;

const MAX_AGE_SECONDS = 90 * 24 * 3600;

/** Sends one item once and says what came of it. now in milliseconds. */
export async function send(server: Server, area: string, item: Queued, now: number): Promise<Outcome> {
  try {
    return { is: 'done', feature: await call(server, area, item, now) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return judge(server, item, error);
  }
}

async function call(server: Server, area: string, item: Queued, now: number) {
  const { id, receipt } = item;
  switch (item.kind) {
    case 'create':
      return server.create(area, item.body!, { receipt, ageSeconds: age(item.at ?? now, now) });
    case 'change':
      return server.change(area, id, item.patch!, { receipt });
    case 'withdraw':
      return server.withdraw(area, id, { receipt });
  }
}

/** Whole seconds from at to now, within what the server takes; a clock set back makes it 0. */
export function age(at: number, now: number): number {
  return Math.min(MAX_AGE_SECONDS, Math.max(0, Math.floor((now - at) / 1000)));
}

async function judge(server: Server, item: Queued, error: ApiError): Promise<Outcome> {
  const { status, ours, retryAfter } = error;
  const passing = status < 400 || status >= 500 || [408, 425, 429].includes(status);
  if (passing) return { is: 'trouble', reached: ours, stumbled: ours && status === 500, retryAfter };
  // A 4xx that is no problem document may come from a hall's login page: only
  // with Kvarter in reach is it a refusal.
  if (!ours && !(await server.healthy())) return { is: 'trouble', reached: false };
  // Gone is what was asked for; never arrived is as good.
  if (item.kind === 'withdraw' && ours && (status === 404 || status === 410)) return { is: 'done' };
  if (item.kind === 'create' && ours && status === 409) return { is: 'taken' };
  return { is: 'refused', reason: { code: error.code, errors: error.errors } };
}
