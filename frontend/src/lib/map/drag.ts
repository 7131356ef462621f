// Dragging and pressing with one pointer, for the sketch.
import type { Pixel } from './types';

/** What a drag does. */
export interface Dragging {
  /** The pointer began to drag. */
  lift(): void;
  /** It moved by so many pixels. */
  move(dx: number, dy: number): void;
  drop(): void;
  /** It was pressed and let go on the spot, so many pixels from the top left. */
  press(at: Pixel): void;
}

/** How far in pixels a finger may slip and still press. */
const SLIP = 6;

/** A Svelte action that lets node be dragged. */
export function drag(node: HTMLElement, to: Dragging): { destroy(): void } {
  let last: { id: number; at: Pixel; dragged: boolean } | undefined;
  const down = (e: PointerEvent) => {
    if (last || e.button !== 0) return;
    last = { id: e.pointerId, at: [e.clientX, e.clientY], dragged: false };
    node.setPointerCapture(e.pointerId);
  };
  const move = (e: PointerEvent) => {
    if (e.pointerId !== last?.id) return;
    const [dx, dy] = [e.clientX - last.at[0], e.clientY - last.at[1]];
    if (!last.dragged && Math.hypot(dx, dy) < SLIP) return;
    if (!last.dragged) to.lift();
    last = { id: last.id, at: [e.clientX, e.clientY], dragged: true };
    to.move(dx, dy);
  };
  const up = (e: PointerEvent) => {
    if (e.pointerId !== last?.id) return;
    const { dragged } = last;
    last = undefined;
    if (dragged) return to.drop();
    const box = node.getBoundingClientRect();
    if (e.type === 'pointerup') to.press([e.clientX - box.left, e.clientY - box.top]);
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  const each = Object.entries(listeners) as [keyof typeof listeners, typeof down][];
  for (const [name, listener] of each) node.addEventListener(name, listener);
  return {
    destroy() {
      for (const [name, listener] of each) node.removeEventListener(name, listener);
    }
  };
}
