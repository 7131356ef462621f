// What keeps a drawn shape from being sent, before the server has to say it.
import { FAR_OUTSIDE } from './describe';
import { polygonsOf } from './drawn';
import { metersOutside } from './geo';
import type { Shape } from './shape';
import { crossingsOf, FEWEST, lengthOf, sizeOf, type Crossing } from './survey';
import type { MapArea } from './types';

/** How many corners a shape has at most; an area's closing position counts on the server. */
export const MOST_CORNERS = { line: 1000, area: 999 } as const;

// The server measures on a sphere a thousandth larger, and refuses above the round numbers.
/** The longest line, in metres. */
export const LONGEST = 49_900;
/** The largest area, in square metres. */
export const LARGEST = 99_700_000;

/** Something about a shape that its author should know. */
export type Fault =
  /** So many corners are missing still. */
  | { code: 'few'; missing: number }
  | { code: 'many' }
  /** This corner is so far outside that the area takes nothing there. */
  | { code: 'far'; corner: number }
  | { code: 'long' }
  | { code: 'large' }
  | { code: 'crossing'; crossings: Crossing[] };

/** The first thing that is wrong with a shape in an area, the worst first. */
export function faultOf(area: MapArea, shape: Shape): Fault | undefined {
  const { by, corners } = shape;
  const polygons = polygonsOf(area);
  // An area without a boundary takes shapes wherever its view is.
  const corner =
    polygons.length > 0 ? corners.findIndex((at) => metersOutside(at, polygons) > FAR_OUTSIDE) : -1;
  if (corner >= 0) return { code: 'far', corner };
  if (corners.length > MOST_CORNERS[by]) return { code: 'many' };
  if (corners.length < FEWEST[by]) return { code: 'few', missing: FEWEST[by] - corners.length };
  if (by === 'line' && lengthOf(corners) > LONGEST) return { code: 'long' };
  if (by === 'area' && sizeOf(corners) > LARGEST) return { code: 'large' };
  const crossings = crossingsOf(shape);
  return crossings.length > 0 ? { code: 'crossing', crossings } : undefined;
}

/** Whether a shape can be kept all the same: a route may well cross itself. */
export function isPardonable({ by }: Shape, fault: Fault | undefined): boolean {
  return fault === undefined || (fault.code === 'crossing' && by === 'line');
}
