import { hostSecret } from '../facilitate/secret';
import { bundle, type Messages } from '../lib/i18n';
import { roomTexts } from '../lib/room/texts';
import { startStaff } from '../staff/start';

/** What facilitators read. */
const facilitateTexts = bundle(
  import.meta.glob<Messages>('../lib/i18n/locales/facilitate/*.json', { import: 'default' })
);

const secret = hostSecret();

// The big screen is nobody's in particular: it is let in by its own secret.
if (location.pathname.startsWith('/screen/'))
  void import('../screen/start').then(({ startScreen }) => startScreen());
else if (secret)
  void import('../facilitate/host').then(({ startHost }) => startHost(secret, [facilitateTexts, roomTexts]));
else
  startStaff(['facilitate'], { facilitate: () => import('../facilitate/Facilitate.svelte') }, [
    facilitateTexts,
    roomTexts
  ]);
