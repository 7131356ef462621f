import type { Api, Cluster, ListQuery } from '../../lib/api';
import { fromMercator, mercator } from '../../lib/map/geo';
import type { MarkFeature, Size, View } from '../../lib/map/types';

/** How many there are by what was asked. */
export interface Totals {
  /** How many answer each prompt, whatever prompts are chosen. */
  prompts: Record<string, number>;
  /** How many there are of the prompts chosen. */
  matched: number;
}

/** Everybody's marks as the map shows them, gathered by the server for where it looks. Reactive. */
export interface Crowd {
  readonly features: readonly MarkFeature[];
  /** Undefined until the first answer. */
  readonly totals: Totals | undefined;
  readonly failed: boolean;
  /** Says what is asked for; again after each change. */
  ask(query: ListQuery): void;
  /** Says where the map looks; again after each move. */
  look(view: View, size: Size): void;
  retry(): void;
}

const TILE = 512;
/** The map is asked for by pieces of this many pixels, so that a small move asks nothing new. */
const PIECE = 256;

export function createCrowd(api: Pick<Api, 'clusters'>, area: string): Crowd {
  let features = $state.raw<readonly MarkFeature[]>([]);
  let totals = $state.raw<Totals>();
  let failed = $state(false);
  let query: ListQuery = {};
  let window: { zoom: number; bbox: string } | undefined;
  // What was asked last; an answer to something older is of no use.
  const asked = { map: '', totals: '' };

  async function fetchMap() {
    if (!window) return;
    const wanted = { ...query, ...window };
    const key = JSON.stringify(wanted);
    if (asked.map === key) return;
    asked.map = key;
    const found = await api.clusters(area, wanted);
    if (asked.map === key) features = found.features.map(toMark);
  }
  async function fetchTotals() {
    const { prompt = [], ...rest } = query;
    const key = JSON.stringify(query);
    if (asked.totals === key) return;
    asked.totals = key;
    const { prompts, numberMatched } = await api.clusters(area, { ...rest, zoom: 0 });
    if (asked.totals !== key) return;
    const matched =
      prompt.length > 0 ? prompt.reduce((sum, one) => sum + (prompts[one] ?? 0), 0) : numberMatched;
    totals = { prompts, matched };
  }
  function run() {
    failed = false;
    for (const [name, work] of [
      ['map', fetchMap],
      ['totals', fetchTotals]
    ] as const)
      // prettier-ignore
      work().catch(() => {
        asked[name] = '';
        failed = true;
      });
  }
  return {
    get features() {
      return features;
    },
    get totals() {
      return totals;
    },
    get failed() {
      return failed;
    },
    ask(next) {
      query = next;
      run();
    },
    look(view, size) {
      window = windowOf(view, size);
      run();
    },
    retry: run
  };
}

/** What is asked for when the map looks at view: a little more than it shows, in whole pieces. */
export function windowOf(view: View, size: Size): { zoom: number; bbox: string } {
  // Made for a little further out, bubbles keep their distance.
  const zoom = Math.max(0, Math.min(22, Math.floor((view.zoom + 0.05) * 4) / 4));
  const side = 2 ** Math.floor(zoom) * (TILE / PIECE);
  const [x, y] = mercator(view.center);
  const scale = TILE * 2 ** view.zoom;
  const [halfX, halfY] = [size.width / 2 / scale, size.height / 2 / scale];
  const down = (n: number) => Math.max(0, Math.floor(n * side - 0.25)) / side;
  const up = (n: number) => Math.min(side, Math.ceil(n * side + 0.25)) / side;
  const [west, north] = fromMercator([down(x - halfX), down(y - halfY)]);
  const [east, south] = fromMercator([up(x + halfX), up(y + halfY)]);
  return { zoom, bbox: [west, south, east, north].map((n) => n.toFixed(5)).join(',') };
}

function toMark({ id, geometry, bbox, properties: { count, prompts } }: Cluster): MarkFeature {
  // The server names the most answered first.
  const prompt = Object.keys(prompts)[0] ?? '';
  if (id) return { id, geometry, properties: { prompt } };
  const bounds = bbox as [number, number, number, number];
  return {
    id: `many:${bounds.join()}:${count}`,
    geometry,
    properties: { prompt },
    many: { count, prompts, bounds }
  };
}
