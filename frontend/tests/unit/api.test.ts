import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, createApi } from '../../src/lib/api';

const body = { id: 'a', participant: 'p', prompt: 'community', place_text: 'the bench' };
const by = { receipt: 'kvr_x', ageSeconds: 3 };
const feature = { type: 'Feature', id: 'a', geometry: null, properties: {} };

function answering(answer: () => Response | Promise<Response>) {
  const requests: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push(new Request(input, init));
    return answer();
  };
  return { requests, api: createApi({ base: 'http://kvarter.test', fetch }) };
}

async function errorOf(asked: Promise<unknown>): Promise<ApiError> {
  const error = await asked.then(
    () => undefined,
    (error: unknown) => error
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

function problemOf(status: number, document: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers }
  });
}

afterEach(() => void vi.useRealTimers());

describe('requests', () => {
  it('create with receipt and age', async () => {
    const { api, requests } = answering(() => Response.json(feature, { status: 201 }));
    expect(await api.create('torstrand', body, by)).toEqual(feature);
    const [request] = requests;
    expect(`${request!.method} ${request!.url}`).toBe(
      'POST http://kvarter.test/api/v1/areas/torstrand/contributions'
    );
    expect(request!.headers.get('Authorization')).toBe('Bearer kvr_x');
    expect(request!.headers.get('Age-Seconds')).toBe('3');
    expect(await request!.json()).toEqual(body);
  });

  it('change by merge patch, null included', async () => {
    const { api, requests } = answering(() => Response.json(feature));
    await api.change('torstrand', 'a', { text: null }, { receipt: 'kvr_x' });
    expect(requests[0]!.method).toBe('PATCH');
    expect(requests[0]!.headers.get('Content-Type')).toBe('application/merge-patch+json');
    expect(await requests[0]!.json()).toEqual({ text: null });
  });

  it('withdraw', async () => {
    const { api, requests } = answering(() => new Response(null, { status: 204 }));
    expect(await api.withdraw('torstrand', 'a', { receipt: 'kvr_x' })).toBeUndefined();
    expect(`${requests[0]!.method} ${requests[0]!.url}`).toBe(
      'DELETE http://kvarter.test/api/v1/areas/torstrand/contributions/a'
    );
  });

  it('list with the filters that were given', async () => {
    const collection = { type: 'FeatureCollection', features: [feature] };
    const { api, requests } = answering(() => Response.json(collection));
    await api.contributions('torstrand', { prompt: ['community', 'story'], limit: 10 });
    const url = new URL(requests[0]!.url);
    expect(url.searchParams.getAll('prompt').join()).toBe('community,story');
    expect(url.searchParams.get('limit')).toBe('10');
  });
});

describe('errors', () => {
  it('are the problem document’s code and fields', async () => {
    const document = {
      status: 422,
      code: 'invalid',
      errors: [{ field: 'text', code: 'too_long' }, 'nonsense']
    };
    const { api } = answering(() => problemOf(422, document));
    const error = await errorOf(api.create('torstrand', body, by));
    expect(error).toMatchObject({ status: 422, code: 'invalid', ours: true, retryAfter: undefined });
    expect(error.errors).toEqual([{ field: 'text', code: 'too_long' }]);
  });

  it.each([
    ['40', 40_000],
    ['Wed, 01 May 2024 00:00:30 GMT', 30_000],
    ['Wed, 01 May 2020 00:00:00 GMT', undefined],
    ['soon', undefined],
    ['-1', undefined]
  ])('read Retry-After: %s', async (header, ms) => {
    vi.useFakeTimers({ now: Date.UTC(2024, 4, 1), toFake: ['Date'] });
    const { api } = answering(() => problemOf(429, { code: 'too_many' }, { 'Retry-After': header }));
    expect((await errorOf(api.area('torstrand'))).retryAfter).toBe(ms);
  });

  it.each([
    [
      'HTML',
      new Response('<p>Forbidden', { status: 403, headers: { 'Content-Type': 'text/html' } }),
      'http_403'
    ],
    ['an empty body', new Response(null, { status: 502 }), 'http_502'],
    ['JSON of somebody else', Response.json({ code: 'x' }, { status: 404 }), 'http_404'],
    ['a problem without a code', problemOf(400, { title: 'x' }), 'http_400'],
    [
      'broken JSON',
      new Response('{', { status: 400, headers: { 'Content-Type': 'application/problem+json' } }),
      'http_400'
    ]
  ])('that are not ours, %s, are told apart', async (_, response, code) => {
    const { api } = answering(() => response);
    expect(await errorOf(api.area('torstrand'))).toMatchObject({ code, ours: false, errors: [] });
  });

  it.each([
    ['a login page', () => new Response('<p>Log in', { headers: { 'Content-Type': 'text/html' } })],
    ['nothing', () => new Response(null, { status: 200 })],
    ['another contribution', () => Response.json({ ...feature, id: 'b' })]
  ])('%s that calls itself a success is no answer', async (_, answer) => {
    const { api } = answering(answer);
    expect(await errorOf(api.create('torstrand', body, by))).toMatchObject({ status: 0, code: 'no_answer' });
    expect(await errorOf(api.withdraw('torstrand', 'a', by))).toMatchObject({ status: 0, code: 'no_answer' });
  });

  it('no net is no answer', async () => {
    const { api } = answering(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await errorOf(api.area('torstrand'))).toMatchObject({ status: 0, code: 'no_answer', ours: false });
  });

  it('a server that never answers is no answer after the timeout', async () => {
    vi.useFakeTimers();
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal!.reason)));
    const api = createApi({ base: 'http://kvarter.test', fetch });
    const asked = errorOf(api.area('torstrand'));
    const health = api.healthy();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await asked).toMatchObject({ code: 'no_answer' });
    expect(await health).toBe(false);
  });
});

it.each([
  [true, () => Response.json({ status: 'ok' })],
  [false, () => Response.json({ status: 'ok' }, { status: 503 })],
  [false, () => Response.json({ status: 'starting' })],
  [false, () => Response.json(null)],
  [false, () => new Response('<p>Log in')],
  [false, () => Promise.reject(new TypeError('Failed to fetch'))]
])('health is %s only for the right words', async (healthy, answer) => {
  const { api, requests } = answering(answer);
  expect(await api.healthy()).toBe(healthy);
  expect(requests[0]!.url).toBe('http://kvarter.test/healthz');
});
