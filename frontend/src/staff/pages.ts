/** What a person may do in an area, or everywhere; see docs/glossary.md. */
export type Role = 'administrator' | 'analyst' | 'facilitator' | 'reference';

/** The faces that staff work in: the first part of an address. */
export const FACES = ['staff', 'admin', 'analyse', 'facilitate'] as const;

export type Face = (typeof FACES)[number];

/** A page of staff, by its address: `/{face}/{area}` or `/{face}/{area}/{name}`. */
export interface PageSpec {
  face: Face;
  /** The address's last part; empty for a face's first page. */
  name: string;
  /** The key of its title, which is also its name in the menu. */
  title: string;
  /** Who finds it in the menu; the server decides who may read it. */
  roles: readonly Role[];
  /** For everybody: it needs no sign-in, and shows who does not what is public. */
  open?: boolean;
  /** As wide as the window, for a map or a queue. */
  wide?: boolean;
}

const ADMINISTRATORS = ['administrator'] as const;
const ANALYSTS = ['administrator', 'analyst'] as const;
const FACILITATORS = ['administrator', 'analyst', 'facilitator'] as const;
/** Who reads sums; facilitators may, and have no use for them. */
const READERS = ['administrator', 'analyst', 'reference'] as const;
const EVERYBODY = ['administrator', 'analyst', 'facilitator', 'reference'] as const;

/**
 * Every page of an area, in the order of the menu. One list for all entries, as
 * the menu leads from one face to the other.
 */
export const PAGES: readonly PageSpec[] = [
  { face: 'admin', name: '', title: 'overview.title', roles: READERS },
  { face: 'admin', name: 'review', title: 'review.title', roles: ANALYSTS, wide: true },
  { face: 'admin', name: 'placing', title: 'placing.title', roles: ANALYSTS, wide: true },
  { face: 'admin', name: 'unusual', title: 'unusual.title', roles: ANALYSTS },
  { face: 'admin', name: 'settings', title: 'settings.title', roles: ADMINISTRATORS },
  { face: 'admin', name: 'people', title: 'people.title', roles: ADMINISTRATORS },
  { face: 'admin', name: 'access', title: 'access.title', roles: ANALYSTS },
  { face: 'admin', name: 'log', title: 'log.title', roles: ADMINISTRATORS },
  { face: 'analyse', name: '', title: 'analyse.download.title', roles: ANALYSTS, open: true },
  { face: 'facilitate', name: '', title: 'workshop.page', roles: FACILITATORS, wide: true },
  // The last, as the first of one's pages is where one begins.
  { face: 'admin', name: 'public', title: 'public.title', roles: EVERYBODY }
];

/** Pages about oneself, without an area: `/staff/{name}`. */
export const OWN_PAGES = ['', 'account', 'invitation'] as const;

export { ADMINISTRATORS, ANALYSTS, EVERYBODY, FACILITATORS };
