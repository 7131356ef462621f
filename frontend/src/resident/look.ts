// What shows what others sent: a piece of its own, for who has begun to look.
export { default as Community } from './screens/Community.svelte';
export { default as Reading } from './screens/Reading.svelte';
