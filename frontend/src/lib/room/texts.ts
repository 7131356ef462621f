import { bundle, type Messages } from '../i18n';

/** What phones and screens in a room say, in the languages of areas. */
export const roomTexts = bundle(
  import.meta.glob<Messages>('../i18n/locales/room/*.json', { import: 'default' })
);
