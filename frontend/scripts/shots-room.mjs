// Pictures of a whole workshop, to be looked at: its pages for facilitators on a laptop
// and a phone, the phones, the big screen at 16:9 and 4:3, light and dark, and the poster.
//   kvarter staff add kari@example.org --name Kari --role facilitator --area torstrand
//   npm run shots:room -- http://127.0.0.1:8080 LINK      the link that was printed
// It writes, so run it on data that may be written to.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ARGS, chromiumPath, WITH_MAPS } from './chromium.mjs';

const [server = 'http://127.0.0.1:8080', link = ''] = process.argv.slice(2);
const folder = 'shots';
const AREA = 'torstrand';
const PHONES = 5;
const WALLS = [
  { name: '16-9', width: 1920, height: 1080 },
  { name: '4-3', width: 1024, height: 768 }
];
const WORDS = [
  'Benkene ved skolen, om kvelden når lyset er på.',
  'Her møter jeg alltid noen jeg kjenner.',
  '',
  'Undergangen er mørk.',
  ''
];
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [...ARGS, WITH_MAPS]
});
const faults = new Set();
for (const colorScheme of ['light', 'dark']) await evening(colorScheme);
await browser.close();
if (faults.size > 0) console.log([...faults].join('\n'));

async function open(options) {
  const context = await browser.newContext({ locale: 'nb-NO', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(60_000);
  // Tile servers are not for pictures in bulk; the drawn map is what we look at.
  await context.route(
    (url) => url.host !== new URL(server).host && url.protocol.startsWith('http'),
    (route) => route.abort()
  );
  context.on('weberror', (error) => faults.add(String(error.error())));
  return { context, page: await context.newPage() };
}

async function evening(colorScheme) {
  let n = 0;
  const shot = (page, what, fullPage = false) =>
    page.screenshot({
      path: `${folder}/room-${colorScheme}-${String(++n).padStart(2, '0')}-${what}.png`,
      fullPage
    });
  const walls = async (screen, what) => {
    for (const { name, width, height } of WALLS) {
      await screen.setViewportSize({ width, height });
      await screen.waitForTimeout(2500);
      await shot(screen, `${what}-${name}`);
    }
  };
  const { context, page: control } = await open({ colorScheme, viewport: { width: 1280, height: 860 } });
  const both = async (what) => {
    await shot(control, `${what}-laptop`, true);
    await control.setViewportSize({ width: 390, height: 844 });
    await shot(control, `${what}-phone`, true);
    await control.setViewportSize({ width: 1280, height: 860 });
  };
  await signIn(context);
  const button = (name) => control.getByRole('button', { name, exact: true }).first();

  await control.goto(`${server}/facilitate/${AREA}?show=new`);
  await control.getByRole('button', { name: /60 minutter/ }).click();
  await both('plan');
  await control.getByRole('textbox', { name: 'Tittel' }).fill('Kveld i grendehuset');
  await button('Lagre samlingen').click();
  await button('Åpne rommet').waitFor();
  await both('planned');
  const code = new URL(control.url()).searchParams.get('workshop');
  await control.goto(`${server}/facilitate/${AREA}?workshop=${code}&show=cards`);
  await control.waitForSelector('article svg');
  await both('cards');
  await control.pdf({ path: `${folder}/room-${colorScheme}-cards.pdf`, preferCSSPageSize: true });
  await control.goto(`${server}/facilitate/${AREA}?workshop=${code}`);
  await button('Åpne rommet').click();
  await button('Start første runde').waitFor();
  const opened = context.waitForEvent('page');
  await button('Åpne storskjermen').click();
  const screen = await opened;

  const phones = [];
  for (let i = 0; i < PHONES; i++) {
    const phone = {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true
    };
    const { page } = await open({ colorScheme, ...phone });
    await page.goto(`${server}/j/${code}`);
    await page.getByRole('button', { name: 'Bli med' }).waitFor();
    if (i === 0) await shot(page, 'join');
    await page.getByRole('button', { name: 'Bli med' }).click();
    await page.getByText('er klare').waitFor();
    phones.push(page);
  }
  await shot(phones[0], 'lobby');
  await walls(screen, 'screen-lobby');
  await both('control-lobby');
  await round('Start første runde', 'round-1', true);
  await button('Slipp ordene').click();
  await button('Vis på skjermen').click();
  await walls(screen, 'screen-spotlight');
  await shot(phones[0], 'spotlight', true);
  await both('control');
  await button('Slutt å vise').click();
  await round('Start neste runde', 'round-2', false);
  await round('Start neste runde', 'round-3', false);
  await walls(screen, 'screen-pair');
  await screen.getByRole('button', { name: colorScheme === 'dark' ? 'Lys' : 'Mørk' }).click();
  await walls(screen, 'screen-other');
  await button('Avslutt samlingen').click();
  await control.getByRole('dialog').getByRole('button', { name: 'Avslutt samlingen' }).click();
  await control.getByText('Hvem var her?').waitFor();
  await phones[0].getByText('Takk for at du var med').waitFor();
  await control.waitForTimeout(1500);
  await both('after');
  await control.emulateMedia({ media: 'print' });
  await shot(control, 'after-print', true);
  await shot(phones[0], 'over', true);
  await walls(screen, 'screen-over');
  for (const page of [control, ...phones]) await page.context().close();

  /** A round from its start to its reveal; all phones answer. */
  async function round(start, what, pictures) {
    await button(start).click();
    for (const [i, page] of phones.entries()) await answer(page, i, pictures && i === 0 ? what : '');
    if (pictures) await walls(screen, `screen-${what}`);
    await button('Vis merkene').click();
    await phones[0].getByText('merker').first().waitFor();
    if (pictures) await walls(screen, `screen-${what}-shown`);
    if (pictures) await shot(phones[0], `${what}-shown`, true);
  }
  async function answer(page, i, what) {
    await page.getByRole('link', { name: 'Svar', exact: true }).waitFor();
    if (what) await shot(page, `${what}-asked`);
    await page.getByRole('link', { name: 'Svar', exact: true }).click();
    await page.waitForSelector('[data-map="idle"], [data-map="sketch"]');
    for (let step = 0; step <= i; step++)
      await page
        .locator('main [role=group] button')
        .nth((i + step) % 4)
        .click();
    await page.waitForSelector('[data-map="idle"], [data-map="sketch"]');
    await page.locator('footer button[aria-disabled]').waitFor({ state: 'detached' });
    if (what) await shot(page, `${what}-pin`);
    await page.locator('footer button').first().click();
    await page.locator('textarea').first().fill(WORDS[i]);
    await page.locator('footer button').first().click();
    await page.getByText('Dine svar').waitFor();
    if (what) await shot(page, `${what}-placed`, true);
  }
}

/** The link works once; afterwards the password that it was used with does. */
async function signIn(context) {
  const password = 'bilder av en kveld';
  const secret = /#(kvi_[\w-]+)/.exec(link)?.[1];
  const data = { secret, name: 'Kari Nordmann', password };
  const invitation = await context.request.post(`${server}/api/v1/invitations/accept`, { data });
  if (invitation.ok()) return;
  const email = process.env.KVARTER_EMAIL ?? 'kari@example.org';
  await context.request.post(`${server}/api/v1/session`, { data: { email, password } });
}
