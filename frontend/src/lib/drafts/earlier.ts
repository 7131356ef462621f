import { createDrafts, type Drafts } from './drafts.svelte';
import type { Shelf } from './shelf';

/** What an earlier wave left on this phone. */
export interface Earlier {
  /** The wave's key. */
  wave: string;
  drafts: Drafts;
}

/** Opens what waves of an area other than this one left on the phone, the newest first. */
export async function openEarlier(shelf: Shelf, area: string, wave: string): Promise<Earlier[]> {
  const keys = await Promise.all(['draft', 'person'].map((kind) => shelf.keys(`${kind}/${area}/`)));
  const waves = new Set(keys.flat().map((key) => key.split('/')[2]!));
  waves.delete(wave);
  const newestFirst = [...waves].sort().reverse();
  return Promise.all(
    newestFirst.map(async (wave) => ({ wave, drafts: await createDrafts({ area, wave, shelf }) }))
  );
}
