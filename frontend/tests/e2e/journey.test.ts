import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { dragMap, Journey } from './support/journey';
import { tabTo } from './support/keyboard';
import { inLongRun, suite } from './support/suite';

suite('the journey', (shared) => {
  it('goes from the language to the community map, and leaves exactly these three answers', async () => {
    const { browser, server } = shared;
    const { page } = await openPhone(browser, { locale: 'en-GB' });
    const person = await Journey.open(page, server, { lang: 'en' });
    await person.heading(person.t('welcome.title', { area: 'Torstrand' })).waitFor();
    await page.getByLabel(person.t('language')).selectOption('nb');
    const language = () => page.locator('html').getAttribute('lang');
    await expect.poll(language).toBe('nb');
    const nb = await Journey.open(page, server, { lang: 'nb' }); // on the next visit, too
    expect(await language()).toBe('nb');
    await nb.begin();

    await nb.choose('meeting_place');
    await nb.mapRests();
    const where = page.locator('.where').first();
    const before = await where.textContent();
    expect(await nb.pinButton.getAttribute('aria-disabled')).toBe('true');
    await dragMap(page, 60, -90);
    await expect.poll(() => where.textContent()).not.toBe(before);
    await nb.pin();
    await nb.write('Benkene ved skolen, om kvelden 👨‍👩‍👧', 'Mer lys');
    await nb.done();

    await nb.choose('community');
    await nb.pinByList(nb.place('thor_heyerdahl_vgs'));
    await nb.write('Her kjenner alle alle');
    await nb.done();

    await nb.choose('most_liked');
    await nb.pinByWords('benken ved den gamle fabrikken');
    await nb.done();

    await nb.check(3);
    expect(await page.locator('main > * li').count()).toBe(3);
    await nb.send(3);
    await nb.thanked();
    const receipt = await nb.receipt();

    // A place in words alone is nothing to show before somebody has read it.
    const { features } = await server.publicMarks();
    expect(features.map(({ properties }) => properties.prompt).sort()).toEqual([
      'community',
      'meeting_place'
    ]);
    expect(JSON.stringify(features)).not.toMatch(/Benkene|lys|kjenner|fabrikken/);
    const own = (await server.ownMarks(receipt)).features.map(({ geometry, properties: p }) => ({
      kind: geometry?.type,
      ...{ prompt: p.prompt, place: p.place, place_text: p.place_text, text: p.text, wish: p.wish },
      ...{ located_by: p.located_by, lang: p.lang, words: p.review_words }
    }));
    const none = { place: null, place_text: null, text: null, wish: null, lang: 'nb', words: 'pending' };
    expect(own).toEqual([
      {
        ...none,
        kind: 'Point',
        prompt: 'meeting_place',
        located_by: 'map',
        text: 'Benkene ved skolen, om kvelden 👨‍👩‍👧',
        wish: 'Mer lys'
      },
      {
        ...none,
        kind: 'Point',
        prompt: 'community',
        located_by: 'list',
        place: 'thor_heyerdahl_vgs',
        text: 'Her kjenner alle alle'
      },
      {
        ...none,
        kind: undefined,
        prompt: 'most_liked',
        located_by: null,
        place_text: 'benken ved den gamle fabrikken'
      }
    ]);

    await nb.press('community.link');
    await nb.at('map');
    await page.getByRole('group', { name: nb.t('map.marks.label', { count: 2 }) }).waitFor();
    await nb.mapRests();
    await expect.poll(() => page.locator('.list ul > li').count()).toBe(2);
  });

  it('works by the keyboard alone', async () => {
    const { browser, server } = shared;
    const desktop = { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false };
    const { page } = await openPhone(browser, desktop);
    const person = await Journey.open(page, server);
    const go = async (key: string, params = {}) => {
      await tabTo(person.control(person.t(key, params)));
      await page.keyboard.press('Enter');
    };
    await go('welcome.start');
    await person.at('about');
    await go('about.go_on');
    await person.at('prompts');
    await tabTo(page.getByRole('link', { name: person.label('great_value') }));
    await page.keyboard.press('Enter');
    await person.at('pin');
    await person.mapRests();
    await tabTo(page.getByRole('group', { name: person.t('map.pin.label') }));
    const before = await page.locator('.where').first().textContent();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Shift+ArrowUp', '+'])
      await page.keyboard.press(key);
    await expect.poll(() => page.locator('.where').first().textContent()).not.toBe(before);
    await go('pin.button');
    await person.at('why');
    await tabTo(page.getByRole('textbox').first());
    await page.keyboard.type('Utsikten');
    await go('why.done');
    await person.at('prompts');
    await go('prompts.check');
    await person.at('check');
    await go('check.send', { count: 1 });
    await person.at('thanks');
    await go('thanks.held.now');
    await person.thanked();
    const own = await server.ownMarks(await person.receipt());
    expect(own.features.map(({ properties }) => [properties.prompt, properties.text])).toEqual([
      ['great_value', 'Utsikten']
    ]);
  });

  inLongRun('works by the move buttons alone, and keeps others’ marks back until then', async () => {
    const { browser, server } = shared;
    const { page, requests } = await openPhone(browser);
    const person = await Journey.open(page, server);
    await person.begin();
    await person.choose('least_liked');
    await person.pinByButtons('map.move.e', 'map.move.n', 'map.zoom.in', 'map.zoom.out');
    await person.done();
    expect(requests.filter((request) => request.endsWith('/contributions'))).toEqual([]);
    await page.goto(`${person.url}?step=map`);
    await person.at('prompts');
    await person.check(1);
    await person.send(1);
    await person.thanked();
    const [mark] = (await server.ownMarks(await person.receipt())).features;
    const [lon, lat] = mark!.geometry!.coordinates as number[];
    const [centerLon, centerLat] = person.area.view.center;
    expect(lon).toBeGreaterThan(centerLon!);
    expect(lat).toBeGreaterThan(centerLat!);
  });

  inLongRun('takes no untouched map for an answer, and says so', async () => {
    const { browser, server } = shared;
    const { page } = await openPhone(browser);
    const person = await Journey.open(page, server);
    await person.begin();
    await person.choose('attached');
    await person.mapRests();
    await person.pinButton.click({ force: true }); // it looks switched off, and answers all the same
    await page.getByText(person.t('pin.untouched')).first().waitFor();
    await person.press('pin.here');
    await person.at('why');
  });
});
