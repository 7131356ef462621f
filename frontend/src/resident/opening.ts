// What a visit goes on from: drafts, queue and receipt. A piece of its own, that
// the first screen does not wait for.
export { openShelf } from '../lib/drafts';
export { createSession } from './session.svelte';
