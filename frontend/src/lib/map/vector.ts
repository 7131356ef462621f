// The operator's own PMTiles file as a base map, drawn in Protomaps' style with
// labels from the phone's own fonts. Loaded only where such a file is configured.
import { DARK, layers, LIGHT, type Flavor } from '@protomaps/basemaps';
import { addProtocol, type LayerSpecification } from 'maplibre-gl';
import { Protocol } from 'pmtiles';
import type { Base } from './style';
import type { MapArea } from './types';

let protocol: Protocol | undefined;

/**
 * The PMTiles file of the area as a base map, read in ranges from its address.
 * name is its source's in the style; imported from there it would tie this piece
 * to the first screen's, which the bundler then splits in two.
 */
export function vectorBase(name: string, area: MapArea, lang: string, dark: boolean): Base {
  if (!protocol) {
    protocol = new Protocol();
    addProtocol('pmtiles', protocol.tile);
  }
  const { url = '/basemap.pmtiles' } = area.base_map;
  return {
    source: { type: 'vector', url: `pmtiles://${new URL(url, location.href).href}` },
    layers: layers(name, flavor(dark), { lang: lang.startsWith('n') ? 'no' : lang })
      .filter(keep)
      .map(withLocalFonts)
  };
}

// The drawn map is the background; icons would need a sprite server.
function keep(layer: LayerSpecification): boolean {
  return layer.type !== 'background' && layer.id !== 'pois' && !/shield/.test(layer.id);
}

function withLocalFonts(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== 'symbol') return layer;
  const layout = { ...layer.layout, 'text-font': ['system-ui'] };
  delete layout['icon-image'];
  return { ...layer, layout };
}

// Protomaps' own colours in the drawn map's tones.
function flavor(dark: boolean): Flavor {
  return dark
    ? {
        ...DARK,
        earth: '#20404a',
        water: '#12313c',
        buildings: '#2b505b',
        park_a: '#22493f',
        park_b: '#22493f',
        railway: '#4f727c',
        ...roads('#45707c', '#183640'),
        ...names('#b3ccd2', '#17343e')
      }
    : {
        ...LIGHT,
        earth: '#f1ebdd',
        water: '#cfe0e4',
        buildings: '#e1d7c3',
        park_a: '#dbe6cd',
        park_b: '#dbe6cd',
        railway: '#b3a890',
        ...roads('#ffffff', '#d8ccb4'),
        ...names('#5a666c', '#fbf7ee')
      };
}

function roads(fill: string, casing: string): Partial<Flavor> {
  return {
    other: fill,
    minor_service: fill,
    minor_a: fill,
    minor_b: fill,
    link: fill,
    major: fill,
    highway: fill,
    minor_service_casing: casing,
    minor_casing: casing,
    link_casing: casing,
    major_casing_early: casing,
    major_casing_late: casing,
    highway_casing_early: casing,
    highway_casing_late: casing
  };
}

function names(ink: string, halo: string): Partial<Flavor> {
  return {
    roads_label_minor: ink,
    roads_label_minor_halo: halo,
    roads_label_major: ink,
    roads_label_major_halo: halo,
    subplace_label: ink,
    subplace_label_halo: halo,
    city_label: ink,
    city_label_halo: halo,
    ocean_label: ink
  };
}
