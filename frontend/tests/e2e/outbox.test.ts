import { readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { expectAccessible } from './support/checks';
import { Journey } from './support/journey';
import type { Server } from './support/server';
import { inLongRun, suite } from './support/suite';

const NET = /net::ERR_|Failed to load resource/;

suite(
  'the outbox',
  (shared) => {
    /** Opens a phone, and writes one mark up to the check. */
    async function written(words: string, allow?: RegExp) {
      const { context, page } = await openPhone(shared.browser, {}, allow);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('meeting_place', words);
      await person.check(1);
      return { context, page, person };
    }

    it('holds what is sent for a moment, and gives it back as it was', async () => {
      const { page, person } = await written('Angret');
      const before = (await shared.server.publicMarks()).features.length;
      await person.sendHeld(1);
      await person.heading(person.t('thanks.held')).waitFor();
      await expectAccessible(page, 'thanks, held');
      await person.press('undo');
      await person.at('check');
      await page.getByText('Angret').waitFor();
      expect((await shared.server.publicMarks()).features.length).toBe(before);
      await person.send(1);
      await person.thanked();
      expect(await wordsOf(shared.server, person)).toEqual(['Angret']);
    });

    it('sends it by itself when the moment is over', async () => {
      const { person } = await written('Av seg selv');
      await person.forGood(async () => {
        await person.sendHeld(1);
        await person.heading(person.t('thanks.held')).waitFor();
      });
      await person.thanked();
      expect(await wordsOf(shared.server, person)).toEqual(['Av seg selv']);
    });

    it('sends it on the next visit if the page is left', async () => {
      const { page, person } = await written('Neste gang');
      await person.forGood(async () => {
        await person.sendHeld(1);
        await person.heading(person.t('thanks.held')).waitFor();
        await page.reload();
        await person.heading(person.t('thanks.held')).waitFor();
      });
      await person.thanked();
      expect(await wordsOf(shared.server, person)).toEqual(['Neste gang']);
    });

    it('is carried to another phone by a file, and is there exactly once', async () => {
      const { context, page, person } = await written('I en fil', NET);
      await away(context);
      await person.send(1);
      await person.heading(person.t('thanks.offline')).waitFor();
      const waiting = page.waitForEvent('download');
      await person.press('file.save');
      const path = await (await waiting).path();
      expect(readFileSync(path, 'utf8')).toContain('I en fil');

      const other = await Journey.open((await openPhone(shared.browser)).page, shared.server, {
        then: '?step=mine'
      });
      const take = async () => other.page.locator('input[type=file]').setInputFiles(path);
      await take();
      await other.page
        .locator('main')
        .getByText(other.t('file.taken', { count: 1 }))
        .waitFor();
      await other.page.getByLabel(other.t('receipt.label')).waitFor();
      expect(await wordsOf(shared.server, other)).toEqual(['I en fil']);
      await take();
      await other.page
        .locator('main')
        .getByText(other.t('file.taken', { count: 0 }))
        .waitFor();

      await context.unroute(isWrite);
      await person.retried();
      expect(await wordsOf(shared.server, person)).toEqual(['I en fil']);
    });

    inLongRun('says so when a file is none of its own', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server, { then: '?step=mine' });
      const give = (text: string) =>
        page
          .locator('input[type=file]')
          .setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      for (const text of ['', '{', '[]', '{"kvarter":"answers","version":1}', 'null']) {
        await give(text);
        await page.locator('main').getByText(person.t('file.not_ours')).waitFor();
      }
      const elsewhere = {
        kvarter: 'answers',
        version: 1,
        area: 'boston',
        wave: '1',
        sent: [],
        drafts: [],
        queue: []
      };
      await give(JSON.stringify(elsewhere));
      await page
        .locator('main')
        .getByText(person.t('file.other_area', { area: 'Torstrand' }))
        .waitFor();
    });

    it('goes on in memory when the storage is full, says so, and offers a file', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('community', 'Før det ble fullt');
      await page.evaluate(() => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      });
      await person.mark('most_liked', 'Da det var fullt'.padEnd(900, '.'));
      await page.getByText(person.t('not_kept.full')).waitFor();
      await person.check(2);
      await person.control(person.t('file.save')).waitFor();
      await person.send(2);
      await person.thanked();
      expect((await wordsOf(shared.server, person)).length).toBe(2);
    });

    inLongRun('tells the right day, however wrong the phone’s clock is and however it jumps', async () => {
      const { context, page } = await openPhone(shared.browser);
      await context.addInitScript(() => {
        const real = Date.now.bind(Date);
        Date.now = () => real() + Number(sessionStorage.getItem('wrong') ?? 3e10);
      });
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('attached', 'Feil klokke');
      await person.check(1);
      await page.evaluate(() => sessionStorage.setItem('wrong', '-2e10'));
      await person.send(1);
      await person.thanked();
      const [mark] = (await shared.server.ownMarks(await person.receipt())).features;
      expect(Math.abs(Date.parse(mark!.properties.created_at) - Date.now())).toBeLessThan(3600_000);
    });
  },
  { webgl: false }
);

async function wordsOf(server: Server, person: Journey): Promise<(string | null)[]> {
  const { features } = await server.ownMarks(await person.receipt());
  return features.map(({ properties }) => properties.text);
}

const isWrite = (url: URL) => url.pathname === '/healthz' || url.pathname.endsWith('/contributions');

/** Puts the server out of reach. */
async function away(context: BrowserContext): Promise<void> {
  await context.route(isWrite, (route) => route.abort());
}
