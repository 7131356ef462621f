import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { Journey } from './support/journey';
import { suite } from './support/suite';

/** Longer than what can be undone is held. */
const HELD = { timeout: 15_000 };

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

      await second.control(second.t('own.withdraw'), row('Undergangen')).click();
      await page.getByText(second.t('queue.withdrawing_soon')).waitFor();
      await expect.poll(() => page.getByText('Undergangen').count(), HELD).toBe(0);
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
      await person.press('own.withdraw');
      await page.getByText(person.t('mine.empty')).waitFor();
      const answer = await fetch(`${server.url}/api/v1/areas/torstrand/contributions/${id}`);
      expect(answer.status).toBe(410);
    });

    it('of nobody is told so', async () => {
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
