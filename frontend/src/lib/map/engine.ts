// The one file that runs MapLibre. Everybody else speaks of views and marks.
import {
  Map as MapLibre,
  setWorkerUrl,
  type ErrorEvent,
  type GeoJSONSource,
  type MapMouseEvent,
  type MapMovementEvent,
  type MapSourceDataEvent
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { distance } from './geo';
import { bubble, BUBBLE_BOX, paintBubble } from './bubble';
import { palette } from './palette';
import type { Reference } from './reference';
import { drawn, paint } from './stickers';
import {
  BASE,
  BUBBLE,
  IMAGE,
  LEGS,
  legsData,
  MARKS,
  marksData,
  rasterBase,
  SELECTED,
  selectedData,
  SHAPE_LAYERS,
  SHAPES,
  shapesData,
  sharesIn,
  styleOf
} from './style';
import type { Base, Scene } from './style';
import type { LngLat, MapArea, MarkFeature, View } from './types';

setWorkerUrl(workerUrl);

/** How large a sticker is on the map, in CSS pixels. */
const STICKER = 30;
/** How far from a mark a finger may press, in CSS pixels. */
const REACH = 14;

/** What the map tells. */
export interface Listener {
  /** The first picture stands. */
  ready(): void;
  /** Everything is drawn and nothing moves. */
  idle(): void;
  /** The person takes hold of it. */
  hand(): void;
  /** It begins to move, moves, has come to rest (not: is sent on elsewhere). */
  moveStart(): void;
  move(view: View): void;
  moveEnd(view: View): void;
  /** The person pressed the map, or a mark or bubble. */
  press(at: LngLat): void;
  pressMark(id: string): void;
  /** Whether tiles of the base map come. */
  tiles(reachable: boolean): void;
}

/** What the map begins with. */
export interface Options {
  host: HTMLElement;
  area: MapArea;
  lang: string;
  dark: boolean;
  view: View;
  /** Gestures keep the centre, where the fixed pin stands. */
  aroundCenter: boolean;
  /** What it stands in enlarges it so many times. */
  sharpness: number;
  /** How long a glide takes, in milliseconds. */
  flight?: number;
  /** The marks and bubbles to show; none for a pin's map. */
  marks?: MarkFeature[];
  /** The reference layers beneath them. */
  references?: readonly Reference[];
  listener: Listener;
}

/** A running map. */
export interface Engine {
  /** Moves to a view, gliding unless the person asked for less motion. */
  show(view: View, glide: boolean): void;
  /** Draws the map anew for another language or scheme. */
  dress(lang: string, dark: boolean): Promise<void>;
  setMarks(marks: MarkFeature[]): void;
  setReferences(references: readonly Reference[]): Promise<void>;
  /** Lets one mark stand out, whether it is among the others or not. */
  select(mark: MarkFeature | undefined): void;
  remove(): void;
}

/** Starts a map in host. Throws if the phone cannot (no WebGL 2, no workers). */
export async function createEngine(options: Options): Promise<Engine> {
  const { area } = options;
  let { lang, dark, marks, references } = options;
  let chosen: MarkFeature | undefined;
  const scene = (base?: Base): Scene => ({
    area,
    lang,
    dark,
    ...(base && { base }),
    ...(marks && { marks }),
    ...(references && { references }),
    ...(chosen && { chosen })
  });
  const style = async () => styleOf(scene(await baseOf(area, lang, dark)));
  const map = new MapLibre({ ...settings(options), style: await style() });
  // The canvas is no stop on the way: the page around it names and steers the map.
  const canvas = map.getCanvas();
  for (const name of ['tabindex', 'role', 'aria-label']) canvas.removeAttribute(name);
  canvas.setAttribute('aria-hidden', 'true');
  const glide = glider(map, options.flight);
  listen(map, options.listener, glide);
  watchTiles(map, area, options.listener);
  map.setMissingStyleImageResolver((id) => addImage(map, id, lang, area));
  const showMarks = () => {
    const now = scene();
    for (const [id, data] of [
      [MARKS, marksData(now)],
      [SELECTED, selectedData(now)],
      [SHAPES, shapesData(now)],
      [LEGS, legsData(now)]
    ] as const)
      void map.getSource<GeoJSONSource>(id)?.setData(data);
  };
  return {
    show: glide.to,
    async dress(newLang, newDark) {
      if (newLang === lang && newDark === dark) return;
      const restick = newLang !== lang;
      [lang, dark] = [newLang, newDark];
      const next = await style();
      const isOurs = (id: string) => id.startsWith(IMAGE) || id.startsWith(BUBBLE);
      if (restick) for (const id of map.listImages()) if (isOurs(id)) map.removeImage(id);
      map.setStyle(next);
    },
    setMarks(newMarks) {
      marks = newMarks;
      showMarks();
    },
    async setReferences(newReferences) {
      if (newReferences === references) return;
      references = newReferences;
      map.setStyle(await style());
    },
    select(mark) {
      chosen = mark;
      showMarks();
    },
    remove: () => map.remove()
  };
}

function settings({ host, view, aroundCenter, sharpness }: Options) {
  const around = aroundCenter ? ({ around: 'center' } as const) : true;
  return {
    container: host,
    center: view.center,
    zoom: view.zoom,
    ...(sharpness > 1 && { pixelRatio: devicePixelRatio * sharpness }),
    minZoom: 8,
    maxZoom: 20,
    attributionControl: false as const,
    // The page has its own keys and buttons, and north stays up.
    keyboard: false,
    dragRotate: false,
    touchPitch: false,
    pitchWithRotate: false,
    boxZoom: false,
    doubleClickZoom: !aroundCenter,
    scrollZoom: around,
    touchZoomRotate: around,
    fadeDuration: 150,
    renderWorldCopies: false
  };
}

async function baseOf(area: MapArea, lang: string, dark: boolean): Promise<Base | undefined> {
  switch (area.base_map.kind) {
    case 'xyz':
      return area.base_map.url ? rasterBase(area, dark) : undefined;
    case 'pmtiles':
      return (await import('./vector')).vectorBase(BASE, area, lang, dark);
    default:
      return undefined;
  }
}

/** A movement, by the page if it has a number. */
type Movement = MapMovementEvent & { move?: number };

// Sends the map to views. A glide that is overtaken by the next one is no rest;
// one that ended beside its aim, because the map was resized on the way, is set right.
function glider(map: MapLibre, flight = 220) {
  let aim: View | undefined;
  let moves = 0;
  return {
    to(view: View, glide: boolean) {
      aim = view;
      map.easeTo({ ...view, duration: glide ? flight : 0 }, { move: ++moves });
    },
    /** The person takes over. */
    letGo: () => (aim = undefined),
    rests({ move }: Movement): boolean {
      if (move === undefined) return true;
      if (move !== moves) return false;
      const goal = aim;
      aim = undefined;
      if (!goal || distance(viewOf(map).center, goal.center) < 0.1) return true;
      map.jumpTo(goal, { move });
      return false;
    }
  };
}

function viewOf(map: MapLibre): View {
  return { center: map.getCenter().toArray(), zoom: map.getZoom() };
}

function listen(map: MapLibre, to: Listener, { rests, letGo }: ReturnType<typeof glider>): void {
  map.touchZoomRotate.disableRotation();
  map.once('load', () => to.ready());
  map.on('idle', () => to.idle());
  for (const name of ['mousedown', 'touchstart', 'wheel'] as const) map.on(name, () => (letGo(), to.hand()));
  map.on('movestart', () => to.moveStart());
  map.on('move', () => to.move(viewOf(map)));
  map.on('moveend', (event: Movement) => {
    if (rests(event)) to.moveEnd(viewOf(map));
  });
  map.on('click', (event) => press(map, event, to));
}

function press(map: MapLibre, { point: { x, y }, lngLat }: MapMouseEvent, to: Listener) {
  const layers = [SELECTED, MARKS, ...SHAPE_LAYERS].filter((id) => map.getLayer(id));
  const found = layers.length
    ? map.queryRenderedFeatures(
        [
          [x - REACH, y - REACH],
          [x + REACH, y + REACH]
        ],
        { layers }
      )
    : [];
  const hit = found[0];
  if (hit) to.pressMark(String(hit.properties['id']));
  else to.press(lngLat.toArray());
}

// A server that answers "404" to all is as far away as one that does not answer;
// so what counts is whether a tile came since the map last moved, or ever did.
function watchTiles(map: MapLibre, area: MapArea, to: Listener): void {
  if (area.base_map.kind === 'none') return;
  let [came, failed, ever] = [0, 0, false];
  map.on('movestart', () => ([came, failed] = [0, 0]));
  map.on('sourcedata', (event: MapSourceDataEvent) => {
    if (event.sourceId !== BASE || event.tile?.state !== 'loaded') return;
    came++;
    ever = true;
  });
  map.on('error', (event: ErrorEvent & { sourceId?: string }) => {
    if (event.sourceId === BASE) failed++;
    else console.warn('map:', event.error.message);
  });
  map.on('idle', () => to.tiles(came > 0 || (ever && failed === 0)));
}

function addImage(map: MapLibre, id: string, lang: string, area: MapArea) {
  const { prompts } = area.method;
  const isBubble = id.startsWith(BUBBLE);
  const prompt = prompts.find(({ key }) => IMAGE + key === id);
  if (!prompt && !isBubble) return;
  const side = (isBubble ? BUBBLE_BOX : STICKER) * 2;
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  const look = (spec: (typeof prompts)[number]) => drawn(spec.sticker, lang, area.languages);
  if (prompt) paint(ctx, look(prompt), side);
  else {
    const { slices, minis } = bubble(sharesIn(id), prompts);
    const { cluster, halo } = palette(id.startsWith(BUBBLE + 'dark'));
    const small = minis.map((mini) => ({ ...mini, sticker: look(mini.prompt) }));
    paintBubble(ctx, { slices, minis: small }, { disc: cluster, rim: halo }, side);
  }
  map.addImage(id, ctx.getImageData(0, 0, side, side), { pixelRatio: 2 });
}
