import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { expectAccessible, lookAt } from './support/checks';
import { Journey } from './support/journey';
import { tabTo } from './support/keyboard';
import type { Server } from './support/server';
import { inLongRun, suite } from './support/suite';

const WORDS = 'Da fabrikken var i gang, visste alle hva klokka var.\n\nFløyta gikk klokka sju 👨‍👩‍👧.';

/** Somebody who has chosen to tell a story. */
async function storyteller(page: Page, server: Server): Promise<Journey> {
  const person = await Journey.open(page, server);
  await person.begin();
  await page.getByRole('link', { name: person.label('story') }).click();
  await part(page, 'words');
  return person;
}
const tell = (person: Journey) => person.page.getByLabel(person.label('story', 'why')).fill(WORDS);
const part = (page: Page, name: string) => page.waitForURL((url) => url.searchParams.get('part') === name);
const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

suite(
  'a story',
  (shared) => {
    it('is asked for part by part, and stands on the server as it was told', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await storyteller(page, server);
      const { t } = person;
      await lookAt(page, 'the words of a story');
      await page.getByLabel(t('story.title')).fill('Fløyta');
      await page.getByLabel(person.label('story', 'why')).fill(WORDS);
      await person.press('story.next');
      await part(page, 'theme');
      await lookAt(page, 'the theme of a story');
      await page.getByRole('radio', { name: 'Torstrands historie' }).check();
      await person.press('story.next');
      await part(page, 'when');
      await radio(page, t('story.when.decade')).check();
      await page.getByRole('combobox').selectOption('1960');
      await page.getByRole('checkbox', { name: t('story.when.about') }).check();
      await lookAt(page, 'the time of a story');
      await person.press('story.next');
      await part(page, 'where');
      await lookAt(page, 'the place of a story');
      await person.press('story.where.map');
      await person.at('pin');
      await person.mapRests();
      await person.press('map.move.e');
      await page.locator('button:not([aria-disabled])', { hasText: t('pin.button') }).click();
      await part(page, 'where');
      await lookAt(page, 'the place of a story, chosen');
      await person.press('story.next');
      await part(page, 'who');
      await lookAt(page, 'who may see a story');
      await radio(page, t('story.who.named')).check();
      await radio(page, t('story.who.age.yes', { age: 15 })).check();
      await page.getByLabel(t('story.who.name'), { exact: true }).fill('Åse');
      await lookAt(page, 'a story by name');
      await page.getByRole('checkbox', { name: t('story.who.agree') }).check();
      await person.press('story.done');
      await person.at('prompts');
      await person.check(1);
      await page.getByText(/omkring 1960-årene · Alle, med navnet mitt: Åse/).waitFor();
      await lookAt(page, 'a story to be checked');
      await person.send(1);
      await person.thanked();
      const [story] = (await server.ownMarks(await person.receipt())).features;
      expect(story!.geometry?.type).toBe('Point');
      expect(story!.properties).toMatchObject({
        ...{ kind: 'story', title: 'Fløyta', text: WORDS, theme: 'history', share: 'named', byline: 'Åse' },
        ...{ period_from: '1960~', period_to: '1969~', consent_lang: 'nb', review_words: 'pending' }
      });
      const said = JSON.stringify(await server.publicMarks());
      for (const words of ['Fløyta', 'fabrikken', 'Åse']) expect(said).not.toContain(words);
    });

    inLongRun('needs words alone: the rest may be skipped, and it is for the programme', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await storyteller(page, server);
      await person.control(person.t('story.next')).click({ force: true });
      await page.getByText(person.t('story.words.empty')).first().waitFor();
      await tell(person);
      await person.press('story.next');
      await part(page, 'theme');
      await person.press('story.finish');
      await person.at('prompts');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const [story] = (await server.ownMarks(await person.receipt())).features;
      expect([story!.geometry, story!.properties.share]).toEqual([null, 'programme']);
      await page.goto(`${person.url}?step=mine`);
      await page.getByText(person.t('state.programme')).waitFor();
    });

    inLongRun('keeps what was typed through reload and Back, however long and odd', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await storyteller(page, server);
      const field = page.getByLabel(person.label('story', 'why'));
      const odd = `<b>limt</b> <script>alert(1)</script>\nمرحبا – hei ‏\n${'æ'.repeat(10_000)}`;
      await field.fill(odd);
      await page
        .getByText(/for mye/)
        .first()
        .waitFor();
      await page.reload();
      expect(await field.inputValue()).toBe(odd);
      await person.control(person.t('story.next')).click({ force: true });
      await page.getByText(person.t('error.too_long')).first().waitFor();
      await page.goBack();
      await person.at('prompts');
      await person.press('prompts.check');
      await page.getByText(person.t('error.too_long')).first().waitFor();
      await page.getByText('<b>limt</b> <script>alert(1)</script>').waitFor();
      await person.press('story.change');
      await page
        .getByRole('link', { name: `${person.t('story.change')} ${person.t('story.part.words')}` })
        .click();
      const fits = odd.slice(0, 9000);
      await field.fill(fits);
      await person.press('story.next');
      await part(page, 'theme');
      await page.goBack();
      await part(page, 'words');
      expect(await field.inputValue()).toBe(fits);
      await page.goto(`${person.url}?step=check`);
      await person.send(1);
      await person.thanked();
      const [story] = (await server.ownMarks(await person.receipt())).features;
      expect(story!.properties.text).toBe(fits);
    });

    it('asks who is too young for no name, and says so kindly', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await storyteller(page, server);
      const { t } = person;
      await tell(person);
      for (const _ of ['theme', 'when']) await person.press('story.next');
      await person.press('story.next');
      await person.press('story.where.none');
      await part(page, 'who');
      await radio(page, t('story.who.named')).check();
      await person.control(t('story.done')).click({ force: true });
      await page
        .getByText(t('story.who.age.first', { age: 15 }))
        .first()
        .waitFor();
      await radio(page, t('story.who.age.no')).check();
      await page
        .getByText(t('story.who.young', { age: 15 }))
        .first()
        .waitFor();
      expect(await radio(page, t('story.who.anonymous')).isChecked()).toBe(true);
      expect(await page.getByLabel(t('story.who.name'), { exact: true }).count()).toBe(0);
      await person.press('story.done');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const [story] = (await server.ownMarks(await person.receipt())).features;
      expect([story!.properties.share, story!.properties.byline]).toEqual(['anonymous', null]);
    });

    it('is changed later part by part, and a name taken back is gone', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await storyteller(page, server);
      const { t } = person;
      await tell(person);
      await person.press('story.next');
      await page.goto(page.url().replace('part=theme', 'part=who'));
      await radio(page, t('story.who.named')).check();
      await radio(page, t('story.who.age.yes', { age: 15 })).check();
      await page.getByLabel(t('story.who.name'), { exact: true }).fill('Åse');
      await page.getByRole('checkbox', { name: t('story.who.agree') }).check();
      await person.press('story.done');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const receipt = await person.receipt();
      const stored = async () => (await server.ownMarks(receipt)).features[0]!.properties;
      expect((await stored()).byline).toBe('Åse');

      await page.goto(`${person.url}?step=mine`);
      await person.press('story.change');
      await person.heading(t('story.whole')).waitFor();
      await lookAt(page, 'a whole story');
      const change = (name: string) =>
        page.getByRole('link', { name: `${t('story.change')} ${t(name)}` }).click();
      await change('story.part.when');
      await radio(page, t('story.when.year')).check();
      await page.getByLabel(t('story.when.year.label')).fill('1963');
      await person.press('why.save');
      await page.getByText('1963', { exact: true }).waitFor();
      await change('story.part.who');
      await radio(page, t('story.who.anonymous')).check();
      await person.press('why.save');
      await expect.poll(async () => (await stored()).byline).toBeNull();
      const now = {
        share: 'anonymous',
        period_from: '1963',
        period_to: null,
        text: WORDS,
        consent_lang: null
      };
      expect(await stored()).toMatchObject(now);
    });

    inLongRun('is told by the keyboard alone', async () => {
      const { browser, server } = shared;
      const desktop = { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false };
      const { page } = await openPhone(browser, desktop);
      const person = await storyteller(page, server);
      const { t } = person;
      const next = async () => {
        await tabTo(person.control(t('story.next')));
        await page.keyboard.press('Enter');
      };
      // The address changes before the screen does, whose heading then has the focus.
      const arrive = async (name: string) => {
        await part(page, name);
        await page.locator('h1:focus').waitFor();
      };
      await tabTo(page.getByLabel(person.label('story', 'why')));
      await page.keyboard.type('Vi badet ved brygga');
      await next();
      await arrive('theme');
      await tabTo(page.getByRole('radio', { checked: true }));
      await page.keyboard.press('ArrowUp');
      await next();
      await arrive('when');
      await tabTo(page.getByRole('radio', { checked: true }));
      await page.keyboard.press('ArrowUp'); // several years
      await tabTo(page.getByLabel(t('story.when.from')));
      await page.keyboard.type('1958');
      await tabTo(page.getByLabel(t('story.when.to')));
      await page.keyboard.type('1971');
      await next();
      await arrive('where');
      await tabTo(person.control(t('story.where.none')));
      await page.keyboard.press('Enter');
      await arrive('who');
      await tabTo(person.control(t('story.done')));
      await page.keyboard.press('Enter');
      await person.check(1);
      await page.getByText('Vi badet ved brygga', { exact: true }).waitFor();
      await page.getByText('Torstrands historie · 1958–1971 · Bare programmet').waitFor();
    });
  },
  { webgl: false }
);

