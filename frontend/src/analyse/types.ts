import type { components } from '../lib/api/schema.gen';

/* The contract's words that only analysts need. */

export type Exports = components['schemas']['Exports'];
export type ExportFile = components['schemas']['ExportFile'];
