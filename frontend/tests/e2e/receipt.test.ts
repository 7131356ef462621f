import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openPhone } from './support/browser';
import { expectAccessible, expectNoSidewaysScroll } from './support/checks';
import { Journey } from './support/journey';
import { inLongRun, suite } from './support/suite';

suite(
  'the receipt',
  (shared) => {
    it('opens on a second phone what was sent on the first, to edit and to withdraw', async () => {
      const { browser, server } = shared;
      const first = await Journey.open((await openPhone(browser)).page, server);
      await first.begin();
      await first.mark('meeting_place', 'Ved brygga');
      await first.mark('least_liked', 'Undergangen');
      await first.check(2);
      await first.send(2);
      await first.thanked();
      const receipt = await first.receipt();

      const { page } = await openPhone(browser);
      const second = await Journey.open(page, server, { then: `#${receipt}` });
      await second.heading(second.t('mine.title')).waitFor();
      await page.getByText('Ved brygga').waitFor();
      expect(await page.getByText(second.t('state.words.pending')).count()).toBe(2);
      const row = (words: string) =>
        page
          .getByRole('listitem')
          .filter({ hasText: words })
          .filter({ has: page.getByRole('link') });

      await second.forGood(async () => {
        await second.control(second.t('own.withdraw'), row('Undergangen')).click();
        await page.getByText(second.t('queue.withdrawing_soon')).waitFor();
      });
      await expect.poll(() => page.getByText('Undergangen').count()).toBe(0);
      await expect.poll(async () => (await server.ownMarks(receipt)).features.length).toBe(1);

      await second.control(second.t('check.words'), row('Ved brygga')).click();
      await second.at('why');
      await second.write('Ved den nye brygga', 'En benk');
      await second.press('why.save');
      await second.at('mine');
      await page.getByText('Ved den nye brygga').waitFor();
      const text = async () => (await server.ownMarks(receipt)).features[0]!.properties.text;
      await expect.poll(text).toBe('Ved den nye brygga');
      const [left] = (await server.ownMarks(receipt)).features;
      expect(left!.properties).toMatchObject({
        text: 'Ved den nye brygga',
        wish: 'En benk',
        prompt: 'meeting_place'
      });
    });

    it('withdraws for good: the id is gone', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await Journey.open(page, server);
      await person.begin();
      await person.mark('attached');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const receipt = await person.receipt();
      const id = (await server.ownMarks(receipt)).features[0]!.id;
      await page.goto(`${person.url}?step=mine`);
      await person.forGood(async () => {
        await person.press('own.withdraw');
        await page.getByText(person.t('queue.withdrawing_soon')).waitFor();
      });
      await page.getByText(person.t('mine.empty')).waitFor();
      const answer = await fetch(`${server.url}/api/v1/areas/torstrand/contributions/${id}`);
      expect(answer.status).toBe(410);
    });

    /** Sends marks from a phone of their own; answers the receipt. */
    async function sent(...words: string[]) {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      for (const text of words) await person.mark('community', text);
      await person.check(words.length);
      await person.send(words.length);
      await person.thanked();
      const receipt = await person.receipt();
      await page.goto(`${person.url}?step=mine`);
      return { page, person, receipt };
    }

    inLongRun('shows how each part stands, on map and list, and all of it is accessible', async () => {
      const { page, person } = await sent('Ved elva');
      await page.getByText(person.t('state.place.published')).waitFor();
      await page.getByText(person.t('state.words.pending')).waitFor();
      await page.getByRole('group', { name: person.t('map.marks.label', { count: 1 }) }).waitFor();
      await page.getByRole('img', { name: person.t('receipt.code') }).waitFor();
      await expectAccessible(page, 'receipt');
      await page.setViewportSize({ width: 320, height: 640 });
      await expectNoSidewaysScroll(page, 'receipt at 320');
      await person.press('all.button');
      await expectAccessible(page, 'receipt, asking');
      await page.keyboard.press('Escape');
      await person.press('own.withdraw');
      await page.getByText(person.t('queue.withdrawing_soon')).waitFor();
      await expectAccessible(page, 'receipt, withdrawing');
      await person.control(person.t('undo'), page.getByRole('listitem')).click();
      await page.getByText(person.t('state.place.published')).waitFor();
    });

    it('withdraws everything after asking, and can be undone for a moment', async () => {
      const { page, person, receipt } = await sent('Første', 'Andre');
      await person.press('all.button');
      await person.press('mine.forget.no');
      await page.getByText('Første').waitFor();
      await person.press('all.button');
      await person.press('all.yes');
      await page.getByText(person.t('queue.withdraw_all')).waitFor();
      await person.control(person.t('undo'), page.getByRole('region')).click();
      await page.getByText('Første').waitFor();
      await person.press('all.button');
      await person.forGood(async () => {
        await person.press('all.yes');
        await page.getByText(person.t('queue.withdraw_all')).waitFor();
      });
      await page.getByText(person.t('mine.nobody')).waitFor();
      const answer = await fetch(`${shared.server.url}/api/v1/areas/torstrand/participants/me`, {
        headers: { Authorization: `Bearer ${receipt}` }
      });
      expect(answer.status).toBe(404);

      // Whoever goes on is somebody new.
      await person.press('thanks.more');
      await person.mark('meeting_place', 'På nytt');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      expect(await person.receipt()).not.toBe(receipt);
    });

    inLongRun('gives all that is kept about its person as a file', async () => {
      const { page, person } = await sent('I arkivet');
      const waiting = page.waitForEvent('download');
      await person.press('data.read');
      const file = await waiting;
      expect(file.suggestedFilename()).toMatch(/^torstrand-.*\.json$/);
      expect(readFileSync(await file.path(), 'utf8')).toContain('I arkivet');
    });

    it('leaves no trace on a phone that it is only read and used on', async () => {
      const { receipt } = await sent('Gjest');
      const { page } = await openPhone(shared.browser);
      const guest = await Journey.open(page, shared.server, { then: `#${receipt}` });
      await guest.control(guest.t('check.words'), page.getByRole('listitem')).click();
      await guest.at('why');
      await guest.write('Endret som gjest');
      await guest.press('why.save');
      await guest.at('mine');
      const text = async () => (await shared.server.ownMarks(receipt)).features[0]!.properties.text;
      await expect.poll(text).toBe('Endret som gjest');
      expect(await keptOn(page)).not.toContain('kvr_');
      await page.goto(guest.url);
      await guest.control(guest.t('welcome.start')).waitFor();
    });

    inLongRun('on two phones at once does no harm: what one withdrew, the other is told', async () => {
      const { page, person, receipt } = await sent('Felles');
      const second = await openPhone(shared.browser, {}, /Failed to load resource/);
      const other = await Journey.open(second.page, shared.server, { then: `#${receipt}` });
      await other.control(other.t('check.words'), second.page.getByRole('listitem')).click();
      await other.at('why');
      await person.forGood(async () => {
        await person.press('own.withdraw');
        await page.getByText(person.t('queue.withdrawing_soon')).waitFor();
      });
      await page.getByText(person.t('mine.empty')).waitFor();
      await other.write('For sent');
      await other.press('why.save');
      await second.page.getByText(other.t('error.gone')).waitFor();
      expect((await shared.server.ownMarks(receipt)).features).toEqual([]);
    });

    inLongRun('is printed without what can be pressed', async () => {
      const { page, person } = await sent('På papir');
      await page.emulateMedia({ media: 'print' });
      await page.getByText('På papir').waitFor();
      await page.locator('.kv-printonly', { hasText: 'kvr_' }).waitFor();
      await page.getByRole('img', { name: person.t('receipt.code') }).waitFor();
      for (const name of ['own.withdraw', 'receipt.copy', 'thanks.more', 'all.button'])
        expect(await person.control(person.t(name)).isVisible(), name).toBe(false);
    });

    inLongRun('of nobody is told so', async () => {
      const { page } = await openPhone(shared.browser, {}, /Failed to load resource/);
      const person = await Journey.open(page, shared.server, { then: '#kvr_aaaaaaaaaaaaaaaaaaaaaa' });
      await page
        .getByText(person.t('error.not_found'))
        .or(page.getByText(person.t('error.receipt')))
        .waitFor();
    });
  },
  { webgl: false }
);

/** Everything that the browser keeps for the page. */
async function keptOn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const opening = indexedDB.open('kvarter');
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    const values = await new Promise((done) => {
      const asking = db.transaction('kept').objectStore('kept').getAll();
      asking.onsuccess = () => done(asking.result);
    });
    return JSON.stringify([values, { ...localStorage }, { ...sessionStorage }, document.cookie]);
  });
}
