import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { Journey } from './support/journey';
import { suite } from './support/suite';

// One pixel of grey.
const TILE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64'
);

suite('the base map', (shared) => {
  it('is the area’s own tiles where they come, with their source named', async () => {
    const { context, page } = await openPhone(shared.browser);
    const tiles: string[] = [];
    await context.route('https://cache.kartverket.no/**', (route) => {
      tiles.push(route.request().url());
      const headers = { 'Access-Control-Allow-Origin': '*' };
      return route.fulfill({ body: TILE, contentType: 'image/png', headers });
    });
    const person = await Journey.open(page, shared.server);
    await person.begin();
    await person.choose('meeting_place');
    await person.mapRests();
    await page.getByText(person.area.base_map.attribution!).waitFor();
    expect(tiles.length).toBeGreaterThan(0);
    for (const tile of tiles) expect(tile).toMatch(/webmercator\/1\d\/\d+\/\d+\.png$/);
  });

  it('is Kvarter’s own drawing where they do not, and that is said', async () => {
    const { page } = await openPhone(shared.browser);
    const person = await Journey.open(page, shared.server);
    await person.begin();
    await person.choose('meeting_place');
    await person.mapRests();
    await page.getByText(person.t('map.tiles_away')).waitFor();
  });
});
