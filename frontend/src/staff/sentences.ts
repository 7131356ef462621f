import { ApiError } from '../lib/api';
import type { I18n } from '../lib/i18n';

/** The keys of the sentences for staff, by the server's code. */
const SENTENCES: Record<string, string> = {
  no_answer: 'staff.error.no_answer',
  unauthorized: 'staff.error.session',
  sign_in_failed: 'staff.error.sign_in_failed',
  forbidden: 'staff.error.forbidden',
  other_area: 'staff.error.forbidden',
  csrf: 'staff.error.session',
  not_found: 'staff.error.not_found',
  gone: 'staff.error.gone',
  conflict: 'staff.error.conflict',
  too_many_requests: 'staff.error.busy',
  unavailable: 'staff.error.away',
  internal: 'staff.error.away',
  too_short: 'staff.error.too_short',
  too_long: 'staff.error.too_long',
  too_common: 'staff.error.too_common',
  nothing_visible: 'staff.error.required',
  required: 'staff.error.required',
  wrong: 'staff.error.wrong',
  malformed: 'staff.error.malformed',
  immutable: 'staff.error.immutable',
  stale: 'staff.error.conflict',
  out_of_range: 'staff.error.out_of_range',
  duplicate: 'staff.error.duplicate',
  overlap: 'staff.error.overlap',
  geometry_type: 'staff.error.geometry',
  position: 'staff.error.geometry',
  ring_not_closed: 'staff.error.geometry',
  too_few_positions: 'staff.error.geometry',
  self_intersection: 'staff.error.geometry',
  too_many_vertices: 'staff.error.geometry',
  lon_lat_swapped: 'staff.error.geometry',
  empty: 'staff.error.geometry'
};

/** What a person is told about whatever was thrown. */
export function sentenceOf(error: unknown, { t }: Pick<I18n, 't'>): string {
  if (!(error instanceof ApiError)) return t('staff.error.unexpected');
  // What is wrong with a field says more than that something is.
  const codes = [...error.errors.map(({ code }) => code), error.code];
  const key = codes.map((code) => SENTENCES[code]).find(Boolean);
  return key ? t(key) : t('staff.error.general', { code: codes[0]! });
}

/** What is wrong with one field of a form, or with a part of it as one of its languages, if anything. */
export function fieldError(error: unknown, field: string, i18n: Pick<I18n, 't'>): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const mine = error.errors.filter((one) => one.field === field || one.field.startsWith(`${field}.`));
  if (mine.length === 0) return undefined;
  return sentenceOf(new ApiError({ status: error.status, code: mine[0]!.code }), i18n);
}
