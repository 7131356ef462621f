import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { glanceAt, lookAt } from './support/checks';
import { Journey } from './support/journey';
import { inLongRun, suite } from './support/suite';
import type { Server } from './support/server';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const NEWS = `
news:
  - date: 2026-05-01
    title: { nb: Svarene er lest, en: The answers are read }
    body:
      nb: Vi har lest alt dere skrev.
      en: We have read all you wrote.
  - date: 2026-06-12
    title: { nb: Møte på Grendehuset, en: Meeting at Grendehuset }
    body: { nb: Kom og hør., en: Come and listen. }
`;

/** Torstrand with a wave from opens to closes, by days from now; and with news. */
function apply(server: Server, slug: string, opens: number, closes: number): void {
  const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();
  const yaml = server
    .run('area', 'show', 'torstrand', '--yaml')
    .replace(/^slug: .*/m, `slug: ${slug}`)
    .replace(/^news:[\s\S]*?(?=^\S)/m, '')
    .replace(/^( *)method: torstrand-2024$/m, `$&\n$1opens: ${at(opens)}\n$1closes: ${at(closes)}`);
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-wave-'));
  writeFileSync(join(folder, 'area.yaml'), yaml + NEWS);
  server.run('area', 'apply', join(folder, 'area.yaml'));
  rmSync(folder, { recursive: true });
}
/** A day as the page writes it, in Oslo; the year only where it is another. */
function day(time: number): RegExp {
  const parts = { day: 'numeric', month: 'long', timeZone: 'Europe/Oslo' } as const;
  return new RegExp(new Intl.DateTimeFormat('nb', parts).format(time));
}
/** Makes all drafts on this phone older. */
async function age(page: Page, ms: number): Promise<void> {
  await page.evaluate(
    (ms) =>
      new Promise<void>((done, fail) => {
        const opening = indexedDB.open('kvarter');
        opening.onsuccess = () => {
          const tx = opening.result.transaction('kept', 'readwrite');
          const cursor = tx.objectStore('kept').openCursor(IDBKeyRange.bound('draft/', 'draft/\uffff'));
          cursor.onsuccess = () => {
            const row = cursor.result;
            if (!row) return;
            row.update({ ...row.value, at: row.value.at - ms });
            row.continue();
          };
          tx.oncomplete = () => (opening.result.close(), done());
          tx.onerror = () => fail(tx.error);
        };
      }),
    ms
  );
}

/** Makes all drafts and the person on this phone those of the wave of 2019. */
async function backdate(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done, fail) => {
        const opening = indexedDB.open('kvarter');
        opening.onsuccess = () => {
          const tx = opening.result.transaction('kept', 'readwrite');
          const cursor = tx.objectStore('kept').openCursor();
          cursor.onsuccess = () => {
            const row = cursor.result;
            if (!row) return;
            const [kind, area, , ...rest] = String(row.key).split('/');
            if (kind === 'draft' || kind === 'person') {
              tx.objectStore('kept').put(row.value, [kind, area, '2019', ...rest].join('/'));
              row.delete();
            }
            row.continue();
          };
          tx.oncomplete = () => (opening.result.close(), done());
          tx.onerror = () => fail(tx.error);
        };
      })
  );
}

