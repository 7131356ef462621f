// A bubble stands for several marks: their number in a disc, a ring that says how
// many answer which question, and the stickers of those most answered, so that
// shapes tell what the ring's colours do.
import { intlLanguages } from '../i18n/messages';
import { paint, type Drawn } from './stickers';
import type { MapPrompt } from './types';

/** The side of the box that bubbles are drawn in; the disc is in its middle. */
export const BUBBLE_BOX = 60;
/** From the middle: the disc, and the ring around it. */
export const DISC = 15;
export const RING = 19.5;

const PARTS = 16;
const MOST_MINIS = 3;
const MINI = 16;

/** A piece of the ring. */
export interface Slice {
  color: string;
  path: string;
}
/** A small sticker at the bubble's foot, its top left in the box. */
export interface Mini<P> {
  prompt: P;
  x: number;
  y: number;
  side: number;
}

/** How many of the ring's parts each prompt has, in the order of the method; each that is there has at least one. */
export function shares(
  prompts: Record<string, number>,
  order: readonly string[]
): [key: string, parts: number][] {
  const there = order.filter((key) => (prompts[key] ?? 0) > 0);
  const total = there.reduce((sum, key) => sum + prompts[key]!, 0);
  const parts = there.map((key): [string, number] => [
    key,
    Math.max(1, Math.round((prompts[key]! / total) * PARTS))
  ]);
  // What rounding gave or took is the largest's.
  const largest = parts.reduce((a, b) => (b[1] > a[1] ? b : a), parts[0] ?? ['', 0]);
  largest[1] += PARTS - parts.reduce((sum, [, n]) => sum + n, 0);
  return parts;
}

/** The ring and the small stickers of a bubble with these shares. */
export function bubble<P extends MapPrompt>(
  parts: readonly [key: string, parts: number][],
  prompts: readonly P[]
): { slices: Slice[]; minis: Mini<P>[] } {
  const known = parts.flatMap(([key, n]) => {
    const prompt = prompts.find((p) => p.key === key);
    return prompt ? [{ prompt, n }] : [];
  });
  let from = 0;
  const slices = known.map(({ prompt, n }) => {
    const path = arc(from / PARTS, (from + n) / PARTS);
    from += n;
    return { color: prompt.sticker.color, path };
  });
  const most = [...known].sort((a, b) => b.n - a.n).slice(0, MOST_MINIS);
  const step = MINI * 0.8;
  const left = BUBBLE_BOX / 2 - (step * (most.length - 1) + MINI) / 2;
  const minis = most.map(({ prompt }, i) => ({
    prompt,
    x: left + i * step,
    y: BUBBLE_BOX / 2 + RING - MINI * 0.55,
    side: MINI
  }));
  return { slices, minis };
}

/** A piece of the ring between two parts of a turn, from the top clockwise. */
function arc(from: number, to: number): string {
  const middle = (DISC + RING) / 2;
  const at = (turn: number) => {
    const angle = 2 * Math.PI * turn - Math.PI / 2;
    const place = (n: number) => (BUBBLE_BOX / 2 + middle * n).toFixed(2);
    return `${place(Math.cos(angle))} ${place(Math.sin(angle))}`;
  };
  // One arc cannot go all the way round.
  const half = (from + to) / 2;
  const radius = middle.toFixed(2);
  return `M${at(from)}A${radius} ${radius} 0 0 1 ${at(half)}A${radius} ${radius} 0 0 1 ${at(to)}`;
}

/** How wide the ring is drawn. */
export const RING_WIDTH = RING - DISC;

/** Draws a bubble without its number on a canvas, side pixels wide. */
export function paintBubble(
  ctx: CanvasRenderingContext2D,
  { slices, minis }: { slices: Slice[]; minis: (Omit<Mini<never>, 'prompt'> & { sticker: Drawn })[] },
  colors: { disc: string; rim: string },
  side: number
): void {
  const scale = side / BUBBLE_BOX;
  const middle = BUBBLE_BOX / 2;
  ctx.save();
  ctx.scale(scale, scale);
  for (const [radius, fill] of [
    [RING + 2.5, colors.rim],
    [DISC + 0.5, colors.disc]
  ] as const) {
    ctx.beginPath();
    ctx.arc(middle, middle, radius, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
  }
  ctx.lineWidth = RING_WIDTH;
  for (const { color, path } of slices) {
    ctx.strokeStyle = color;
    ctx.stroke(new Path2D(path));
  }
  for (const mini of minis) {
    ctx.save();
    ctx.translate(mini.x, mini.y);
    paint(ctx, mini.sticker, mini.side, 7);
    ctx.restore();
  }
  ctx.restore();
}

/** How large a bubble is drawn: a little more for many. */
export function bubbleScale(count: number): number {
  return Math.min(1.2, 0.9 + Math.log10(count) * 0.1);
}

/** A bubble's number, short enough for its disc. */
export function bubbleText(count: number, lang: string): string {
  return new Intl.NumberFormat(intlLanguages(lang), { notation: 'compact', maximumFractionDigits: 1 }).format(
    count
  );
}
