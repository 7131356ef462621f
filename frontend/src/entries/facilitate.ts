import { bundle, type Messages } from '../lib/i18n';
import { roomTexts } from '../lib/room/texts';
import { startStaff } from '../staff/start';

/** What facilitators read. */
const facilitateTexts = bundle(
  import.meta.glob<Messages>('../lib/i18n/locales/facilitate/*.json', { import: 'default' })
);

// The big screen is nobody's in particular: it is let in by its own secret.
if (location.pathname.startsWith('/screen/'))
  void import('../screen/start').then(({ startScreen }) => startScreen());
else
  startStaff(['facilitate'], { facilitate: () => import('../facilitate/Facilitate.svelte') }, [
    facilitateTexts,
    roomTexts
  ]);
