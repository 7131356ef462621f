import type { FeatureCollection } from 'geojson';
import type { Reference } from './reference';

/** A layer as the area names it. */
interface Head {
  key: string;
  source: string | null;
}

/** The reference layers of an area, read as they are to be shown. Reactive. */
export interface References {
  /** The keys of those that are to be shown. */
  chosen: readonly string[];
  /** Those of them that have come, in the area's order. */
  readonly shown: Reference[];
}

/** All layers are shown at first. One that does not come is left out: the map is whole without it. */
export function createReferences(
  layers: readonly Head[],
  load: (key: string) => Promise<unknown>
): References {
  let chosen = $state.raw<readonly string[]>(layers.map(({ key }) => key));
  let come = $state.raw<Record<string, FeatureCollection>>({});
  const asked = new Set<string>();

  async function read(key: string) {
    asked.add(key);
    const shapes = await load(key).catch(() => undefined);
    if (shapes) come = { ...come, [key]: shapes as FeatureCollection };
    else asked.delete(key); // when it is chosen again
  }
  $effect(() => {
    for (const key of chosen) if (!asked.has(key)) void read(key);
  });
  const shown = $derived(
    layers.flatMap(({ key, source }, look): Reference[] => {
      const shapes = come[key];
      return shapes && chosen.includes(key) ? [{ key, source, look, shapes }] : [];
    })
  );
  return {
    get chosen() {
      return chosen;
    },
    set chosen(keys) {
      chosen = keys;
    },
    get shown() {
      return shown;
    }
  };
}
