import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { Journey } from './support/journey';
import { inLongRun, suite } from './support/suite';

const NET = /net::ERR_|Failed to load resource/;

/** Where contributions are written. */
const WRITES = '**/api/v1/areas/torstrand/contributions';

suite(
  'what is kept on the phone',
  (shared) => {
    it('survives a reload in mid-draft, words and all', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('meeting_place', 'Ved kiosken');
      await person.choose('great_value');
      await person.pinByWords('den gamle eika');
      await person.write('Den har alltid stått her', 'La den stå');
      await person.page.getByText(person.t('saved'), { exact: true }).waitFor();
      await page.reload();
      const fields = page.getByRole('textbox');
      await expect.poll(() => fields.first().inputValue()).toBe('Den har alltid stått her');
      expect(await fields.nth(1).inputValue()).toBe('La den stå');
      await person.done();
      await person.check(2);
      for (const words of ['Ved kiosken', 'den gamle eika', 'Den har alltid stått her', 'La den stå'])
        await page.getByText(words, { exact: true }).waitFor();
    });

    inLongRun('is seen in another tab, and forgotten when asked', async () => {
      const { context, page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('meeting_place');
      const second = await Journey.open(await context.newPage(), shared.server, { then: '?step=check' });
      await second.control(second.t('check.send', { count: 1 })).waitFor();
      await person.mark('community');
      await second.control(second.t('check.send', { count: 2 })).waitFor();
      await second.send(2);
      await second.thanked();
      await second.page.goto(`${second.url}?step=mine`);
      await second.press('mine.forget.button');
      await second.press('mine.forget.yes');
      await second.heading(second.t('welcome.title', { area: 'Torstrand' })).waitFor();
      await page.goto(`${person.url}?step=mine`);
      await page.getByText(person.t('mine.nobody')).waitFor();
    });

    it('waits for the net, and is then sent by itself, exactly once', async () => {
      const { context, page, requests } = await openPhone(shared.browser, {}, NET);
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('show_visitors', 'Utsikten fra brua');
      await person.check(1);
      await context.setOffline(true);
      await person.send(1);
      await person.heading(person.t('thanks.offline')).waitFor();
      await page.getByText(person.t('queue.waiting')).waitFor();
      const before = (await shared.server.publicMarks()).features.length;
      await context.setOffline(false);
      await person.thanked();
      const own = await shared.server.ownMarks(await person.receipt());
      expect(own.features.map(({ properties }) => properties.text)).toEqual(['Utsikten fra brua']);
      expect((await shared.server.publicMarks()).features.length).toBe(before + 1);
      expect(requests.filter((request) => request === 'GET /healthz').length).toBeGreaterThan(0);
    });

    it('waits through a reload, too', async () => {
      const { context, page } = await openPhone(shared.browser, {}, NET);
      const away = (url: URL) => url.pathname === '/healthz' || url.pathname.endsWith('/contributions');
      await context.route(away, (route) => route.abort());
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('characteristic', 'Murene');
      await person.check(1);
      await person.send(1);
      await person.heading(person.t('thanks.offline')).waitFor();
      await page.reload();
      await person.heading(person.t('thanks.offline')).waitFor();
      await page.getByText('Murene').waitFor();
      await context.unroute(away);
      await person.retried();
      const own = await shared.server.ownMarks(await person.receipt());
      expect(own.features.map(({ properties }) => properties.text)).toEqual(['Murene']);
    });

    it('is sent again when the answer got lost, and is there exactly once', async () => {
      const { context, page } = await openPhone(shared.browser, {}, NET);
      const statuses: number[] = [];
      await context.route(WRITES, async (route) => {
        if (route.request().method() !== 'POST') return route.fallback();
        const answer = await route.fetch();
        statuses.push(answer.status());
        return statuses.length === 1 ? route.abort() : route.fulfill({ response: answer });
      });
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('attached', 'Barndommens gate');
      await person.check(1);
      await person.send(1);
      await person.heading(person.t('thanks.offline')).waitFor();
      await person.retried();
      expect(statuses).toEqual([201, 200]);
      const own = await shared.server.ownMarks(await person.receipt());
      expect(own.features.length).toBe(1);
    });

    it('says why a mark was refused, and sends it once it is changed', async () => {
      const { context, page } = await openPhone(shared.browser, {}, NET);
      await context.route(WRITES, async (route) => {
        const body = route.request().postDataJSON() as { text: string };
        if (body.text === 'For langt')
          return route.continue({ postData: { ...body, text: 'x'.repeat(1001) } });
        return route.fallback();
      });
      const person = await Journey.open(page, shared.server);
      await person.begin();
      await person.mark('most_time', 'For langt');
      await person.mark('community', 'Akkurat passe');
      await person.check(2);
      await person.send(2);
      await person.heading(person.t('thanks.refused')).waitFor();
      await page.getByText(person.t('error.too_long')).waitFor();
      await person.press('queue.edit');
      await person.at('why');
      await person.write('Kort');
      await person.done();
      await person.check(1);
      await person.send(1);
      await person.thanked();
      const own = await shared.server.ownMarks(await person.receipt());
      expect(own.features.map(({ properties }) => properties.text).sort()).toEqual(['Akkurat passe', 'Kort']);
    });
  },
  { webgl: false }
);
