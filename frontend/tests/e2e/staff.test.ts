import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { lookAt } from './support/checks';
import { Neighbour, point } from './support/neighbours';
import { signIn, staffText as t } from './support/staff';
import { suite } from './support/suite';

const DESK = { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false };
const mark = (text: string) => ({ prompt: 'meeting_place', geometry: point(10, 10), text });

suite('people in charge', (shared) => {
  it('review by keys, and take back as many acts as they like', async () => {
    const { server } = shared;
    const [private_, sunny, spam] = [
      'Ring Kari Nordmann på 99 88 77 66 🙂',
      'Sol hele dagen',
      'Kjøp klokker'
    ];
    for (const text of [private_, sunny, spam]) await new Neighbour(server).send(mark(text));
    const readable = async () =>
      (await server.publicMarks()).features.flatMap(({ properties: { text } }) => text ?? []).sort();

    // Nobody is signed in yet: the browser writes the refusal down.
    const { page } = await openPhone(shared.browser, DESK, /401/);
    await signIn(page, server);
    await page.goto(`${server.url}/admin/torstrand/review`);
    const card = (words: string) => page.locator('article', { hasText: words });
    await card('klokker').waitFor();

    await page.keyboard.press('r'); // the phone number is proposed; the name is selected
    const words = page.getByRole('textbox', { name: t('review.field.text') });
    await words.evaluate((field: HTMLTextAreaElement) => {
      const at = field.value.indexOf('Kari');
      field.setSelectionRange(at, at + 'Kari Nordmann'.length);
    });
    await page.getByRole('button', { name: t('review.redact.take') }).click();
    await page.getByRole('button', { name: t('review.redact.send') }).click();
    await card('99 88 77 66').waitFor({ state: 'detached' });
    expect(await readable()).toEqual(['Ring […] på […] 🙂']);

    await page.keyboard.press('p');
    await card('Sol').waitFor({ state: 'detached' });
    expect(await readable()).toEqual(['Ring […] på […] 🙂', sunny]);
    await page.keyboard.press('h');
    await page.keyboard.press('1');
    await page.getByText(t('review.none')).waitFor();
    expect((await server.publicMarks()).features).toHaveLength(2);

    // The last first, though the message offers only the latest.
    for (const back of ['klokker', 'Sol', '99 88 77 66']) {
      await page.keyboard.press('z');
      await card(back).waitFor();
    }
    expect(await readable()).toEqual([]);
  });

  it('have pages that everybody can use', async () => {
    const { page } = await openPhone(shared.browser, {}, /401/);
    await new Neighbour(shared.server).send(mark('Spør Ola Hansen på 99 88 77 66'));
    await page.goto(`${shared.server.url}/admin/torstrand`);
    await page.getByRole('heading', { level: 1, name: t('staff.sign_in.title') }).waitFor();
    await lookAt(page, 'sign-in');
    await signIn(page, shared.server, 'ola@larvik.kommune.no');
    for (const [name, title] of [
      ['', 'overview.title'],
      ['review', 'review.title'],
      ['placing', 'placing.title'],
      ['settings', 'settings.title'],
      ['settings?part=places', 'settings.title'],
      ['people', 'people.title'],
      ['access', 'access.title']
    ] as const) {
      await page.goto(`${shared.server.url}/admin/torstrand/${name}`.replace(/\/$/, ''));
      await page.getByRole('heading', { level: 1, name: t(title) }).waitFor();
      await page.waitForLoadState('networkidle');
      if (name === 'review') await page.keyboard.press('r');
      await lookAt(page, `admin/${name}`);
    }
  });
});