suite(
  'a wave',
  (shared) => {
    inLongRun('that has not opened says when it will, and what it is', async () => {
      const { browser, server } = shared;
      apply(server, 'before', 3, 30);
      const { page } = await openPhone(browser);
      const person = await Journey.open(page, server, { slug: 'before' });
      await person.heading(person.t('closed.before.title', { area: 'Torstrand' })).waitFor();
      const text = await page.locator('main').innerText();
      expect(text).toMatch(day(Date.now() + 3 * DAY));
      expect(text).toMatch(day(Date.now() + 30 * DAY - 1));
      expect(text).toContain('områdesatsing');
      expect(text.indexOf('Møte på Grendehuset')).toBeLessThan(text.indexOf('Svarene er lest'));
      expect(text).toMatch(/12\. juni[\s\S]*1\. mai/);
      await lookAt(page, 'before a wave');
      await page.goto(`${person.url}?step=story&prompt=story`);
      await person.heading(person.t('closed.before.title', { area: 'Torstrand' })).waitFor();
    });

    it('that is open says until when', async () => {
      const { browser, server } = shared;
      apply(server, 'open', -3, 5);
      const { page } = await openPhone(browser);
      await Journey.open(page, server, { slug: 'open' });
      expect(await page.locator('main').innerText()).toMatch(day(Date.now() + 5 * DAY - 1));
    });

    it('that closed meanwhile still takes what was made before, and tells what happens next', async () => {
      const { browser, server } = shared;
      apply(server, 'late', -3, 5);
      const { page } = await openPhone(browser);
      const person = await Journey.open(page, server, { slug: 'late' });
      const { t } = person;
      await person.begin();
      await person.mark('meeting_place', 'Ved brygga');
      apply(server, 'late', -3, -1 / 24);
      await age(page, 2 * HOUR);
      await page.goto(person.url);
      await person.heading(t('closed.after.title', { area: 'Torstrand' })).waitFor();
      await page.getByText(/^Du har ett svar som ikke er sendt/).waitFor();
      expect(await page.locator('main').innerText()).toMatch(day(Date.now() + 14 * DAY - HOUR));
      await page.getByText('Møte på Grendehuset').waitFor();
      await glanceAt(page, 'after a wave, with a draft');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      await page.getByText('Svarene er lest').waitFor();
      const own = await server.ownMarks(await person.receipt(), 'late');
      expect(own.features.map(({ properties }) => properties.text)).toEqual(['Ved brygga']);
    });

    inLongRun('that is new shows what an earlier one left on the phone', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const person = await Journey.open(page, server);
      const { t } = person;
      await person.begin();
      await person.mark('meeting_place', 'Sendt den gang');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      await person.press('thanks.more');
      await person.mark('community', 'Aldri sendt');
      await person.mark('most_liked', 'Gjelder ikke lenger');
      await page.goto('about:blank'); // a page that is open would keep what it knows
      await page.goto(`${server.url}/api`);
      await backdate(page);

      await page.goto(person.url);
      await page.getByText(t('earlier.unsent', { count: 2 })).waitFor();
      await person.press('earlier.see');
      await person.heading(t('earlier.title')).waitFor();
      await lookAt(page, 'answers of an earlier wave');
      const row = (words: string) => page.getByRole('listitem').filter({ hasText: words });
      await row('Gjelder ikke lenger')
        .getByRole('button', { name: t('check.remove') })
        .click();
      await row('Gjelder ikke lenger').waitFor({ state: 'detached' });
      await row('Aldri sendt')
        .getByRole('button', { name: t('earlier.take') })
        .click();
      await row('Aldri sendt').waitFor({ state: 'detached' });
      await person.press('earlier.has_sent.see');
      await page.getByText(t('mine.earlier')).waitFor();
      await page.getByText('Sendt den gang').waitFor();

      await page.goto(person.url);
      await page.getByText(t('welcome.kept', { count: 1 })).waitFor();
      await page.goto(`${person.url}?step=check`);
      await person.send(1);
      await person.thanked();
      const own = await server.ownMarks(await person.receipt());
      expect(own.features.map(({ properties }) => properties.text)).toEqual(['Aldri sendt']);
    });

    inLongRun('that is long over keeps what was written, and says it cannot be sent', async () => {
      const { browser, server } = shared;
      apply(server, 'over', -60, 5);
      const { page } = await openPhone(browser, {}, /status of 409/);
      const person = await Journey.open(page, server, { slug: 'over' });
      const { t } = person;
      await person.begin();
      await person.mark('meeting_place', 'Ved brygga');
      apply(server, 'over', -60, -20);
      await page.goto(person.url);
      await page.getByText(/^Du har ett svar som ikke ble sendt/).waitFor();
      await lookAt(page, 'long after a wave');
      await person.press('closed.see');
      await page.getByText('Ved brygga').waitFor();
      await person.send(1); // the server has the last word, and the words stay
      await page.getByText(t('error.wave_closed')).waitFor();
      await page.getByText('Ved brygga').waitFor();
    });
  },
  { webgl: false }
);
