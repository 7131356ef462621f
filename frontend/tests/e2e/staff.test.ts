import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { glanceAt } from './support/checks';
import { Neighbour, point } from './support/neighbours';
import { signIn, staffText as t } from './support/staff';
import { inLongRun, LONG, sketchSuite } from './support/suite';

const DESK = { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false };
const mark = (text: string) => ({ prompt: 'meeting_place', geometry: point(10, 10), text });

sketchSuite('people in charge', (shared) => {
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

  inLongRun('invite a colleague, give a program a key, and say when and what', async () => {
    const { server } = shared;
    const { page } = await openPhone(shared.browser, DESK, /401|422/);
    await signIn(page, server, 'eva@larvik.kommune.no');
    const go = (path: string) => page.goto(`${server.url}/admin/torstrand/${path}`);
    const press = (key: string) => page.getByRole('button', { name: t(key), exact: true }).click();
    const secret = () => page.getByLabel(t('secret.label')).inputValue();

    await go('people');
    await press('people.invite');
    await page.getByLabel(t('staff.email')).fill('per@larvik.kommune.no');
    await page.getByLabel(t('staff.name')).fill('Per Hansen');
    await page.getByRole('checkbox', { name: t('people.role.analyst') }).check();
    await press('people.invite.make');
    const { page: colleague } = await openPhone(shared.browser, {}, /401/);
    await colleague.goto(await secret());
    await colleague.getByLabel(t('staff.password.new')).fill('hestekastanje ved havet');
    await colleague.getByRole('button', { name: t('staff.invitation.accept') }).click();
    await colleague.getByRole('heading', { level: 1, name: t('staff.home.title') }).waitFor();
    await colleague.goto(`${server.url}/admin/torstrand/people`);
    await colleague.getByText(t('staff.no_right')).waitFor();

    await go('access');
    await press('access.token.new');
    await page.getByLabel(t('access.name')).fill('Kommunens kart');
    await press('access.make');
    const headers = { Authorization: `Bearer ${await secret()}` };
    const status = async () =>
      (await fetch(`${server.url}/api/v1/areas/torstrand/review`, { headers })).status;
    expect(await status()).toBe(200);
    await page.getByRole('button', { name: t('access.end') }).click();
    await page.getByText(t('access.ended')).first().waitFor();
    expect(await status()).toBe(401);

    await go('settings?part=waves');
    await page.getByLabel(t('settings.wave.last')).fill('2099-12-24');
    await press('settings.save');
    await page.getByText(t('settings.saved')).first().waitFor();
    expect(await page.getByLabel(t('settings.wave.last')).inputValue()).toBe('2099-12-24');

    await go('settings?part=news');
    await press('settings.news.add');
    await page.locator('textarea').first().fill('Kom og se hva dere har sagt.');
    await press('settings.news.publish');
    const heading = page.getByRole('group', { name: t('settings.news.heading') });
    await heading.getByText(t('staff.error.required')).waitFor();
    await heading.getByRole('textbox').first().fill('Møte på skolen');
    await press('settings.news.publish');
    await page.getByRole('heading', { level: 2, name: 'Møte på skolen' }).waitFor();
  });

  inLongRun('put a layer beneath the marks, seen before it is saved', async () => {
    const { server } = shared;
    const { page } = await openPhone(shared.browser, DESK, /401|422/);
    await signIn(page, server, 'lise@larvik.kommune.no');
    await page.goto(`${server.url}/admin/torstrand/settings?part=layers`);
    const file = (name: string, coordinates: number[][]) => ({
      name,
      mimeType: 'application/geo+json',
      buffer: Buffer.from(JSON.stringify({ type: 'LineString', coordinates }))
    });
    const press = (key: string) =>
      page
        .getByRole('button', { name: t(key) })
        .first()
        .click();
    const layers = async () => (await server.area()).layers.map(({ name }) => name['nb']);

    await press('settings.layers.add');
    const chosen = page.getByLabel(t('settings.layers.file'));
    await chosen.setInputFiles(
      file('utm.geojson', [
        [560000, 6545000],
        [560100, 6545100]
      ])
    );
    await page.getByText(t('settings.file.crs')).waitFor();
    await chosen.setInputFiles(
      file('stier.geojson', [
        [10.045, 59.045],
        [10.055, 59.05]
      ])
    );
    await page.getByText(t('settings.layers.tried')).waitFor();
    expect(await layers()).toEqual([]);
    expect(await page.getByRole('textbox').first().inputValue()).toBe('stier');
    await page.getByRole('textbox').first().fill('Nye stier');
    await page.getByLabel(t('settings.layers.source')).fill('© Larvik kommune');
    await press('settings.save');
    await page.getByText(t('settings.saved')).first().waitFor();
    expect(await layers()).toEqual(['Nye stier']);

    const { page: resident } = await openPhone(shared.browser);
    await resident.goto(`${server.url}/a/torstrand?step=map&look=1`);
    await resident.getByText('© Larvik kommune').waitFor();
    await resident.getByRole('button', { name: 'Nye stier', pressed: true }).click();
    await resident.getByText('© Larvik kommune').waitFor({ state: 'detached' });

    await press('settings.remove');
    await page.getByText(t('settings.layers.none')).waitFor();
    await page.getByRole('button', { name: 'Angre' }).click();
    await page.getByText(t('settings.undone')).first().waitFor();
    expect(await layers()).toEqual(['Nye stier']);

    await page.goto(`${server.url}/admin/torstrand/settings?part=places`);
    await press('settings.place.add');
    await page.getByText('© Larvik kommune').waitFor();
  });

  it('have pages that everybody can use', async () => {
    const { page } = await openPhone(shared.browser, {}, /401/);
    await new Neighbour(shared.server).send(mark('Spør Ola Hansen på 99 88 77 66'));
    await page.goto(`${shared.server.url}/admin/torstrand`);
    await page.getByRole('heading', { level: 1, name: t('staff.sign_in.title') }).waitFor();
    await glanceAt(page, 'sign-in');
    await signIn(page, shared.server, 'ola@larvik.kommune.no');
    const most = [
      ['', 'overview.title'],
      ['review', 'review.title'],
      ['placing', 'placing.title'],
      ['settings', 'settings.title'],
      ['people', 'people.title']
    ] as const;
    const rest = [
      ['settings?part=places', 'settings.title'],
      ['settings?part=layers', 'settings.title'],
      ['unusual', 'unusual.title'],
      ['access', 'access.title'],
      ['log', 'log.title']
    ] as const;
    for (const [name, title] of [...most, ...(LONG ? rest : [])]) {
      await page.goto(`${shared.server.url}/admin/torstrand/${name}`.replace(/\/$/, ''));
      await page.getByRole('heading', { level: 1, name: t(title) }).waitFor();
      await page.waitForLoadState('networkidle');
      if (name === 'review') await page.keyboard.press('r');
      await glanceAt(page, `admin/${name}`);
    }
  });
});
