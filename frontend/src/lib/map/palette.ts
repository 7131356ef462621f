// The drawn map's colours, one set for the sketch and for MapLibre alike.

/** The colours of the drawn map in one scheme; all #rrggbb. */
export interface Palette {
  /** The ground inside the boundary. */
  ground: string;
  /** Everything outside it, dimmed, with a breath of fjord. */
  outside: string;
  /** The tint along the inside of the boundary, as on old sheets. */
  band: string;
  boundary: string;
  graticule: string;
  label: string;
  /** The rim of labels and of place dots. */
  halo: string;
  /** The bubbles that stand for several marks, and their number. */
  cluster: string;
  clusterInk: string;
  /** The reference layers beneath the marks, in turn. */
  reference: readonly string[];
}

const LIGHT: Palette = {
  ground: '#f8f4ea',
  outside: '#d6dedc',
  band: '#d9c9a3',
  boundary: '#0b4a5e',
  graticule: '#c3ceca',
  label: '#47575f',
  halo: '#fdfaf3',
  cluster: '#0b4a5e',
  clusterInk: '#ffffff',
  reference: ['#4a6585', '#5f6d2c', '#7d4b76', '#96502e', '#2f706b']
};

const DARK: Palette = {
  ground: '#24454f',
  outside: '#132c35',
  band: '#3c6672',
  boundary: '#8fc0cd',
  graticule: '#21414b',
  label: '#c9dde2',
  halo: '#17343e',
  cluster: '#d5e8ec',
  clusterInk: '#0d2731',
  reference: ['#a9c4e4', '#bfcf8e', '#dcaed4', '#e8b196', '#8fd0c8']
};

/** The colours for a dark or a light page. */
export function palette(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}
