// The map of the resident's page. Sticker and Sketch are small and belong to the
// first load; PinMap and MarksMap are best imported from their own files when a
// map is near, and MapLibre itself comes only when one of them is shown
// (loadEngine brings it ahead of time).
export { describePlace, type Described } from './describe';
export { loadEngine } from './load';
export { default as MarksMap } from './MarksMap.svelte';
export { default as PinMap, type Pinned } from './PinMap.svelte';
export { default as Sketch } from './Sketch.svelte';
export { default as Sticker } from './Sticker.svelte';
export type { LngLat, MapArea, MapPrompt, MarkFeature, Translate } from './types';
