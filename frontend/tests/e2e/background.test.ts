import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { glanceAt, lookAt } from './support/checks';
import { Journey } from './support/journey';
import { inLongRun, suite } from './support/suite';
import type { Server } from './support/server';

/** Somebody who has sent a mark, with their receipt. */
async function sender(page: Page, server: Server): Promise<{ person: Journey; receipt: string }> {
  const person = await Journey.open(page, server);
  await person.begin();
  await person.mark('meeting_place');
  await person.check(1);
  await person.send(1);
  await person.thanked();
  return { person, receipt: await person.receipt() };
}
async function stored(server: Server, receipt: string): Promise<unknown> {
  const answer = await fetch(`${server.url}/api/v1/areas/torstrand/participants/me`, {
    headers: { Authorization: `Bearer ${receipt}` }
  });
  return ((await answer.json()) as { background?: { answers: unknown } }).background?.answers;
}

suite(
  'the background questions',
  (shared) => {
    it('come last, are all optional, and can be answered anew', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const { person, receipt } = await sender(page, server);
      const { t } = person;
      const option = (key: string, option: string) => {
        const question = person.area.method.background.find((q) => q.key === key)!;
        const name =
          option === 'prefer_not_to_say'
            ? t('background.unsaid')
            : question.options.find((o) => o.key === option)!.label.nb!;
        return page.getByRole('group', { name: question.label.nb! }).getByLabel(name, { exact: true });
      };
      await person.press('background.link');
      await person.at('background');
      await lookAt(page, 'background');
      await option('age', '30-44').check();
      await option('gender', 'prefer_not_to_say').check();
      await option('relation', 'works').check();
      await option('relation', 'lives').check();
      await glanceAt(page, 'background, answered');
      await person.press('background.save');
      await person.at('thanks');
      await expect
        .poll(() => stored(server, receipt))
        .toEqual({ age: '30-44', gender: 'prefer_not_to_say', relation: ['lives', 'works'] });

      await page.goto(`${person.url}?step=background`);
      await expect.poll(() => option('age', '30-44').isChecked()).toBe(true);
      expect(await option('relation', 'lives').isChecked()).toBe(true);
      await option('relation', 'prefer_not_to_say').check();
      expect(await option('relation', 'lives').isChecked()).toBe(false);
      await option('years', 'always').check();
      await person.press('background.save');
      await expect
        .poll(() => stored(server, receipt))
        .toEqual({
          ...{ age: '30-44', years: 'always', gender: 'prefer_not_to_say', relation: ['prefer_not_to_say'] }
        });
    });

    it('keep of a child under 13 the age alone, and say so', async () => {
      const { browser, server } = shared;
      const { page } = await openPhone(browser);
      const { person, receipt } = await sender(page, server);
      const { t } = person;
      await person.press('background.link');
      await page.getByRole('radio', { name: 'Kvinne', exact: true }).check();
      await page.getByRole('radio', { name: 'Under 13 år' }).check();
      await page.getByText(t('background.alone')).first().waitFor();
      expect(await page.getByRole('group').count()).toBe(1);
      await glanceAt(page, 'background of a child');
      await page.getByRole('radio', { name: '13–15 år' }).check(); // a slip: the rest is there again
      expect(await page.getByRole('radio', { name: 'Kvinne', exact: true }).isChecked()).toBe(true);
      await page.getByRole('radio', { name: 'Under 13 år' }).check();
      await person.press('background.save');
      await expect.poll(() => stored(server, receipt)).toEqual({ age: 'u13' });
    });

    inLongRun('wait for the net like all else', async () => {
      const { browser, server } = shared;
      const { context, page } = await openPhone(browser, {}, /ERR_INTERNET_DISCONNECTED/);
      const { person, receipt } = await sender(page, server);
      await context.setOffline(true);
      await person.press('background.link');
      await page.getByText(person.t('background.away')).waitFor();
      await page.getByRole('radio', { name: '80 år eller mer' }).check();
      await person.press('background.save');
      await person.at('thanks');
      await context.setOffline(false);
      await expect.poll(() => stored(server, receipt), { timeout: 20_000 }).toEqual({ age: '80+' });
    });

    inLongRun('are asked of nobody who has sent nothing', async () => {
      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server, { then: '?step=background' });
      await page.getByText(person.t('background.nobody')).waitFor();
      expect(await page.getByRole('radio').count()).toBe(0);
    });
  },
  { webgl: false }
);
