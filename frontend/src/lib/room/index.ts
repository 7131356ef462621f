export * from './api';
export * from './rounds';
export { createServerClock, minutes, ticking, type ServerClock } from './clock.svelte';
export { followRoom, type Seen } from './room.svelte';
export type * from './types';
