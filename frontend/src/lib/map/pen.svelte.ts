import { describePlace } from './describe';
import { faultOf, isPardonable, LARGEST, LONGEST, MOST_CORNERS, type Fault } from './fault';
import { distance, midpoint } from './geo';
import { lengthText, measureText, sizeText } from './measure';
import type { Shape } from './shape';
import { FEWEST } from './survey';
import { textIn, type LngLat, type MapArea, type Translate } from './types';

/** Draws one line or area, corner by corner, and says in words what comes of it. Reactive. */
export interface Pen {
  readonly shape: Shape;
  /** The corner that was picked to be moved or removed, from 0. */
  readonly picked: number | undefined;
  /** The shape with the picked corner where the aim is. */
  previewAt(aim: LngLat): Shape;
  /** Whether the aim has been moved for the next corner. */
  readonly aiming: boolean;
  /** How long or large it is; empty while that is nothing yet. */
  readonly measure: string;
  /** What stands in the way of keeping it, or should be known of it. */
  readonly fault: Fault | undefined;
  /** It can be kept. */
  readonly ready: boolean;
  /** How many corners are still to come, or how to begin; empty once there are enough. */
  readonly next: string;
  /** What is wrong or to be known, or how the picked corner is moved; empty if all is well. */
  readonly told: string;
  /** Whether that is a warning. */
  readonly warns: boolean;
  /** How often it has spoken: whatever else waited to be said is old then. */
  readonly spoken: number;
  /** Says what is missing or wrong. */
  explain(): void;
  /** The map is being moved, has come to rest. */
  lift(): void;
  rest(aim: LngLat): void;
  /** Adds a corner there, or where the aim is. */
  add(at?: LngLat): void;
  /** Takes back what was done last. */
  undo(): void;
  /** Picks a corner, or the next one in a direction, or none. */
  pick(corner: number | undefined): void;
  step(by: 1 | -1): void;
  /** Where one more corner can be put between two others, from 0 by the corner before it. */
  readonly gaps: readonly number[];
  /** Puts a corner midway between this one and the next, and picks it to be moved. */
  insert(after: number): void;
  /** Moves the picked corner to the aim. */
  move(): void;
  removePicked(): void;
}

export interface PenOptions {
  area: MapArea;
  lang: () => string;
  t: Translate;
  by: () => Shape['by'];
  corners: readonly LngLat[];
  /** Says something to a screen reader. */
  announce: (text: string) => void;
  /** The corners have changed. */
  onchange: () => void;
}

/** Two corners nearer than this are one: the public sees positions to about a metre. */
const APART = 1;

