import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { ClusterCollection } from '../../src/lib/api';
import { openPhone } from './support/browser';
import { expectAccessible, expectNoSidewaysScroll } from './support/checks';
import { Journey } from './support/journey';
import { tabTo } from './support/keyboard';
import { Neighbour, point } from './support/neighbours';
import { inLongRun, sketchSuite, suite } from './support/suite';

const LOOK = '?step=map&look=1';
const rows = (page: Page) => page.locator('.list ul > li');

suite('the map of a whole neighbourhood', (shared) => {
  it('shows map and list of the same, by the same filters', async () => {
    const { browser, server } = shared;
    server.run('demo', '--area', 'torstrand', '--contributions', '600');
    await new Neighbour(server).publish({
      prompt: 'community',
      geometry: point(50, 50),
      text: 'Her spilles det trekkspill',
      lang: 'nb'
    });
    const ask = async (query: string) => {
      const answer = await fetch(`${server.url}/api/v1/areas/torstrand/clusters?zoom=0&${query}`);
      return (await answer.json()) as ClusterCollection;
    };
    const { page, requests } = await openPhone(browser);
    const person = await Journey.open(page, server, { then: LOOK });
    const says = async (count: number, n = Math.min(40, count)) => {
      const label = person.t('map.marks.label', { count });
      await page.getByRole('group', { name: label }).waitFor();
      await expect.poll(() => rows(page).count()).toBe(n);
      await page.getByText(person.t('look.shown', { n, count })).first().waitFor();
    };
    const all = (await ask('')).numberMatched;
    expect(all).toBeGreaterThan(300);
    await says(all);
    await person.control(person.t('community.more', { count: all - 40 })).click();
    await says(all, 80);
    // A phone gets bubbles, not every mark.
    expect(requests.filter((request) => request.endsWith('/contributions'))).toHaveLength(2);

    await page.locator('summary').click();
    const prompt = page.getByRole('button', { name: 'Fellesskap' });
    await prompt.click();
    expect(await prompt.getAttribute('aria-pressed')).toBe('true');
    const some = (await ask('prompt=community')).numberMatched;
    await says(some);
    await page.getByRole('searchbox').fill('trekkspill');
    await says(1);
    await page.getByText('Her spilles det trekkspill').waitFor();
    await page.getByRole('searchbox').fill('trekkspill ingen');
    await page.getByText(person.t('look.none')).waitFor();
    await person.control(person.t('filter.all'), page.locator('.empty')).click();
    await says(all);

    // The period: what tells of no time belongs to it until one says otherwise.
    const from = page.getByRole('slider', { name: person.t('time.from') });
    await from.focus();
    await page.keyboard.press('PageUp');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
    const year = Number(await from.inputValue());
    const period = (undated: string) => `period=${year}/..${undated}`;
    await says((await ask(period(',undated'))).numberMatched);
    await page.getByRole('checkbox', { name: person.t('time.undated') }).uncheck();
    const dated = (await ask(period(''))).numberMatched;
    expect(dated).toBeLessThan(all);
    await says(dated);
  });
});

