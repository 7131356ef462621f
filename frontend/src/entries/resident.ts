import { mount } from 'svelte';
import { createApi } from '../lib/api';
import { createI18n, savedLanguage } from '../lib/i18n';
import { createRouter } from '../resident/router.svelte';
import { slugIn } from '../resident/route';
import App from '../resident/App.svelte';
import '../lib/ui/tokens.css';
import '../lib/ui/shell.css';

const asked = new URLSearchParams(location.search).get('lang');
const target = document.getElementById('app')!;
const app = {
  slug: slugIn(location.pathname),
  api: createApi(),
  i18n: createI18n([asked, savedLanguage(), ...navigator.languages]),
  router: createRouter(),
  // The skeleton stands until there is something better to show.
  onready: () => target.querySelector('.kv-shell')?.remove()
};
mount(App, { target, props: app });
