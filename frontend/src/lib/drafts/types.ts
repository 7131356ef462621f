import type { Shape } from '../map/shape';
import type { Period } from '../period';

/**
 * How a person said where: on the map, by the phone's position, by a line or an
 * area drawn there, from the list of places, or in words.
 */
export type Where =
  | { by: 'map' | 'gps'; lngLat: [lon: number, lat: number] }
  | Shape
  | { by: 'list'; place: string }
  | { by: 'words'; words: string };

/** What an author allows: shown with a name, shown without, or only read by the programme. */
export type Share = 'named' | 'anonymous' | 'programme';

/** All that a person says besides where; what stands after `wish` only stories say. */
export interface Said {
  /** The answer to "why?", or the story. */
  text: string;
  /** The answer to "what should happen here?". */
  wish: string;
  title?: string | undefined;
  /** A theme key of the method. */
  theme?: string | undefined;
  period?: Period | undefined;
  /** Missing means the server's own: a story is for the programme. */
  share?: Share | undefined;
  /** The name to stand beside it, if shared as named. */
  byline?: string | undefined;
  /** The language in which the terms for a name were read and agreed to. */
  consent?: string | undefined;
}

/** The round of a workshop that a mark is made in. */
export interface InRound {
  /** The workshop's code. */
  workshop: string;
  round: number;
}

/** An answer being written. Nothing of it has left the phone. */
export interface Draft extends Said {
  /** UUIDv4, the contribution's id when it is sent. */
  id: string;
  prompt: string;
  /** Missing until the person has said where; some answers need no place. */
  where?: Where | undefined;
  /** Missing for what is not made in a workshop. */
  room?: InRound | undefined;
  /** When it was begun, in the phone's own milliseconds; only used to measure its age. */
  at: number;
}

/** What was being drawn when the page was left; the person may be at a place again meanwhile. */
export interface Drawing {
  by: 'map' | Shape['by'];
  corners: Shape['corners'];
}

/** The pseudonym of this phone in one area and wave, with the secret that proves it. */
export interface Person {
  participant: string;
  receipt: string;
}

/** A mark that the server has. */
export interface Sent {
  id: string;
  prompt: string;
  room?: InRound | undefined;
}
