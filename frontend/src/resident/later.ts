// Every screen after the first, and what is kept on the phone: one piece, so
// that whoever has begun can go through to the end on a bad net. MapLibre itself
// is yet another.
import '../lib/ui/print.css';
export { openShelf } from '../lib/drafts';
export { default as About } from './screens/About.svelte';
export { default as Background } from './screens/Background.svelte';
export { default as Check } from './screens/Check.svelte';
export { default as Closed } from './screens/Closed.svelte';
export { default as Earlier } from './screens/Earlier.svelte';
export { default as Mine } from './screens/Mine.svelte';
export { default as Pin } from './screens/Pin.svelte';
export { default as Places } from './screens/Places.svelte';
export { default as PlaceWords } from './screens/PlaceWords.svelte';
export { default as Privacy } from './screens/Privacy.svelte';
export { default as Prompts } from './screens/Prompts.svelte';
export { default as Story } from './screens/Story.svelte';
export { default as Thanks } from './screens/Thanks.svelte';
export { default as Why } from './screens/Why.svelte';
export { createSession } from './session.svelte';
