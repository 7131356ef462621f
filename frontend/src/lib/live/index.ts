export { createLive, type Link, type Live, type LiveOptions } from './live.svelte';
export { readEvents, type StreamEvent } from './sse';
