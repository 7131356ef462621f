import { FACES, type Face } from './pages';

/** Where a staff member is; all of it stands in the address, so that Back works. */
export interface Where {
  face: Face;
  /** The area's slug; undefined in pages about oneself. */
  area: string | undefined;
  /** The page of the face; empty for its first. */
  page: string;
  /** What the page itself keeps there: filters, the row that is open. */
  query: URLSearchParams;
}

/** Reads where an address leads; undefined where no page of staff is. */
export function parse(url: { pathname: string; search: string }): Where | undefined {
  const [first, ...rest] = url.pathname.split('/').filter(Boolean).map(decoded);
  const face = FACES.find((one) => one === first);
  const [area, page] = face === 'staff' ? [undefined, rest[0]] : rest;
  if (!face || (face !== 'staff' && !area) || rest.length > 2) return undefined;
  return { face, area, page: page ?? '', query: new URLSearchParams(url.search) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a broken % sequence is no area
  }
}

/** The address of a page, from the one that is shown: the language asked for stays. */
export function hrefOf(
  to: { face: Face; area?: string | undefined; page?: string; query?: Record<string, string | undefined> },
  from: { search: string }
): string {
  const path = [to.face, to.area, to.page].filter(Boolean).map((part) => encodeURIComponent(part!));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(to.query ?? {})) if (value) query.set(name, value);
  const lang = new URLSearchParams(from.search).get('lang');
  if (lang) query.set('lang', lang);
  return `/${path.join('/')}${query.size > 0 ? `?${query}` : ''}`;
}
