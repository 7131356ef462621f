import { ApiError, type Acting, type Api } from '../api';
import { asksCreate } from './queue';
import type { Outcome, Queued } from './types';

/** What the outbox needs of the API. */
export type Server = Pick<
  Api,
  | 'acts'
  | 'create'
  | 'change'
  | 'withdraw'
  | 'background'
  | 'agree'
  | 'disagree'
  | 'report'
  | 'withdrawAll'
  | 'healthy'
  | 'time'
>;

const MAX_AGE_SECONDS = 90 * 24 * 3600;

/** Sends one item once and says what came of it. */
export async function send(server: Server, area: string, item: Queued): Promise<Outcome> {
  try {
    return { is: 'done', ...(await call(server, area, item)) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return judge(server, item, error);
  }
}

async function call(server: Server, area: string, item: Queued) {
  const { id, receipt } = item;
  if (asksCreate(item)) {
    const now = server.time.now();
    const ageSeconds = age(item.at ?? now, now);
    return { feature: await server.create(area, item.body!, { receipt, ageSeconds }) };
  }
  // What replaces something is done upon what there is, so that a copy of it that
  // arrives late cannot win over what comes after it.
  const by = { receipt, ...(replaces(item) && { ifMatch: await server.acts(area, receipt) }) };
  if (item.kind === 'change') return { feature: await server.change(area, id, item.patch!, by) };
  await act(server, area, item, by);
  return {};
}

function replaces({ kind }: Queued): boolean {
  return kind === 'change' || kind === 'background' || kind === 'agreement';
}

/** What has no answer but yes. */
function act(server: Server, area: string, { id, kind, ...item }: Queued, by: Acting): Promise<unknown> {
  switch (kind) {
    case 'background':
      return server.background(area, item.answers!, by);
    case 'agreement':
      return item.agree ? server.agree(area, item.mark!, by) : server.disagree(area, item.mark!, by);
    case 'report':
      return server.report(area, item.mark!, item.report!);
    case 'withdraw_all':
      return server.withdrawAll(area, by);
    default:
      return server.withdraw(area, id, by);
  }
}

/** Whole seconds from at to now, within what the server takes. */
export function age(at: number, now: number): number {
  return Math.min(MAX_AGE_SECONDS, Math.max(0, Math.floor((now - at) / 1000)));
}

async function judge(server: Server, item: Queued, error: ApiError): Promise<Outcome> {
  const { status, ours, retryAfter } = error;
  const passing = status < 400 || status >= 500 || [408, 412, 425, 429].includes(status);
  if (passing) return { is: 'trouble', reached: ours, stumbled: ours && status === 500, retryAfter };
  // A 4xx that is no problem document may come from a hall's login page: only
  // with Kvarter in reach is it a refusal.
  if (!ours && !(await server.healthy())) return { is: 'trouble', reached: false };
  if (ours && asksCreate(item) && error.code === 'id_conflict') return { is: 'taken' };
  if (ours && !asksCreate(item) && isMoot(item, status)) return { is: 'done' };
  // What was made in a rehearsal is thrown away with it, wherever it is.
  if (ours && status === 410 && item.body?.workshop) return { is: 'done' };
  return { is: 'refused', reason: { code: error.code, errors: error.errors } };
}

/** Whether what was asked for has come about without us, or can be of no use any more. */
function isMoot({ kind }: Queued, status: number): boolean {
  const missing = status === 404 || status === 410;
  switch (kind) {
    case 'create':
    case 'change':
    case 'background':
      return false;
    case 'withdraw_all': // nobody by this receipt
      return missing || status === 401;
    default:
      return missing;
  }
}
