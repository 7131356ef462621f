// Where a press puts one more corner between two others.
import { distance, metersPerPixel, midpoint } from './geo';
import type { Pen } from './pen.svelte';
import type { LngLat, View } from './types';

/** Nearer to each other in CSS pixels than this, two corners leave a finger no room between them. */
const ROOM = 80;

/** A spot between two corners that can be pressed. */
export interface Handle {
  at: LngLat;
  /** The corner before it, from 0. */
  after: number;
}

/** The handles of a drawing in a view; none while one of its corners is being moved. */
export function handlesOf({ shape, picked, gaps }: Pen, view: View): Handle[] {
  if (picked !== undefined) return [];
  const { corners } = shape;
  return gaps.flatMap((after) => {
    const [a, b] = [corners[after]!, corners[(after + 1) % corners.length]!];
    const roomy = distance(a, b) / metersPerPixel(view) >= ROOM;
    return roomy ? [{ at: midpoint(a, b), after }] : [];
  });
}
