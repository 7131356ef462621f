import type { MarkFeature } from '../map/types';

/* What a room is to its pages, in the words of api/openapi.yaml. */

/** One step of a workshop. */
export interface Round {
  /** Its name within the workshop, which never changes; the order is the list's. */
  number: number;
  /** A key of the area's method. */
  prompt: string;
  minutes: number;
  /** Nobody but the facilitator sees others' marks before the reveal. */
  blind: boolean;
  cap: number;
  state: 'waiting' | 'open' | 'paused' | 'closed';
  revealed: boolean;
  opened_at: string | null;
  /** Unless it is open, null. The facilitator closes a round, never the clock. */
  ends_at: string | null;
  /** Seconds; null unless paused. */
  remaining: number | null;
  marks: number;
  people: number;
}

/** A workshop as a phone or a screen in it sees it. */
export interface State {
  code: string;
  area: string;
  kind: string;
  title: string;
  /** `2026-12-01` */
  date: string;
  rehearsal: boolean;
  state: 'planned' | 'open' | 'ended';
  version: number;
  now: string;
  expected: number;
  /** How many rounds there are; the list holds those that were opened. */
  total: number;
  /** The number of the round that everybody looks at; 0 is the lobby. */
  stage: number;
  spotlight: string | null;
  rounds: Round[];
}

/** Who acts; the others see. */
export interface Holder {
  holder: string;
  name: string;
}

/** A workshop as its facilitators see it: all rounds are in the list. */
export interface Control extends State {
  rehearsal_of: string | null;
  people: number | null;
  invited: string;
  groups: string[];
  created_at: string;
  opened_at: string | null;
  ended_at: string | null;
  /** Nobody ended it: it ended by itself. */
  forgotten: boolean;
  screens: number;
  control: (Holder & { until: string; asked: Holder | null }) | null;
}

/** A mark as far as its reader may see it: without words unless they were released. */
export interface RoomMark {
  id: string;
  round: number;
  prompt: string;
  kind: 'mark' | 'story' | 'note';
  geometry: MarkFeature['geometry'];
  place: string | null;
  released: boolean;
  text: string | null;
  wish: string | null;
  title: string | null;
  place_text: string | null;
  lang: string;
  /** What follows only the control sees. */
  hold?: 'blind' | 'room' | '';
  late?: boolean;
  hidden?: boolean;
  person?: number;
  created_at?: string;
}

export interface Presence {
  connected: number;
  ready: number;
  /** Phones that have finished the round on stage. */
  done: number;
}

/** What came of a workshop. */
export interface Summary {
  code: string;
  area: string;
  title: string;
  date: string;
  state: State['state'];
  expected: number;
  people: number | null;
  invited: string;
  groups: string[];
  marks: number;
  participants: number;
  rounds: {
    number: number;
    prompt: string;
    blind: boolean;
    revealed: boolean;
    marks: number;
    people: number;
    geometries: { features: { id: string; geometry: MarkFeature['geometry'] }[] };
    top: { at: [number, number]; place: string | null; marks: number; people: number }[];
    words: Said[];
    notes: Said[];
  }[];
}

/** Words: staff read those too that were not released. */
export type Said = Pick<RoomMark, 'id' | 'released' | 'title' | 'text' | 'wish' | 'place_text' | 'lang'>;

/** What `GET …/workshops/{code}` tells before one joins. */
export type Invitation = Pick<State, 'code' | 'area' | 'kind' | 'title' | 'date' | 'state' | 'rehearsal'>;
