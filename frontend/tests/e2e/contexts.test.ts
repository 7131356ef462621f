import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { dragMap, Journey } from './support/journey';
import { inLongRun, suite } from './support/suite';

suite('a hall’s Wi-Fi, without TLS', (shared) => {
  it('is no secure context, and works all the same', async () => {
    // Chromium says so of every page without TLS.
    const { context, page } = await openPhone(
      shared.browser,
      {},
      /Cross-Origin-Opener-Policy header has been ignored/
    );
    const person = await Journey.open(page, shared.server, { host: 'kvarter.test' });
    expect(
      await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'randomUUID' in crypto])
    ).toEqual([false, false, false]);
    await person.begin();
    await person.mark('meeting_place', 'I hallen');
    const second = await Journey.open(await context.newPage(), shared.server, {
      host: 'kvarter.test',
      then: '?step=check'
    });
    await second.send(1);
    await second.thanked();
    const own = await shared.server.ownMarks(await second.receipt());
    expect(own.features.map(({ properties }) => properties.text)).toEqual(['I hallen']);
    await second.press('receipt.copy');
    await second.page
      .getByText(second.t('receipt.copied'))
      .or(second.page.getByText(second.t('receipt.copy_yourself')))
      .first()
      .waitFor();
  });
});

suite(
  'a phone without WebGL',
  (shared) => {
    inLongRun('goes the whole way on the sketch', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.choose('characteristic');
      await page.locator('[data-map="sketch"]').waitFor();
      const where = page.locator('.where').first();
      const before = await where.textContent();
      await dragMap(page, -80, 60);
      await expect.poll(() => where.textContent()).not.toBe(before);
      await person.pinByButtons('map.zoom.in', 'map.move.w');
      await person.done();
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const [mark] = (await shared.server.ownMarks(await person.receipt())).features;
      expect(mark!.properties).toMatchObject({ prompt: 'characteristic', located_by: 'map' });
      await person.press('community.link');
      await page.locator('[data-map="sketch"]').waitFor();
      await page.getByRole('group', { name: person.t('map.marks.label', { count: 1 }) }).waitFor();
      await expect.poll(() => page.locator('.list ul > li').count()).toBe(1);
    });
  },
  { webgl: false }
);
