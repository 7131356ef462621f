import type { Draft, Person, Sent } from '../lib/drafts';
import type { Queued } from '../lib/outbox';

/*
 * Whether what a file holds has the form that the pages rely on. What it means
 * is judged by the server when it is sent.
 */

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => Number.isSafeInteger(value);
const uuid: Check = (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value));
const receipt: Check = (value) => /^kvr_[\w-]{22,196}$/.test(String(value));
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const some =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const one =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const shape =
  (fields: Record<string, Check>): Check =>
  (value) =>
    object(value) &&
    Object.entries(fields).every(([key, check]) => check((value as Record<string, unknown>)[key]));

const position: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
const where = some(
  shape({ by: one('map', 'gps'), lngLat: position }),
  shape({ by: one('line', 'area'), corners: list(position) }),
  shape({ by: one('list'), place: text }),
  shape({ by: one('words'), words: text })
);
const draft = shape({
  id: uuid,
  prompt: text,
  text,
  wish: text,
  at: count,
  where: optional(where),
  title: optional(text),
  theme: optional(text),
  byline: optional(text),
  consent: optional(text),
  share: optional(one('named', 'anonymous', 'programme')),
  period: optional(shape({ from: text, to: optional(text) }))
});
const words = some(text, one(undefined, null));
const said = { text: words, wish: words, title: words, place: words, place_text: words };
const reason = shape({ code: text, errors: list(shape({ field: text, code: text })) });
const queued = shape({ id: text, turn: count, tries: count, version: count, refused: optional(reason) });
const byKind: Record<Queued['kind'], Check> = {
  create: shape({
    id: uuid,
    receipt,
    at: count,
    body: shape({ ...said, id: uuid, prompt: text, lang: text })
  }),
  change: shape({ id: uuid, receipt, patch: shape(said) }),
  withdraw: shape({ id: uuid, receipt, body: optional(shape({ ...said, id: uuid, prompt: text })) }),
  background: shape({ receipt, answers: object }),
  agreement: shape({ receipt, mark: uuid, agree: one(true, false) }),
  report: shape({ mark: uuid, report: shape({ id: uuid, reason: text, text }) }),
  withdraw_all: shape({ receipt })
};

export const isDraft = (value: unknown): value is Draft => draft(value);
export const isPerson = (value: unknown): value is Person => shape({ participant: uuid, receipt })(value);
export const isSent = (value: unknown): value is Sent => shape({ id: uuid, prompt: text })(value);
export const isQueued = (value: unknown): value is Queued => {
  const kind = (value as Partial<Queued> | null)?.kind;
  return queued(value) && kind !== undefined && Object.hasOwn(byKind, kind) && byKind[kind](value);
};
