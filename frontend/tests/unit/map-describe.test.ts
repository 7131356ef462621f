import { describe, expect, it } from 'vitest';
import { describePlace, distanceText, distanceToArea } from '../../src/lib/map/describe';
import type { LngLat } from '../../src/lib/map/types';
import { square, texts } from './map-area';

const say = (at: LngLat, lang = 'en') => describePlace(square(), lang, at, texts(lang));

describe('where a pin is', () => {
  it.each<[LngLat, string, string]>([
    [[10.0151, 59.0051], 'en', 'At The school, inside The Square'],
    [[10.0151, 59.0051], 'nb', 'Ved Skolen, innenfor Torget'],
    [[10.0151, 59.0051], 'nn', 'Ved Skolen, innanfor Torget'],
    [[10.0165, 59.005], 'en', 'Near The school, inside The Square'],
    [[10.011, 59.0055], 'en', '250 m west of The school, inside The Square'],
    [[10.011, 59.0055], 'nb', '250 m vest for Skolen, innenfor Torget'],
    [[10.03, 59.01], 'nb', '1 km nordøst for Skolen, utenfor Torget'],
    [[10.03, 59.01], 'nn', '1 km nordaust for Skolen, utanfor Torget'],
    [[10.06, 59.005], 'en', 'Outside The Square'],
    [[11, 59], 'nb', 'Langt utenfor Torget. Her kan du ikke sette merke.']
  ])('%s in %s: %s', (at, lang, text) => {
    expect(say(at, lang).text).toBe(text);
  });

  it('tells inside, outside and far apart', () => {
    expect(say([10.01, 59.005])).toMatchObject({ inside: true, far: false });
    expect(say([10.03, 59.005])).toMatchObject({ inside: false, far: false });
    expect(say([10.36, 59.005])).toMatchObject({ inside: false, far: false });
    expect(say([10.38, 59.005])).toMatchObject({ inside: false, far: true });
  });

  it('does without places', () => {
    const area = { ...square(), places: [] };
    expect(describePlace(area, 'en', [10.01, 59.005], texts('en')).text).toBe('Inside The Square');
  });

  it('takes every place as inside where there is no boundary', () => {
    const area = { ...square(), boundary: { geometry: { coordinates: [] } } };
    expect(describePlace(area, 'en', [30, 20], texts('en'))).toMatchObject({ inside: true, far: false });
  });
});

describe('distances in words', () => {
  it.each([
    [0, '10 m'],
    [43, '40 m'],
    [96, '100 m'],
    [130, '150 m'],
    [974, '950 m'],
    [976, '1 km'],
    [1234, '1.2 km'],
    [9_960, '10 km'],
    [34_400, '34 km']
  ])('%s m: %s', (meters, text) => {
    expect(distanceText(meters, texts('en'))).toBe(text);
  });

  it('writes numbers as the language does', () => {
    expect(distanceText(1234, texts('nb'))).toBe('1,2 km');
  });

  it('says how far away the area is', () => {
    expect(distanceToArea(square(), [10.01, 59.1], texts('en'))).toBe('10 km');
  });
});
