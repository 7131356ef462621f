import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { expectAccessible, expectNoSidewaysScroll } from './support/checks';
import { Journey } from './support/journey';
import { tabTo } from './support/keyboard';
import { Neighbour, point } from './support/neighbours';
import { inLongRun, sketchSuite } from './support/suite';

const LOOK = '?step=stories&look=1';
const cards = (page: Page) => page.locator('.list article');
const card = (page: Page, title: string) => cards(page).filter({ hasText: title });

sketchSuite('the stories', (shared) => {
  const tell = (title: string, more: Record<string, unknown> = {}) =>
    new Neighbour(shared.server).publish({
      prompt: 'story',
      title,
      text: `${title}.\n\nDet var den gangen.`,
      share: 'anonymous',
      lang: 'nb',
      ...more
    });

  it('are found by time, theme and words, on map and list alike', async () => {
    await tell('Fløyta gikk', {
      period_from: '1960',
      period_to: '1969',
      theme: 'history',
      geometry: point(0, 100)
    });
    await tell('Isen på elva', { period_from: '1931~', theme: 'history', geometry: point(400, 0) });
    await tell('Nye naboer', { period_from: '2023', theme: 'social', geometry: point(-300, -100) });
    await tell('Uten år', { theme: 'stories' });
    await tell('For programmet alene', { share: 'programme', geometry: point(10, 10) });
    const { page } = await openPhone(shared.browser);
    const person = await Journey.open(page, shared.server, { then: LOOK });
    const titles = async () => (await cards(page).locator('h2').allInnerTexts()).sort();
    const shows = async (...wanted: string[]) => {
      await expect.poll(titles).toEqual(wanted.sort());
      if (wanted.length > 0)
        await page
          .getByText(person.t('look.shown', { n: wanted.length, count: wanted.length }))
          .first()
          .waitFor();
      await page
        .getByRole('group', { name: person.t('map.marks.label', { count: wanted.length }) })
        .waitFor();
    };
    await shows('Fløyta gikk', 'Isen på elva', 'Nye naboer', 'Uten år');
    await card(page, 'Isen på elva')
      .getByText(person.t('period.about', { time: '1931' }))
      .waitFor();

    // By the keyboard: from the 1950s on, then until the 1960s, then only what tells of a time.
    await tabTo(page.getByRole('slider', { name: person.t('time.from') }));
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
    await shows('Fløyta gikk', 'Nye naboer', 'Uten år');
    await tabTo(page.getByRole('slider', { name: person.t('time.to') }));
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
    await shows('Fløyta gikk', 'Uten år');
    await tabTo(page.getByRole('checkbox', { name: person.t('time.undated') }));
    await page.keyboard.press('Space');
    await shows('Fløyta gikk');
    // The ends do not pass each other.
    await tabTo(page.getByRole('slider', { name: person.t('time.to') }));
    await page.keyboard.press('Home');
    await shows();
    expect(await page.getByRole('slider', { name: person.t('time.to') }).inputValue()).toBe('1950');
    await page.getByText(person.t('look.none')).waitFor();
    await person.press('filter.all');
    await shows('Fløyta gikk', 'Isen på elva', 'Nye naboer', 'Uten år');
    await page.getByRole('button', { name: 'Sosialt liv' }).click();
    await shows('Nye naboer');
    await page.getByRole('button', { name: 'Sosialt liv' }).click();
    await page.getByRole('searchbox').fill('isen');
    await shows('Isen på elva');
  });

  inLongRun('are read on a page of their own, and Back leads to the same place', async () => {
    const { page } = await openPhone(shared.browser);
    for (let i = 0; i < 8; i++) await tell(`Historie nummer ${i}`);
    const told = await tell('Lyset på brua', {
      share: 'named',
      byline: 'Anna Olsen',
      consent_lang: 'nb',
      period_from: '1972~',
      theme: 'stories',
      geometry: point(120, 60),
      text: 'Første avsnitt.\n\nAndre avsnitt ' + 'og mer '.repeat(100)
    });
    const person = await Journey.open(page, shared.server, { then: LOOK });
    const link = card(page, 'Lyset på brua').getByRole('link');
    await link.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    expect(before).toBeGreaterThan(100);
    await link.click();
    await person.heading('Lyset på brua').waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe(told.id);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    for (const said of [
      'Første avsnitt.',
      person.t('reading.by', { name: 'Anna Olsen' }),
      person.t('period.about', { time: '1972' })
    ])
      await page.getByText(said).first().waitFor();
    await expectAccessible(page, 'a story, light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, 'a story, dark', ['color-contrast']);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await expectNoSidewaysScroll(page, 'a story, 200 % text');
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
    await page.goBack();
    await person.heading(person.t('reading.title')).waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);

    // Its address leads straight to it, and from there to all.
    await page.goto(`${person.url}${LOOK}&show=${told.id}`);
    await person.heading('Lyset på brua').waitFor();
    await person.press('reading.back');
    await card(page, 'Lyset på brua').waitFor();

    // And from one to the next, in the list's order.
    const links = page.locator('.list li h2 a');
    const [first, second] = await links.allTextContents();
    await links.first().click();
    await person.heading(first!).waitFor();
    await person.press('reading.next');
    await person.heading(second!).waitFor();
  });

  inLongRun('stand out on the map when chosen in the list', async () => {
    const { page } = await openPhone(shared.browser);
    await tell('Ved kaia', { geometry: point(-500, -300) });
    const person = await Journey.open(page, shared.server, { then: LOOK });
    const here = card(page, 'Ved kaia');
    await here.getByRole('button', { name: person.t('community.show') }).click();
    await expect.poll(() => here.getAttribute('aria-current')).toBe('true');
    await person.mapRests();
    await expectAccessible(page, 'stories, light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, 'stories, dark', ['color-contrast']);
    await page.setViewportSize({ width: 320, height: 568 });
    await expectNoSidewaysScroll(page, 'stories, 320 px');
    await expectAccessible(page, 'stories, 320 px', ['target-size']);
  });

  it('come after one’s own answers, unless one only looks', async () => {
    const { page } = await openPhone(shared.browser);
    const person = await Journey.open(page, shared.server, { then: '?step=stories' });
    await person.at('prompts');
  });
});
