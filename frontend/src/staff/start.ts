import { mount, type Component } from 'svelte';
import { createI18n, savedLanguage, type Bundle } from '../lib/i18n';
import type { Face } from './pages';
import { createStaffRouter } from './router.svelte';
import Staff from './Staff.svelte';
import { staffTexts } from './texts';
import '../lib/ui/tokens.css';
import '../lib/ui/print.css';
import './staff.css';

/** How a page's component comes, by `{face}` or `{face}/{name}`: `admin/review`. */
export type Views = Record<string, () => Promise<{ default: Component }>>;

/** Starts a page file of staff: the faces it carries and how their pages come. */
export function startStaff(faces: readonly Face[], views: Views, texts: readonly Bundle[] = []): void {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, savedLanguage(), ...navigator.languages];
  const i18n = createI18n(wanted, [staffTexts, ...texts]);
  mount(Staff, {
    target: document.getElementById('app')!,
    props: { i18n, router: createStaffRouter(faces), views }
  });
}
