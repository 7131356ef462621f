import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { expectNoSidewaysScroll, lookAt } from './support/checks';
import { Journey } from './support/journey';
import { inLongRun, LONG, sketchSuite } from './support/suite';

sketchSuite('every screen', (shared) => {
  it('is accessible, light and dark, and reflows', async () => {
    const { page, foreignHosts } = await openPhone(shared.browser);
    const person = await Journey.open(page, shared.server);
    await lookAt(page, 'welcome');
    await person.press('welcome.privacy');
    await person.at('privacy');
    await lookAt(page, 'privacy');
    await page.goBack();
    await person.begin();
    await lookAt(page, 'prompts');
    await person.choose('meeting_place');
    await person.mapRests();
    await lookAt(page, 'pin');
    await person.press('pin.list');
    await person.at('places');
    await lookAt(page, 'places');
    await page.goBack();
    await person.press('pin.words');
    await person.at('words');
    await lookAt(page, 'words');
    await page.getByRole('textbox').fill('benken ved brua');
    await person.press('words.button');
    await person.at('why');
    await lookAt(page, 'why');
    await person.done();
    await lookAt(page, 'prompts with a mark');
    await person.mark('community', 'Alle kjenner alle');
    await person.check(2);
    await lookAt(page, 'check');
    await person.send(2);
    await person.thanked();
    await lookAt(page, 'thanks');
    await person.press('community.link');
    await person.at('map');
    await person.mapRests();
    await lookAt(page, 'map');
    await page.goto(`${person.url}?step=mine`);
    await page.getByText(person.t('state.words.pending')).first().waitFor();
    await lookAt(page, 'mine');
    await page.goto(`${person.url}?step=about`);
    await person.heading(person.t('about.title')).waitFor();
    await lookAt(page, 'about');

    const tiles = new URL(person.area.base_map.url!.replaceAll(/[{}]/g, '')).host;
    expect([...foreignHosts]).toEqual(LONG ? [tiles] : []);
  });

  it('that there is no such area, is said calmly', async () => {
    const { page } = await openPhone(shared.browser, {}, /Failed to load resource/);
    await page.goto(`${shared.server.url}/a/atlantis`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await lookAt(page, 'no such area');
  });

  it('comes first with at most 8 requests, and asks no other host', async () => {
    const { page, requests, foreignHosts } = await openPhone(shared.browser);
    await Journey.open(page, shared.server);
    await page.waitForLoadState('networkidle');
    expect(requests.length, requests.join('\n')).toBeLessThanOrEqual(8);
    expect([...foreignHosts]).toEqual([]);
  });

  it('begins at the only area, and the API has a readable page', async () => {
    const { page } = await openPhone(shared.browser);
    await page.goto(shared.server.url);
    await page.waitForURL('**/a/torstrand');
    await page.locator('main h1').waitFor();
    await page.goto(`${shared.server.url}/api`);
    await page.getByText('createContribution').or(page.getByText('Send a contribution')).first().waitFor();
    await expectNoSidewaysScroll(page, 'the page of the API');
  });

  inLongRun('has its step in the address, so that Back works', async () => {
    const { page } = await openPhone(shared.browser);
    const person = await Journey.open(page, shared.server);
    await person.begin();
    await person.mark('great_value');
    await person.check(1);
    await page.goBack();
    await person.at('prompts');
    await page.goForward();
    await person.at('check');
    await person.control(person.t('check.send', { count: 1 })).waitFor();
  });
});
