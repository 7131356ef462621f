import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import nb from '../../src/lib/i18n/locales/staff/nb.json';
import { openPhone } from './support/browser';
import { expectNoSidewaysScroll, lookAt } from './support/checks';
import { inLongRun, suite } from './support/suite';

const texts = nb as Record<string, string>;
const t = (key: string) => texts[key] ?? `no text ${key}`;
/** Nobody is signed in: the browser notes the 401 as an error. */
const STRANGER = /status of 401/;

suite('the download page', (shared) => {
  const open = async (page: Page, query = '') => {
    await page.goto(`${shared.server.url}/analyse/torstrand${query}`);
    await page.locator('.count').waitFor();
  };
  const count = async (page: Page) => Number((await page.locator('.count').innerText()).replace(/\D/g, ''));
  const button = (page: Page, format: string) =>
    page.getByRole('button', { name: `${t('analyse.files.get')} ${t(`analyse.format.${format}`)}` });
  const take = async (page: Page, format: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, format).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  };

  it('gives without sign-in what is public, by the filters of its address', async () => {
    shared.server.run('demo', '--area', 'torstrand', '--contributions', '300');
    const { page } = await openPhone(shared.browser, { acceptDownloads: true }, STRANGER);
    await open(page);
    const all = (await shared.server.publicMarks()).features.length;
    await expect.poll(() => count(page)).toBe(all);

    await page.getByRole('checkbox', { name: 'Møtested' }).check();
    const marks = (await shared.server.publicMarks()).features.filter(
      (f) => f.properties.prompt === 'meeting_place'
    ).length;
    await expect.poll(() => count(page)).toBe(marks);
    expect(new URL(page.url()).searchParams.get('prompt')).toBe('meeting_place');

    const { name, text } = await take(page, 'geojson');
    expect(name).toMatch(/^kvarter-torstrand-prompt-meeting_place-\d{4}-\d\d-\d\d\.geojson$/);
    expect((JSON.parse(text) as { features: unknown[] }).features).toHaveLength(marks);
    await page.getByText(t('analyse.files.saved').replace('{name}', name)).waitFor();
    // By keyboard alone, in metres; GeoJSON knows only degrees, and says so.
    await page.getByRole('radio', { name: t('analyse.crs.metres') }).focus();
    await page.keyboard.press('Space');
    await page.getByText(t('analyse.refused.wgs84_only')).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'csv').press('Enter')]);
    expect(download.suggestedFilename()).toContain('epsg25832');
    expect(readFileSync(await download.path(), 'utf8').split('\r\n')[0]).toContain(',x,y,xy_wkt,');
    // A reload keeps it all.
    await page.reload();
    await expect.poll(() => count(page)).toBe(marks);
    await expect
      .poll(() => page.getByRole('radio', { name: t('analyse.crs.metres') }).isChecked())
      .toBe(true);
    await lookAt(page, 'the download page');
  });

  it('saves nothing of a file that breaks off, and says so', async () => {
    const { page, context } = await openPhone(
      shared.browser,
      { acceptDownloads: true },
      /status of 401|ERR_|Failed to load/
    );
    await open(page);
    let saved = 0;
    page.on('download', () => saved++);
    await context.route('**/contributions.gpkg*', (route) => route.abort('connectionreset'));
    await button(page, 'gpkg').click();
    await page.getByText(t('analyse.files.broken')).waitFor();
    expect(saved).toBe(0);
    await context.unroute('**/contributions.gpkg*');
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'gpkg').click()]);
    expect(
      readFileSync(await download.path())
        .subarray(0, 15)
        .toString()
    ).toBe('SQLite format 3');
    expect(await page.getByText(t('analyse.files.broken')).count()).toBe(0);
    await page.getByLabel(t('analyse.filter.from')).fill('2100-01-01');
    await expect.poll(() => count(page)).toBe(0);
    expect(await button(page, 'csv').getAttribute('aria-disabled')).toBe('true');
  });

  inLongRun('lets an analyst make a secret address', async () => {
    const said = shared.server.run(
      ...['staff', 'add', 'kari@example.no', '--name', 'Kari', '--role', 'analyst', '--area', 'torstrand']
    );
    const invitation = new URL(said.trim().split('\n').at(-1)!);
    const { page } = await openPhone(
      shared.browser,
      { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false },
      STRANGER
    );
    await page.goto(shared.server.url + invitation.pathname + invitation.hash);
    await page.getByLabel(t('staff.password.new')).fill('tre gamle sjøbuer');
    await page.getByRole('button', { name: t('staff.invitation.accept') }).click();
    await page.getByText(t('staff.invitation.done')).first().waitFor();
    await open(page, '?prompt=meeting_place');
    await page.getByText(t('analyse.download.staff')).waitFor();
    await page.getByLabel(t('analyse.recipe.name')).fill('Kartet til Kari');
    await page.getByRole('button', { name: t('analyse.recipe.make') }).click();
    const address = await page.getByLabel(t('analyse.recipe.ogc')).inputValue();
    expect(address).toMatch(/\/r\/kvq_[\w-]+\/ogc$/);
    const items = (await (await fetch(`${address}/collections/torstrand-points/items?limit=1`)).json()) as {
      features: { properties: Record<string, unknown> }[];
    };
    expect(items.features[0]!.properties).toHaveProperty('person');
    expect(items.features[0]!.properties.prompt).toBe('meeting_place');
    await expectNoSidewaysScroll(page, 'the download page for staff');
  });
});