/** A pen with the corners that an earlier visit left. */
export function createPen({ area, lang, t, by, corners: given, announce, onchange }: PenOptions): Pen {
  let corners = $state.raw<readonly LngLat[]>(given);
  let picked = $state<number>();
  let aim: LngLat | undefined;
  let carrying = $state(false);
  let aiming = $state(false);
  let aimed = false;
  let note = $state('');
  let spoken = $state(0);
  let history: (readonly LngLat[])[] = [];

  const shape = $derived<Shape>({ by: by(), corners: [...corners] });
  const fault = $derived(faultOf(area, shape));
  const crossed = $derived(by() === 'area' && fault?.code === 'crossing');
  const measure = $derived(corners.length < FEWEST[by()] || crossed ? '' : measureText(shape, t));
  const next = $derived(fault?.code === 'few' ? missingText(fault.missing) : '');
  const gaps = $derived(
    [...corners.keys()].slice(0, corners.length - (by() === 'area' && corners.length > 2 ? 0 : 1))
  );
  const told = $derived(note || (picked === undefined ? faultText() : t('draw.carry')));

  function missingText(count: number): string {
    if (corners.length === 0) return t(by() === 'line' ? 'draw.first.line' : 'draw.first.area');
    return t('draw.missing', { count });
  }
  function faultText(): string {
    switch (fault?.code) {
      case undefined:
      case 'few':
        return '';
      case 'far':
        return t('draw.far', { n: fault.corner + 1, area: textIn(area.name, lang(), area.languages) });
      case 'many':
        return t('draw.full', { most: MOST_CORNERS[by()] });
      case 'long':
        return t('draw.long', { most: lengthText(LONGEST, t) });
      case 'large':
        return t('draw.large', { most: sizeText(LARGEST, t) });
      case 'crossing':
        return crossingText(fault.crossings[0]!.edges);
    }
  }
  function crossingText([a, b]: [number, number]): string {
    if (by() === 'line') return t('draw.crossing.line');
    const to = (edge: number) => ((edge + 1) % corners.length) + 1;
    return t('draw.crossing.area', { a: a + 1, b: to(a), c: b + 1, d: to(b) });
  }

  function say(text: string) {
    spoken++;
    announce(text);
  }
  function change(next: readonly LngLat[], said: string) {
    history = [...history, corners];
    settle(next, said);
  }
  function settle(next: readonly LngLat[], said: string) {
    corners = next;
    [picked, carrying, aiming, note] = [undefined, false, false, ''];
    say([said, measure && `${measure}.`, told].filter(Boolean).join(' '));
    onchange();
  }
  const where = (at: LngLat) => describePlace(area, lang(), at, t).text;

  /** Why no corner can stand there; a line may come back to any but its neighbours. */
  function refusal(at: LngLat, except?: number): string {
    const index = except ?? corners.length;
    const stands = (i: number) => i !== except && distance(corners[i]!, at) < APART;
    const near = [...corners.keys()].filter(
      (i) => stands(i) && (by() === 'area' || Math.abs(i - index) === 1)
    );
    if (near.length === 0) return '';
    return t(near[0] === 0 && index >= FEWEST.area ? 'draw.closed' : 'draw.near');
  }
  function refuse(text: string) {
    note = text;
    say(text);
  }

  function pick(corner: number | undefined) {
    const at = corner === undefined ? undefined : corners[corner];
    if (corner !== undefined && !at) return;
    [picked, carrying, aiming, note] = [corner, false, false, ''];
    if (!at) return say(t('draw.said.left'));
    say(t('draw.said.picked', { n: corner! + 1, count: corners.length, where: where(at) }));
  }

  return {
    get shape() {
      return shape;
    },
    get picked() {
      return picked;
    },
    previewAt: (at) =>
      carrying ? { ...shape, corners: shape.corners.map((c, i) => (i === picked ? at : c)) } : shape,
    get aiming() {
      return aiming && picked === undefined;
    },
    get measure() {
      return measure;
    },
    get fault() {
      return fault;
    },
    get ready() {
      return isPardonable(shape, fault);
    },
    get next() {
      return next;
    },
    get told() {
      return told;
    },
    get warns() {
      return !note && picked === undefined && told !== '';
    },
    get spoken() {
      return spoken;
    },
    explain: () => say(told || next),
    lift() {
      aimed = aiming;
      aiming = true;
      note = '';
    },
    rest(at) {
      // A map that was only resized or zoomed has not been aimed anew.
      if (aim && distance(aim, at) < APART / 2) aiming = aimed;
      aim = at;
      // The map glides to a picked corner first; from there on it carries it.
      const corner = picked === undefined ? undefined : corners[picked];
      if (corner && distance(corner, at) < APART) carrying = true;
    },
    add(at = aim) {
      if (!at) return;
      if (corners.length >= MOST_CORNERS[by()]) return refuse(t('draw.full', { most: MOST_CORNERS[by()] }));
      const why = refusal(at);
      if (why) return refuse(why);
      change([...corners, at], t('draw.said.added', { n: corners.length + 1, where: where(at) }));
    },
    undo() {
      if (corners.length === 0 && history.length === 0) return refuse(next);
      const before = history.at(-1) ?? corners.slice(0, -1);
      history = history.slice(0, -1);
      settle(before, t('draw.said.undone', { count: before.length }));
    },
    pick,
    get gaps() {
      return gaps;
    },
    insert(after) {
      const [a, b] = [corners[after], corners[(after + 1) % corners.length]];
      if (!gaps.includes(after) || !a || !b) return;
      if (corners.length >= MOST_CORNERS[by()]) return refuse(t('draw.full', { most: MOST_CORNERS[by()] }));
      if (distance(a, b) < 2 * APART) return refuse(t('draw.tight'));
      const n = after + 1;
      const said = { n: n + 1, count: corners.length + 1, a: n };
      change([...corners.slice(0, n), midpoint(a, b), ...corners.slice(n)], t('draw.said.inserted', said));
      picked = n;
    },
    step(by) {
      const count = corners.length;
      const from = picked ?? (by > 0 ? -1 : count);
      if (count > 0) pick((from + by + count) % count);
    },
    move() {
      if (!aim || picked === undefined) return;
      const why = refusal(aim, picked);
      if (why) return refuse(why);
      const [at, n] = [aim, picked];
      change(
        corners.map((corner, i) => (i === n ? at : corner)),
        t('draw.said.moved', { n: n + 1, where: where(at) })
      );
    },
    removePicked() {
      const n = picked;
      if (n === undefined) return;
      change(
        corners.filter((_, i) => i !== n),
        t('draw.said.removed', { n: n + 1 })
      );
    }
  };
}
