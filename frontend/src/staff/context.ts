import { createContext } from 'svelte';
import type { Announcer } from '../lib/a11y';
import type { Area } from '../lib/api';
import type { I18n } from '../lib/i18n';
import type { Toast } from '../lib/ui/toast.svelte';
import type { StaffApi } from './api';
import type { StaffRouter } from './router.svelte';
import type { StaffSession } from './session.svelte';

/** What every page of staff builds on. */
export interface Staff {
  api: StaffApi;
  i18n: I18n;
  router: StaffRouter;
  session: StaffSession;
  announcer: Announcer;
  toast: Toast;
  /** Gives the focus to the page's heading, where what had it has gone. */
  toHeading(): void;
}

const [useStaff, provideStaff] = createContext<Staff>();
export { provideStaff, useStaff };

/** The area of the page that is shown, with a way to read it anew after a change. */
export interface StaffArea {
  readonly area: Area;
  /** Reads it again. Throws ApiError. */
  reload(): Promise<void>;
}

const [useArea, provideArea] = createContext<StaffArea>();
export { provideArea, useArea };
