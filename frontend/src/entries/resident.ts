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
const page = {
  api: createApi(),
  i18n: createI18n([asked, savedLanguage(), ...navigator.languages]),
  router: createRouter(),
  // The skeleton stands until there is something better to show.
  onready: () => target.querySelector('.kv-shell')?.remove()
};
// What only rooms need comes only to who goes into one. (index.html names no
// referrer: a receipt may stand in the address, and it is told to nobody.)
const [, face, code] = location.pathname.split('/');
if (face === 'j')
  void import('../room/App.svelte').then((room) =>
    mount(room.default, { target, props: { ...page, code: code! } })
  );
else mount(App, { target, props: { ...page, slug: slugIn(location.pathname) } });
