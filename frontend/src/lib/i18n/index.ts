export { choose, dirOf, ownName } from './choose';
export { createI18n, locales, type I18n } from './i18n.svelte';
export { format, type Messages, type Params } from './messages';
