import { bundle } from '../lib/i18n';
import type { Messages } from '../lib/i18n';

/** What only staff read. */
export const staffTexts = bundle(
  import.meta.glob<Messages>('../lib/i18n/locales/staff/*.json', { import: 'default' })
);
