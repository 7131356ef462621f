import { ApiError } from '../lib/api';
import type { Reason } from '../lib/outbox';

/** The sentences for people, by the server's code. */
const SENTENCES: Record<string, string> = {
  cap_reached: 'error.cap_reached',
  far_outside: 'error.far_outside',
  too_long: 'error.too_long',
  nothing_visible: 'error.nothing_visible',
  control_character: 'error.control_character',
  wave_closed: 'error.wave_closed',
  gone: 'error.gone',
  not_found: 'error.not_found',
  receipt_mismatch: 'error.receipt',
  receipt_required: 'error.receipt',
  unauthorized: 'error.receipt',
  participant_conflict: 'error.receipt',
  too_large: 'error.too_long',
  self_intersection: 'error.geometry',
  geometry_type: 'error.geometry',
  too_few_positions: 'error.geometry',
  too_many_vertices: 'error.geometry',
  unknown: 'error.outdated',
  no_answer: 'error.no_answer',
  too_many_requests: 'error.busy',
  unavailable: 'error.busy',
  internal: 'error.busy'
};

/** The key of the sentence that says why, and the code for the one that fits all. */
export function reasonOf(reason: Reason): { key: string; code: string } {
  // What is wrong with a field says more than that something is.
  const codes = [...reason.errors.map((error) => error.code), reason.code];
  const known = codes.find((code) => SENTENCES[code]);
  return { key: known ? SENTENCES[known]! : 'error.general', code: codes[0]! };
}

/** Whatever was thrown, as a reason. */
export function asReason(error: unknown): Reason {
  return error instanceof ApiError ? error : { code: 'unexpected', errors: [] };
}
