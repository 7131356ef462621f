// A sticker is shape + colour + letter with a white rim, the same on a card, on
// the map, in the sketch and in a list. Paths are drawn in a box of 44 × 44.
import { textIn, type StickerSpec } from './types';

/** The side of the box that sticker paths are drawn in. */
export const STICKER_BOX = 44;

/** A shape: its outline, where its letter's middle lies, and how big the letter may be. */
export interface Shape {
  path: string;
  /** Middle of the letter from the top of the box. */
  middle: number;
  /** Font size of one letter, in the box's units. */
  size: number;
  /** A line drawn in the letter's colour inside the outline. */
  inner?: string;
}

const SHAPES: Record<string, Shape> = {
  circle: { path: 'M22 4a18 18 0 1 1 0 36a18 18 0 1 1 0-36Z', middle: 22, size: 19 },
  diamond: { path: 'M22 2 42 22 22 42 2 22Z', middle: 22, size: 17 },
  star: {
    path: 'm22 1.5 6.2 13.3 14.5 1.9-10.6 10 2.7 14.4L22 34.1 9.2 41.1l2.7-14.4-10.6-10 14.5-1.9Z',
    middle: 23.5,
    size: 15
  },
  hexagon: { path: 'M22 3 39 12.5V31.5L22 41 5 31.5V12.5Z', middle: 22, size: 19 },
  square: {
    path: 'M12 5H32a7 7 0 0 1 7 7V32a7 7 0 0 1-7 7H12a7 7 0 0 1-7-7V12a7 7 0 0 1 7-7Z',
    middle: 22,
    size: 20
  },
  heart: {
    path: 'M22 40C8 30 3 22.5 3 15a10.2 10.2 0 0 1 19-5.2A10.2 10.2 0 0 1 41 15c0 7.5-5 15-19 25Z',
    middle: 20.5,
    size: 17
  },
  triangle: {
    path: 'M6.5 5h31a3 3 0 0 1 2.6 4.5L24.6 38a3 3 0 0 1-5.2 0L3.9 9.5A3 3 0 0 1 6.5 5Z',
    middle: 16,
    size: 17
  },
  drop: {
    path: 'M22 2.5c9 10 14.5 16.5 14.5 24a14.5 14.5 0 0 1-29 0c0-7.5 5.5-14 14.5-24Z',
    middle: 26,
    size: 17
  },
  ring: {
    path: 'M22 3a19 19 0 1 1 0 38a19 19 0 1 1 0-38Z',
    middle: 22,
    size: 16,
    inner: 'M22 8.5a13.5 13.5 0 1 1 0 27a13.5 13.5 0 1 1 0-27Z'
  },
  bubble: {
    path: 'M7 5h30a5 5 0 0 1 5 5v17a5 5 0 0 1-5 5H22l-10 9v-9H7a5 5 0 0 1-5-5V10a5 5 0 0 1 5-5Z',
    middle: 18.5,
    size: 18
  },
  cloud: {
    path: 'M12 38a9.5 9.5 0 0 1-4.5-17.8A9 9 0 0 1 16 11a10.5 10.5 0 0 1 19.6 5.2A8.5 8.5 0 0 1 40.5 32a8.6 8.6 0 0 1-8.5 6Z',
    middle: 25.5,
    size: 16
  },
  cross: {
    path: 'M16.5 3h11a2.5 2.5 0 0 1 2.5 2.5V14h8.5a2.5 2.5 0 0 1 2.5 2.5v11a2.5 2.5 0 0 1-2.5 2.5H30v8.5a2.5 2.5 0 0 1-2.5 2.5h-11a2.5 2.5 0 0 1-2.5-2.5V30H5.5A2.5 2.5 0 0 1 3 27.5v-11A2.5 2.5 0 0 1 5.5 14H14V5.5A2.5 2.5 0 0 1 16.5 3Z',
    middle: 22,
    size: 17
  }
};

/** The names of all shapes. */
export const SHAPE_NAMES = Object.keys(SHAPES);

/** A sticker ready to draw. */
export interface Drawn extends Shape {
  color: string;
  ink: string;
  letter: string;
}

/** How a prompt's sticker is drawn in a language; a shape not known is a circle. */
export function drawn(sticker: StickerSpec, lang: string, fallbacks: readonly string[] = []): Drawn {
  const shape = SHAPES[sticker.shape] ?? (SHAPES['circle'] as Shape);
  const letter = textIn(sticker.letter, lang, fallbacks);
  const wide = [...letter].length > 1;
  return {
    ...shape,
    size: wide ? shape.size * 0.72 : shape.size,
    color: sticker.color,
    ink: inkOn(sticker.color),
    letter
  };
}

/** White where it can be read on color (contrast 4.5 or more), else black. */
export function inkOn(color: string): string {
  return contrast(color, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';
}

/** The WCAG contrast between two #rrggbb colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const part = (at: number) => {
    const c = parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

/** Draws a sticker on a canvas, side pixels wide, its top left at 0, 0. */
export function paint(ctx: CanvasRenderingContext2D, s: Drawn, side: number, rim = 5): void {
  ctx.save();
  // The rim stands outside the outline, so the drawing is set in by half of it.
  ctx.scale(side / (STICKER_BOX + rim), side / (STICKER_BOX + rim));
  ctx.translate(rim / 2, rim / 2);
  const outline = new Path2D(s.path);
  ctx.lineJoin = 'round';
  ctx.lineWidth = rim;
  ctx.strokeStyle = '#ffffff';
  ctx.stroke(outline);
  ctx.fillStyle = s.color;
  ctx.fill(outline);
  if (s.inner) {
    ctx.lineWidth = 1.8;
    ctx.strokeStyle = s.ink;
    ctx.stroke(new Path2D(s.inner));
  }
  ctx.fillStyle = s.ink;
  ctx.font = `700 ${s.size}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  ctx.fillText(s.letter, STICKER_BOX / 2, baseline(s));
  ctx.restore();
}

/** Where the letter's baseline lies: capitals are about 0.72 of the font size high. */
export function baseline(s: Pick<Shape, 'middle' | 'size'>): number {
  return s.middle + s.size * 0.36;
}