suite(
  'an answer in words',
  (shared) => {
    inLongRun('has no map, is given once where one is asked for, and waits for its words', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await Journey.open(page, server);
      const { t } = person;
      await person.begin();
      await page.getByRole('radio', { name: t('prompts.liking.words'), exact: true }).check({ force: true });
      expect(await page.getByRole('link', { name: person.label('meeting_place') }).count()).toBe(0);
      await page.getByRole('link', { name: person.label('others_view') }).click();
      await person.at('why');
      expect(await page.getByRole('link', { name: t('why.place') }).count()).toBe(0);
      await lookAt(page, 'an answer in words');
      await person.control(t('why.done')).click({ force: true });
      await page.getByText(t('why.empty')).first().waitFor();
      await person.write('De tror det bare er støy');
      await person.done();
      await page.getByRole('button', { name: person.label('others_view') }).click({ force: true });
      await page
        .getByText(t('prompts.full', { count: 1 }))
        .first()
        .waitFor();
      await expectAccessible(page, 'a question that is answered');
      await page.goto(`${person.url}?step=pin&prompt=others_view`);
      await person.at('why'); // whatever the address says
      await person.heading(person.label('others_view')).waitFor();
    });

    inLongRun('may get a place and lose it again', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await Journey.open(page, server);
      const { t } = person;
      await person.begin();
      await page.getByRole('link', { name: person.label('missing') }).click();
      await person.at('why');
      await person.write('En kafé');
      await person.press('why.place');
      await person.at('pin');
      await person.pinByList(person.place('revet_ferry'));
      await page.getByText(person.place('revet_ferry')).first().waitFor();
      expect(await page.getByRole('textbox').first().inputValue()).toBe('En kafé');
      await person.press('why.unplace');
      await page.getByText(t('why.unplaced')).waitFor({ state: 'attached' });
      await person.done();
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const [mark] = (await server.ownMarks(await person.receipt())).features;
      expect([mark!.geometry, mark!.properties.place, mark!.properties.text]).toEqual([
        null,
        null,
        'En kafé'
      ]);
    });
  },
  { webgl: false }
);
