export { choose, dirOf, ownName } from './choose';
export { bundle, createI18n, locales, type Bundle, type I18n } from './i18n.svelte';
export { savedLanguage, saveLanguage } from './saved';
export { format, type Messages, type Params } from './messages';
