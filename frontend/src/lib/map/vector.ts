// The operator's own PMTiles file as a base map, drawn in Protomaps' style with
// labels from the phone's own fonts. Loaded only where such a file is configured.
import { DARK, layers, LIGHT, type Flavor } from '@protomaps/basemaps';
import { addProtocol, type LayerSpecification } from 'maplibre-gl';
import { Protocol } from 'pmtiles';
import { BASE, type Base } from './style';
import type { MapArea } from './types';

let protocol: Protocol | undefined;

/** The PMTiles file of the area as a base map, read in ranges from its address. */
export function vectorBase(area: MapArea, lang: string, dark: boolean): Base {
  if (!protocol) {
    protocol = new Protocol();
    addProtocol('pmtiles', protocol.tile);
  }
  const { url = '/basemap.pmtiles' } = area.base_map;
  return {
    source: { type: 'vector', url: `pmtiles://${new URL(url, location.href).href}` },
    layers: layers(BASE, flavor(dark), { lang: lang.startsWith('n') ? 'no' : lang })
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

function flavor(dark: boolean): Flavor {
  return dark
    ? { ...DARK, earth: '#24454f', water: '#12313c', buildings: '#2c505b' }
    : { ...LIGHT, earth: '#f8f4ea', water: '#cfe0e4', buildings: '#e6dfcf' };
}
