// How long or large a shape is, and where, as one would say it.
import { pointOf } from './anchor';
import { describePlace } from './describe';
import { toGeometry, type Shape } from './shape';
import { lengthOf, sizeOf } from './survey';
import type { MapArea, Translate } from './types';

/** A full-size football field, in square metres. */
const FIELD = 105 * 68;

/** A shape's length or size: "about 400 metres", "about 2 football fields (1.4 hectares)". */
export function measureText({ by, corners }: Shape, t: Translate): string {
  return by === 'line' ? lengthText(lengthOf(corners), t) : sizeText(sizeOf(corners), t);
}

/** A shape in words: "A route of about 400 metres. Near Thor Heyerdahl vgs, inside Torstrand." */
export function describeShape(area: MapArea, lang: string, shape: Shape, t: Translate): string {
  const at = pointOf({ geometry: toGeometry(shape) });
  return t(shape.by === 'line' ? 'shape.line' : 'shape.area', {
    measure: measureText(shape, t),
    where: at ? describePlace(area, lang, at, t).text : ''
  });
}

/** A length in metres: "about 40 metres", "about 1.2 kilometres". */
export function lengthText(meters: number, t: Translate): string {
  const rounded = round(meters, meters < 100 ? 10 : 50);
  if (rounded < 1_000) return t('shape.meters', { n: rounded });
  return t('shape.kilometers', { count: digits(meters / 1_000) });
}

/** A size in square metres, by football fields where one would count them. */
export function sizeText(square: number, t: Translate): string {
  if (square < 0.75 * FIELD) return t('shape.square_meters', { n: round(square, square < 200 ? 10 : 100) });
  if (square > 50 * FIELD) return t('shape.square_kilometers', { n: digits(square / 1_000_000) });
  const count = Math.round(square / FIELD);
  return t('shape.fields', { count, hectares: digits(square / 10_000) });
}

function round(n: number, step: number): number {
  return Math.max(step, Math.round(n / step) * step);
}

/** One decimal below ten, none above. */
function digits(n: number): number {
  return n < 10 ? Math.round(n * 10) / 10 : Math.round(n);
}
