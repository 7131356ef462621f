import createClient from 'openapi-fetch';
import { answer, nothing, tag, timed, TIMEOUT_MS } from './answer';
import { noAnswer } from './problem';
import type { paths } from './schema.gen';
import { createServerTime, type ServerTime } from './time';
import type {
  Area,
  Background,
  ClusterCollection,
  ClusterQuery,
  ContributionPatch,
  Feature,
  FeatureCollection,
  LayerShapes,
  ListQuery,
  NewContribution,
  NewReport,
  Participant
} from './types';

/** Everything the pages ask of the server. Every method throws ApiError and nothing else. */
export interface Api {
  area(slug: string): Promise<Area>;
  /** The shapes of one of the area's layers. */
  layer(area: string, layer: string): Promise<LayerShapes>;
  /** Sends a contribution; the same again is taken as the same. ageSeconds: how long ago it was made. */
  create(
    area: string,
    body: NewContribution,
    by: { receipt: string; ageSeconds: number; headers?: Record<string, string> }
  ): Promise<Feature>;
  /** What the receipt's person has done so far, to act upon with `ifMatch`. */
  acts(area: string, receipt: string): Promise<string | undefined>;
  /** Changes what patch names; null clears a field. */
  change(area: string, id: string, patch: ContributionPatch, by: Acting): Promise<Feature>;
  withdraw(area: string, id: string, by: { receipt: string }): Promise<undefined>;
  /** Puts answers in place of all that were given before. */
  background(area: string, answers: Background['answers'], by: Acting): Promise<Background>;
  /** Gives a heart; again is the same. */
  agree(area: string, id: string, by: Acting): Promise<undefined>;
  disagree(area: string, id: string, by: Acting): Promise<undefined>;
  /** Reports a contribution; the same report again is taken as the same. */
  report(area: string, id: string, report: NewReport): Promise<undefined>;
  /** Erases everything of the receipt's participant, and the participant. */
  withdrawAll(area: string, by: { receipt: string }): Promise<undefined>;
  /** Whose receipt it is. */
  me(area: string, receipt: string): Promise<Participant>;
  /** All that the receipt's participant sent, pending parts included. */
  mine(area: string, receipt: string): Promise<Feature[]>;
  /** Everything kept about the receipt's participant, as the text of a file. */
  data(area: string, receipt: string): Promise<string>;
  /** One page of what is public; `links` with rel next leads on. */
  contributions(area: string, query?: ListQuery): Promise<FeatureCollection>;
  /** One contribution as the public sees it. */
  contribution(area: string, id: string): Promise<Feature>;
  /** What is public, gathered for a map of a zoom. */
  clusters(area: string, query: ClusterQuery): Promise<ClusterCollection>;
  /** The ids of the contributions that the receipt's participant agrees with. */
  agreements(area: string, receipt: string): Promise<string[]>;
  /** Whether the server answers a tiny uncached request with the right words. Never throws. */
  healthy(): Promise<boolean>;
  /** What time it is at the server, by all its answers so far. */
  readonly time: ServerTime;
}

/** Who acts, and upon what: refused with 412 if more was done since. */
export interface Acting {
  receipt: string;
  /** From `acts`; whatever was done, if missing. */
  ifMatch?: string | undefined;
}

export interface ApiOptions {
  /** Where the server is; by default where the page came from. */
  base?: string;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
  /** The phone's clock. */
  now?: () => number;
}

const HEALTH_TIMEOUT_MS = 8_000;

/** The acts of a receipt that nothing was sent by. */
const NOBODY = '"0"';

