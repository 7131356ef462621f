import { createCaller } from '../lib/room/call';
import { sourceAt } from '../lib/room';
import type { Source } from '../lib/room/room.svelte';
import type { Control, Round, Summary } from '../lib/room';
import type { components } from '../lib/api/schema.gen';
import { uuid } from '../lib/ids';

/** A round as it is planned. */
export type Planned = Pick<Round, 'prompt' | 'minutes' | 'blind' | 'cap'>;

/** A workshop as it is planned. */
export interface Plan {
  title: string;
  /** `2026-12-01` */
  date: string;
  expected: number;
  rounds: Planned[];
}

/** What the facilitator does to the room. */
export type Step =
  | { act: 'open' | 'pause' | 'resume' | 'close' | 'end' }
  | { act: 'start' | 'show' | 'reveal'; round: number }
  | { act: 'extend'; minutes: number }
  | { act: 'add'; rounds: Planned[] }
  | { act: 'release' | 'unrelease'; round?: number; marks?: string[] }
  | { act: 'spotlight'; mark: string | null }
  | { act: 'hide' | 'unhide'; marks: string[] };

/** What is known when all is over. */
export interface After {
  people: number | null;
  invited: string;
  groups: string[];
}

/** A note about a mark or a place, or about the round. */
export interface NewNote {
  workshop: string;
  round: number;
  prompt: string;
  text: string;
  geometry?: unknown;
  place?: string;
  place_text?: string;
}

/** A link by which somebody paces one workshop who is nobody's staff. */
export type HostLink = components['schemas']['HostLink'];

/** What facilitators ask of the server about an area's workshops. Every method throws ApiError. */
export interface Workshops {
  list(): Promise<Control[]>;
  get(code: string): Promise<Control>;
  plan(plan: Plan): Promise<Control>;
  change(code: string, plan: Partial<Plan & After>): Promise<Control>;
  remove(code: string): Promise<void>;
  /** A copy of it to try, whose marks are thrown away. */
  rehearse(code: string): Promise<Control>;
  /** Takes or keeps the control, or hands it to somebody. */
  hold(code: string, by: { holder: string; name: string; to?: string }): Promise<Control>;
  letGo(code: string, holder: string): Promise<void>;
  step(code: string, holder: string, step: Step): Promise<Control>;
  /** The secret that lets one screen in. */
  screen(code: string): Promise<string>;
  /** Lets the screen in that shows number. */
  pair(code: string, number: string): Promise<void>;
  live(code: string): Source;
  summary(code: string): Promise<Summary>;
  note(note: NewNote): Promise<void>;
  hostLinks(code: string): Promise<HostLink[]>;
  /** The secret of a new one, given once. */
  addHostLink(code: string, name: string): Promise<string>;
  revokeHostLink(code: string, id: number): Promise<void>;
}

/** headers: what says who asks. */
export function createWorkshops(area: string, headers: () => Record<string, string>): Workshops {
  const caller = createCaller(headers);
  const { call } = caller;
  const base = `/api/v1/areas/${encodeURIComponent(area)}`;
  const at = (code: string) => `${base}/workshops/${encodeURIComponent(code)}`;
  return {
    list: async () => (await call<{ workshops: Control[] }>('GET', `${base}/workshops`)).workshops,
    get: (code) => call('GET', at(code)),
    plan: (plan) => call('POST', `${base}/workshops`, { body: { kind: 'live', ...plan } }),
    change: (code, body) => call('PATCH', at(code), { body }),
    remove: (code) => call('DELETE', at(code)),
    rehearse: (code) => call('POST', `${at(code)}/rehearsals`, { body: {} }),
    hold: (code, body) => call('PUT', `${at(code)}/control`, { body }),
    letGo: (code, holder) => call('DELETE', `${at(code)}/control?${new URLSearchParams({ holder })}`),
    step: (code, holder, step) => call('POST', `${at(code)}/steps`, { body: { holder, ...step } }),
    screen: async (code) =>
      (await call<{ secret: string }>('POST', `${at(code)}/screens`, { body: {} })).secret,
    pair: (code, number) => call('POST', `${at(code)}/screens`, { body: { number } }),
    live: (code) => sourceAt(caller, `${at(code)}/live`),
    summary: (code) => call('GET', `${at(code)}/summary`),
    note: (note) =>
      call('POST', `${base}/contributions`, { body: { id: uuid(), kind: 'note', lang: 'und', ...note } }),
    hostLinks: async (code) =>
      (await call<{ host_links: HostLink[] }>('GET', `${at(code)}/host-links`)).host_links,
    addHostLink: async (code, name) =>
      (await call<{ secret: string }>('POST', `${at(code)}/host-links`, { body: { name } })).secret,
    revokeHostLink: (code, id) => call('DELETE', `${at(code)}/host-links/${id}`)
  };
}
