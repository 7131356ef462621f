export { openShelf, type Shelf } from './shelf';
export { createDrafts, type Drafts } from './drafts.svelte';
export { openEarlier, type Earlier } from './earlier';
export { roomOf, saidOf, saidPatch, toContribution, toDraft } from './contribution';
export type { Draft, Drawing, InRound, Person, Said, Sent, Share, Where } from './types';
