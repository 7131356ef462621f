import { mount } from 'svelte';
import { createI18n, savedLanguage, type Bundle } from '../lib/i18n';
import { createStaffRouter } from '../staff/router.svelte';
import { staffTexts } from '../staff/texts';
import '../lib/ui/tokens.css';
import '../staff/staff.css';
import Host from './Host.svelte';

/** Starts the page of whoever has a host link, who is nobody's staff. */
export function startHost(secret: string, texts: readonly Bundle[]): void {
  const wanted = [savedLanguage(), ...navigator.languages];
  const i18n = createI18n(wanted, [staffTexts, ...texts]);
  mount(Host, {
    target: document.getElementById('app')!,
    props: { i18n, router: createStaffRouter(['facilitate']), secret }
  });
}
