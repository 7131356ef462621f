import { mount } from 'svelte';
import { createApi } from '../lib/api';
import { createI18n } from '../lib/i18n';
import { tidied } from '../lib/room';
import { roomTexts } from '../lib/room/texts';
import Screen from './Screen.svelte';
import '../lib/ui/tokens.css';
import './screen.css';

/** Starts the big screen of the room that the address names. */
export function startScreen(): void {
  const code = tidied(decodeURIComponent(location.pathname.split('/')[2] ?? ''));
  const asked = new URLSearchParams(location.search).get('lang');
  mount(Screen, {
    target: document.getElementById('app')!,
    props: { code, api: createApi(), i18n: createI18n([asked, ...navigator.languages], [roomTexts]) }
  });
}
