import { createContext } from 'svelte';
import type { Announcer } from '../lib/a11y';
import type { Api, Area } from '../lib/api';
import type { I18n } from '../lib/i18n';
import type { Router } from './router.svelte';
import type { Session } from './session.svelte';
import type { Toast } from '../lib/ui/toast.svelte';

/** What every screen of the resident's page builds on. */
export interface Resident {
  api: Api;
  area: Area;
  i18n: I18n;
  router: Router;
  announcer: Announcer;
  toast: Toast;
  /** A new screen's heading takes the focus, so that it is read out; the first one of a visit does not. */
  arrive(heading: HTMLElement): void;
  /** Gives the focus to the screen's heading, where what had it has gone. */
  toHeading(): void;
  /** Undefined for the moment until the phone's storage has answered. */
  readonly session: Session | undefined;
}

const [useResident, provideResident] = createContext<Resident>();
export { provideResident, useResident };

/** The session, for the screens that are shown only once it is there. */
export function useSession(): Session {
  const { session } = useResident();
  if (!session) throw new Error('a screen was shown before the session was opened');
  return session;
}
