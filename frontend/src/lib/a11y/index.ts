export { focusHere } from './focus';
export { createAnnouncer, type Announcer } from './announcer.svelte';
