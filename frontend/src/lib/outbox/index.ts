export { createOutbox, type OutboxOptions } from './outbox.svelte';
export type { Item, ItemState, Op, Outbox, Queued, Reason } from './types';
