export { openShelf, type Shelf } from './shelf';
export { createDrafts, type Drafts } from './drafts.svelte';
export { toContribution, toDraft } from './contribution';
export type { Draft, Drawing, Person, Sent, Where } from './types';