sketchSuite('others’ marks', (shared) => {
  inLongRun('can be agreed with by who has sent something, each once, and never one’s own', async () => {
    const { browser, server } = shared;
    const theirs = await new Neighbour(server).publish({
      prompt: 'most_liked',
      geometry: point(-200, 100),
      text: 'Den gamle brygga',
      lang: 'nb'
    });
    const { page } = await openPhone(browser);
    const person = await Journey.open(page, server, { then: LOOK });
    const row = (words: string) => rows(page).filter({ hasText: words });
    const heart = (words: string) => row(words).getByRole('button', { name: person.t('heart.agree') });
    await heart('Den gamle brygga').click();
    await page.getByText(person.t('heart.first')).first().waitFor();
    expect(await heart('Den gamle brygga').getAttribute('aria-pressed')).toBe('false');

    await page.goto(person.url);
    await person.begin();
    await person.mark('great_value');
    await person.check(1);
    await person.send(1);
    await person.thanked();
    await person.press('community.link');
    await person.at('map');
    await heart('Den gamle brygga').click();
    const agreements = async () =>
      (await server.publicMarks()).features.find(({ id }) => id === theirs.id)!.properties.agreements;
    await expect.poll(agreements).toBe(1);
    await expect.poll(() => heart('Den gamle brygga').innerText()).toContain('1');
    const own = row('Stor verdi');
    await own.getByText(person.t('heart.own', { count: 0 })).waitFor();
    expect(await own.getByRole('button', { name: person.t('heart.agree') }).count()).toBe(0);

    await page.reload();
    await expect.poll(() => heart('Den gamle brygga').getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => heart('Den gamle brygga').innerText()).toContain('1');
    await heart('Den gamle brygga').click();
    await expect.poll(agreements).toBe(0);
  });

  inLongRun('have an address each, which names no receipt', async () => {
    const { browser, server } = shared;
    const theirs = await new Neighbour(server).publish({
      prompt: 'attached',
      geometry: point(300, -200),
      text: 'Bakgården med plommetreet',
      lang: 'nb'
    });
    const { page, context } = await openPhone(browser, {}, /Failed to load resource/);
    const person = await Journey.open(page, server, { then: `${LOOK}&show=${theirs.id}` });
    const card = page.locator('.row[aria-current]');
    await card.getByText('Bakgården med plommetreet').waitFor();
    await person.mapRests();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await card.getByRole('button', { name: person.t('share.button'), exact: true }).click();
    await page.getByText(person.t('share.copied')).first().waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(`${person.url}?step=map&look=1&show=${theirs.id}`);
    await card.getByRole('button', { name: person.t('look.close'), exact: true }).click();
    await card.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('show')).toBe(false);

    await page.goto(`${person.url}${LOOK}&show=5f0c7a52-9a4e-4a57-8f0b-2a3a5b1c6d7e`);
    await page.getByText(person.t('look.gone')).first().waitFor();
  });

  it('can be reported by the keyboard alone, and leave at once where somebody is named', async () => {
    const { browser, server } = shared;
    const theirs = await new Neighbour(server).publish({
      prompt: 'least_liked',
      geometry: point(100, 300),
      text: 'Naboen heter Kari Nordmann',
      lang: 'nb'
    });
    const { page } = await openPhone(browser);
    const person = await Journey.open(page, server, { then: `${LOOK}&show=${theirs.id}` });
    await tabTo(page.getByRole('button', { name: person.t('report.button'), exact: true }));
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: person.t('report.title') });
    await sheet.waitFor();
    await tabTo(sheet.getByRole('button', { name: person.t('report.send'), exact: true }));
    await page.keyboard.press('Enter');
    await sheet.getByText(person.t('report.missing')).waitFor();
    await expectAccessible(page, 'the sheet of a report');
    await tabTo(sheet.getByRole('radio').first());
    await page.keyboard.press('Space');
    await sheet.getByText(person.t('report.urgent')).waitFor();
    await sheet.getByRole('textbox').fill('Hele navnet står der');
    await tabTo(sheet.getByRole('button', { name: person.t('report.send'), exact: true }));
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'hidden' });
    await page.getByText(person.t('report.thanks')).first().waitFor();
    const isPublic = async () => JSON.stringify(await server.publicMarks()).includes('Kari');
    await expect.poll(isPublic).toBe(false);
    const list = server.run('review', 'list', '--area', 'torstrand');
    expect(list).toContain(theirs.id);
    expect(list).toContain('personal_data');
  });

  inLongRun('at one place are spread around it, and listed alone', async () => {
    const { browser, server } = shared;
    for (let i = 0; i < 6; i++)
      await new Neighbour(server).send({ prompt: 'most_time', place: 'thor_heyerdahl_vgs' });
    const { page } = await openPhone(browser);
    const person = await Journey.open(page, server, { then: LOOK });
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Mest tid' }).click();
    await page
      .getByText(person.t('look.shown', { n: 6, count: 6 }))
      .first()
      .waitFor();
    await person.mapRests();
    // The school is the only bubble: it lies where the map leads after "show on the map".
    await rows(page)
      .first()
      .getByRole('button', { name: person.t('community.show') })
      .click();
    await page.getByRole('button', { name: person.t('look.close'), exact: true }).click();
    await person.mapRests();
    await page.locator('[data-map]').scrollIntoViewIfNeeded();
    const box = (await page.locator('[data-map]').boundingBox())!;
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page
      .getByText(person.t('look.here', { count: 6 }))
      .first()
      .waitFor();
    await person.press('look.everywhere');
    await page
      .getByText(person.t('look.here', { count: 6 }))
      .first()
      .waitFor({ state: 'detached' });
  });

  it('are accessible with filters open and a mark chosen, at any size', async () => {
    const { page } = await openPhone(shared.browser);
    const person = await Journey.open(page, shared.server, { then: LOOK });
    await rows(page).first().waitFor();
    await page.locator('summary').click();
    await rows(page)
      .getByRole('button', { name: person.t('community.show') })
      .first()
      .click();
    await page.locator('.row[aria-current]').waitFor();
    await expectAccessible(page, 'community, light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, 'community, dark', ['color-contrast']);
    await page.setViewportSize({ width: 320, height: 568 });
    await expectNoSidewaysScroll(page, 'community, 320 px');
    // As high as the page, so that the foot covers nothing that is scrolled under it.
    const height = await page.evaluate(() => document.documentElement.scrollHeight + 1000);
    await page.setViewportSize({ width: 320, height });
    await expectAccessible(page, 'community, 320 px', ['target-size']);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await expectNoSidewaysScroll(page, 'community, 200 % text');
  });
});
