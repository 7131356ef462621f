import { ApiError } from '../../lib/api';
import type { I18n } from '../../lib/i18n';
import { sentenceOf } from '../../staff/sentences';

/** What a person is told about a GeoJSON file that was not taken. */
export function fileSentence(error: unknown, i18n: Pick<I18n, 't'>): string {
  if (error instanceof SyntaxError) return i18n.t('settings.file.no_json');
  if (!(error instanceof ApiError)) return sentenceOf(error, i18n);
  const code = error.errors[0]?.code ?? error.code;
  // The one thing that goes wrong with nearly every first file.
  if (code === 'out_of_range' || code === 'not_finite') return i18n.t('settings.file.crs');
  if (code === 'too_many_vertices' || code === 'too_large') return i18n.t('settings.file.large');
  return sentenceOf(error, i18n);
}
