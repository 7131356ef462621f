/*
 * A server in a function, that keeps the rules the outbox relies on: the same
 * create twice is one row, other content under its id is 409, withdrawn is 410.
 * Faults are queued and used up one write at a time.
 */

interface Row {
  created: string;
  now: Record<string, unknown>;
}

/** What goes wrong with one write. */
export type Fault =
  | 'offline' // it never arrives
  | 'lost' // it is done, but the answer never arrives
  | { status: number; code?: string; retryAfter?: number } // it is answered so, not done
  | { html: number } // something in between answers
  | { until: Promise<unknown> }; // it takes that long

export interface FakeServer {
  fetch: typeof globalThis.fetch;
  rows: Map<string, Row>;
  gone: Set<string>;
  /** Every write and health check that was begun, as `POST id`. */
  log: string[];
  ages: string[];
  /** The bodies of what is no contribution, in turn. */
  errands: unknown[];
  faults: Fault[];
  /** What the person has done so far; a write upon anything else is 412. */
  acts: number;
  /** Whether there is a way to the server at all. */
  reachable: boolean;
}

export function fakeServer(): FakeServer {
  const server: FakeServer = {
    rows: new Map(),
    gone: new Set(),
    log: [],
    ages: [],
    errands: [],
    faults: [],
    acts: 1,
    reachable: true,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).pathname === '/healthz') {
        server.log.push('healthz');
        if (!server.reachable) throw new TypeError('Failed to fetch');
        return Response.json({ status: 'ok' });
      }
      if (request.method === 'GET' && request.url.endsWith('/me')) {
        if (!server.reachable) throw new TypeError('Failed to fetch');
        return Response.json({}, { headers: { ETag: `"${server.acts}"` } });
      }
      const upon = request.headers.get('If-Match');
      const text = await request.text();
      const body = text ? (JSON.parse(text) as Record<string, unknown>) : undefined;
      const errand = /[^/]+\/(agreement|reports|background|me)$/.exec(request.url)?.[0];
      if (errand) {
        server.log.push(`${request.method} ${errand}`);
        server.errands.push(body);
        return faulty(server, upon, () =>
          errand.endsWith('background') ? Response.json(body) : new Response(null, { status: 204 })
        );
      }
      const id = String(body?.id ?? request.url.split('/').at(-1));
      server.log.push(`${request.method} ${id}`);
      const age = request.headers.get('Age-Seconds');
      if (age) server.ages.push(age);
      return faulty(server, upon, () => write(server, request.method, id, body));
    }
  };
  return server;
}

async function faulty(server: FakeServer, upon: string | null, act: () => Response): Promise<Response> {
  const work = () => {
    if (upon !== null && upon !== `"${server.acts}"`) return refuse(412, 'outdated');
    if (upon !== null) server.acts++;
    return act();
  };
  const fault = server.faults.shift();
  if (!server.reachable || fault === 'offline') throw new TypeError('Failed to fetch');
  if (fault === 'lost') {
    work();
    throw new TypeError('Failed to fetch');
  }
  if (fault && 'status' in fault) return refuse(fault.status, fault.code ?? 'some_code', fault.retryAfter);
  if (fault && 'html' in fault)
    return new Response('<p>Log in', { status: fault.html, headers: { 'Content-Type': 'text/html' } });
  if (fault) await fault.until;
  return work();
}

function write(server: FakeServer, method: string, id: string, body?: Record<string, unknown>): Response {
  const row = server.rows.get(id);
  if (server.gone.has(id)) return refuse(410, 'gone');
  if (method === 'POST') {
    const content = JSON.stringify(body);
    if (row && row.created !== content) return refuse(409, 'id_conflict');
    if (!row) server.rows.set(id, { created: content, now: body! });
    return feature(id, body!, row ? 200 : 201);
  }
  if (!row) return refuse(404, 'not_found');
  if (method === 'DELETE') {
    server.rows.delete(id);
    server.gone.add(id);
    return new Response(null, { status: 204 });
  }
  row.now = Object.fromEntries(Object.entries({ ...row.now, ...body }).filter(([, value]) => value !== null));
  return feature(id, row.now, 200);
}

function feature(id: string, properties: object, status: number): Response {
  return Response.json({ type: 'Feature', id, geometry: null, properties }, { status });
}

function refuse(status: number, code: string, retryAfter?: number): Response {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
  const problem = {
    type: 'about:blank',
    title: code,
    status,
    code,
    errors: [{ field: 'text', code: 'too_long' }]
  };
  return new Response(JSON.stringify(problem), { status, headers });
}
