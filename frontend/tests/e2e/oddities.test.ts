import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openPhone } from './support/browser';
import { Journey } from './support/journey';
import { inLongRun, suite } from './support/suite';

suite(
  'what people and phones do',
  (shared) => {
    inLongRun('reloads in mid-pin, and finds the pin where it stood', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.choose('most_time');
      await person.mapRests();
      for (const key of ['map.move.e', 'map.move.s', 'map.move.s']) await person.press(key);
      const where = await page.locator('.where').first().textContent();
      await page.reload();
      await person.mapRests();
      await expect.poll(() => page.locator('.where').first().textContent()).toBe(where);
      await person.pin();
      // One answer is enough, and can be sent from wherever one is.
      await person.control(`${person.t('send')} ${person.t('prompts.marks', { count: 1 })}`).click();
      await person.at('check');
      await person.send(1);
      await person.thanked();
      // Back leads to nothing that could be sent twice.
      await page.goBack();
      await person.at('check');
      await page.getByText(person.t('check.empty')).waitFor();
      expect((await shared.server.ownMarks(await receiptOf(person))).features.length).toBe(1);
    });

    inLongRun('does not tell where it is, or tells it a kilometre off', async () => {
      const { context, page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.choose('meeting_place');
      await person.mapRests();
      const where = page.locator('.where').first();
      const before = await where.textContent();
      const locate = async (text: string) => {
        await person.press('map.locate.label');
        await page.locator('.help').getByText(text).waitFor();
      };
      await locate(person.t('map.locate.denied'));
      expect(await where.textContent()).toBe(before);
      await context.grantPermissions(['geolocation']);
      await context.setGeolocation({ latitude: 59.0485, longitude: 10.085, accuracy: 900 });
      await locate('900 m nær');
      await expect.poll(() => where.textContent()).toMatch(/utenfor Torstrand$/);
      // It is only where one begins: the map can be moved on from there.
      await person.press('map.move.w');
      await person.pin();
    });

    inLongRun('keeps nothing in a private window, says so, and sends all the same', async () => {
      const { page } = await openPhone(shared.browser);
      await page.addInitScript(() => {
        for (const name of ['indexedDB', 'localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, {
            get: () => {
              throw new DOMException('not here', 'SecurityError');
            }
          });
      });
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await page.getByText(person.t('not_kept.none')).waitFor();
      await person.mark('community', 'Uten spor');
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const { features } = await shared.server.ownMarks(await person.receipt());
      expect(features.map(({ properties }) => properties.text)).toEqual(['Uten spor']);
    });

    inLongRun('loses a place from the list, but no words, and is asked for another', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.choose('attached');
      await person.pinByList(person.place('fram_stadion'));
      await person.write('Kampen i 1987');
      await person.done();
      const file = join(tmpdir(), `kvarter-without-place-${shared.server.port}.yaml`);
      const yaml = shared.server.run('area', 'show', 'torstrand', '--yaml');
      writeFileSync(file, yaml.replace(/^ {2}- key: fram_stadion\n(?: {4}.*\n)+/m, ''));
      shared.server.run('area', 'apply', file);
      await page.reload();
      await person.press('prompts.check');
      for (const text of ['Kampen i 1987', person.t('where.gone'), person.t('check.lack.place')])
        await page.getByText(text, { exact: true }).first().waitFor();
      await person.press('check.move');
      await person.at('pin');
      await person.pinByList(person.place('revet_ferry'));
      await person.done();
      await person.check(1);
    });
  },
  { webgl: false }
);

/** The receipt that the phone keeps, read where it is shown. */
async function receiptOf(person: Journey): Promise<string> {
  await person.page.goForward();
  await person.thanked();
  return person.receipt();
}
