import { createContext } from 'svelte';
import type { Area } from '../lib/api';
import type { Workshops } from './api';

/** What names a page about workshops: `{workshop: code, show: …}`. */
export type Query = Record<string, string | undefined>;

/** What every page about workshops builds on. */
export interface Facilitate {
  readonly area: Area;
  workshops: Workshops;
  /** Whether it is by a host link: this workshop and no other, and nobody is signed in. */
  hosting: boolean;
  /** The name of the person who is signed in. */
  name: () => string;
  href(query: Query): string;
  go(query: Query, how?: { replace?: boolean }): void;
}

const [useFacilitate, provideFacilitate] = createContext<Facilitate>();
export { provideFacilitate, useFacilitate };
