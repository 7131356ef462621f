// Where a label may stand beside its dot without covering another one.
import type { Pixel } from './types';

/** What wants a label. */
export interface Wish {
  key: string;
  text: string;
  at: Pixel;
}

/** A label that found room, in one line or two. */
export interface Placed extends Wish {
  lines: string[];
  /** Where its lines begin, are centred or end, and the first one's baseline. */
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

/** A box in pixels: left, top, right, bottom. */
export type Box = [left: number, top: number, right: number, bottom: number];

const GAP = 8;
/** How long a line of letters may be. */
const LONG = 24;
/** From line to line, in font sizes. */
export const LINE = 1.15;

/**
 * Finds room for labels, the first wish first: right of its dot, left, under,
 * over; one that fits nowhere inside frame, or only upon another label, a dot
 * or a box of taken, is left out.
 */
export function placeLabels(wishes: Wish[], size: number, frame: Box, taken: Box[] = []): Placed[] {
  const boxes = [...taken, ...wishes.map((w) => around(w.at, 4))];
  const placed: Placed[] = [];
  for (const [i, wish] of wishes.entries()) {
    if (!within(around(wish.at, 0), frame)) continue;
    const own = boxes[taken.length + i];
    for (const candidate of candidates(wish, size)) {
      const box = boxOf(candidate, size);
      if (!within(box, frame) || boxes.some((b) => b !== own && overlap(b, box))) continue;
      boxes.push(box);
      placed.push(candidate);
      break;
    }
  }
  return placed;
}

/** A text's width in pixels, near enough without measuring: 0.52 of its size a letter. */
export function widthOf(text: string, size: number): number {
  return [...text].length * size * 0.52;
}

/** The text in two lines if it is long, broken at the blank nearest its middle. */
export function broken(text: string): string[] {
  const middle = text.length / 2;
  const off = (i: number) => Math.abs(i - middle);
  const blanks = [...text.matchAll(/\s/g)].map(({ index }) => index);
  const at = blanks.sort((a, b) => off(a) - off(b))[0];
  if (text.length <= LONG || at === undefined) return [text];
  return [text.slice(0, at), text.slice(at + 1)];
}

function candidates(wish: Wish, size: number): Placed[] {
  const [x, y] = wish.at;
  const lines = broken(wish.text);
  const more = (lines.length - 1) * LINE * size;
  const beside = y + size * 0.35 - more / 2;
  return [
    { ...wish, lines, x: x + GAP, y: beside, anchor: 'start' },
    { ...wish, lines, x: x - GAP, y: beside, anchor: 'end' },
    { ...wish, lines, x, y: y + GAP + size, anchor: 'middle' },
    { ...wish, lines, x, y: y - GAP - more, anchor: 'middle' }
  ];
}

function boxOf({ lines, x, y, anchor }: Placed, size: number): Box {
  const width = Math.max(...lines.map((line) => widthOf(line, size)));
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return [left, y - size, left + width, y + (lines.length - 1) * LINE * size + size * 0.3];
}

function around([x, y]: Pixel, r: number): Box {
  return [x - r, y - r, x + r, y + r];
}

function within(box: Box, frame: Box): boolean {
  return box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
