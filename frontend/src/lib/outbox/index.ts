export { countStates, createOutbox, type OutboxOptions } from './outbox.svelte';
export { HOLD_MS, LONGEST_HOLD_MS } from './hold';
export type { Clock } from './pace';
export { createOf, isOnlyHere, keyOf } from './queue';
export type { Answers, Item, ItemState, Op, Outbox, Queued, Reason, ReportReason } from './types';
