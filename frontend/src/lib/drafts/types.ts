import type { Shape } from '../map/shape';

/**
 * How a person said where: on the map, by the phone's position, by a line or an
 * area drawn there, from the list of places, or in words.
 */
export type Where =
  | { by: 'map' | 'gps'; lngLat: [lon: number, lat: number] }
  | Shape
  | { by: 'list'; place: string }
  | { by: 'words'; words: string };

/** A mark being written. Nothing of it has left the phone. */
export interface Draft {
  /** UUIDv4, the contribution's id when it is sent. */
  id: string;
  prompt: string;
  /** Missing until the person has said where. */
  where?: Where;
  /** The answer to "why?". */
  text: string;
  /** The answer to "what should happen here?". */
  wish: string;
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
}