/** The client of Kvarter's HTTP contract. */
export function createApi(options: ApiOptions = {}): Api {
  const { base = '', timeoutMs = TIMEOUT_MS } = options;
  const time = createServerTime(options.now ?? Date.now);
  const fetch = heeding(options.fetch ?? ((input, init) => globalThis.fetch(input, init)), time);
  const client = createClient<paths>({ baseUrl: base, fetch: (request) => timed(fetch, request, timeoutMs) });
  const bearer = (receipt: string) => ({ Authorization: `Bearer ${receipt}` });
  const acting = ({ receipt, ifMatch }: Acting) => ({
    ...bearer(receipt),
    ...(ifMatch && { 'If-Match': ifMatch })
  });

  return {
    area: (area) => answer(client.GET('/api/v1/areas/{area}', { params: { path: { area } } })),
    layer: (area, layer) =>
      answer(client.GET('/api/v1/areas/{area}/layers/{layer}', { params: { path: { area, layer } } })),
    create: async (area, body, { receipt, ageSeconds, headers }) =>
      theSame(
        body.id,
        await answer(
          client.POST('/api/v1/areas/{area}/contributions', {
            params: { path: { area }, header: { 'Age-Seconds': ageSeconds } },
            headers: { ...bearer(receipt), ...headers },
            body
          })
        )
      ),
    acts: (area, receipt) =>
      tag(
        client.GET('/api/v1/areas/{area}/participants/me', {
          params: { path: { area } },
          headers: bearer(receipt),
          cache: 'no-store'
        }),
        NOBODY
      ),
    change: async (area, id, patch, by) =>
      theSame(
        id,
        await answer(
          client.PATCH('/api/v1/areas/{area}/contributions/{id}', {
            params: { path: { area, id } },
            headers: { ...acting(by), 'Content-Type': 'application/merge-patch+json' },
            body: patch
          })
        )
      ),
    withdraw: (area, id, { receipt }) =>
      nothing(
        client.DELETE('/api/v1/areas/{area}/contributions/{id}', {
          params: { path: { area, id } },
          headers: bearer(receipt)
        })
      ),
    background: (area, answers, by) =>
      answer(
        client.PUT('/api/v1/areas/{area}/participants/me/background', {
          params: { path: { area } },
          headers: acting(by),
          body: { answers }
        })
      ),
    agree: (area, id, by) =>
      nothing(
        client.PUT('/api/v1/areas/{area}/contributions/{id}/agreement', {
          params: { path: { area, id } },
          headers: acting(by)
        })
      ),
    disagree: (area, id, by) =>
      nothing(
        client.DELETE('/api/v1/areas/{area}/contributions/{id}/agreement', {
          params: { path: { area, id } },
          headers: acting(by)
        })
      ),
    report: (area, id, report) =>
      nothing(
        client.POST('/api/v1/areas/{area}/contributions/{id}/reports', {
          params: { path: { area, id } },
          body: report
        })
      ),
    withdrawAll: (area, { receipt }) =>
      nothing(
        client.DELETE('/api/v1/areas/{area}/participants/me', {
          params: { path: { area } },
          headers: bearer(receipt)
        })
      ),
    me: (area, receipt) =>
      answer(
        client.GET('/api/v1/areas/{area}/participants/me', {
          params: { path: { area } },
          headers: bearer(receipt)
        })
      ),
    mine: async (area, receipt) => {
      const { features } = await answer(
        client.GET('/api/v1/areas/{area}/participants/me/contributions', {
          params: { path: { area } },
          headers: bearer(receipt)
        })
      );
      return features;
    },
    data: async (area, receipt) =>
      JSON.stringify(
        await answer(
          client.GET('/api/v1/areas/{area}/participants/me/data', {
            params: { path: { area } },
            headers: bearer(receipt)
          })
        ),
        null,
        2
      ),
    contributions: (area, query) =>
      answer(client.GET('/api/v1/areas/{area}/contributions', { params: { path: { area }, query } })),
    contribution: async (area, id) =>
      theSame(
        id,
        await answer(
          client.GET('/api/v1/areas/{area}/contributions/{id}', { params: { path: { area, id } } })
        )
      ),
    clusters: (area, query) =>
      answer(client.GET('/api/v1/areas/{area}/clusters', { params: { path: { area }, query } })),
    agreements: async (area, receipt) => {
      const { agreements } = await answer(
        client.GET('/api/v1/areas/{area}/participants/me/agreements', {
          params: { path: { area } },
          headers: bearer(receipt)
        })
      );
      return agreements;
    },
    healthy: () => healthy(fetch, base),
    time
  };
}

/** Makes sure that the answer is about what was sent, not some page in between. */
function theSame(id: string, feature: Feature): Feature {
  if (feature.id !== id) throw noAnswer();
  return feature;
}

/** Fetches, and hears from each answer what time it is there. */
function heeding(fetch: typeof globalThis.fetch, time: ServerTime): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    time.hear(response.headers.get('Date'));
    return response;
  };
}

async function healthy(fetch: typeof globalThis.fetch, base: string): Promise<boolean> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), HEALTH_TIMEOUT_MS);
  try {
    const response = await fetch(`${base}/healthz`, { cache: 'no-store', signal: stop.signal });
    const body: unknown = await response.json();
    return response.ok && (body as { status?: unknown } | null)?.status === 'ok';
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
