import { it } from 'vitest';
import { openPhone } from './support/browser';
import { lookAt } from './support/checks';
import { signIn, staffText as t } from './support/staff';
import { suite } from './support/suite';

suite('people in charge', (shared) => {
  it('have pages that everybody can use', async () => {
    const { page } = await openPhone(shared.browser, {}, /401/);
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
      await lookAt(page, `admin/${name}`);
    }
  });
});
