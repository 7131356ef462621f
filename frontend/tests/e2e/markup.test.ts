import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { NewContribution } from '../../src/lib/api';
import { uuid } from '../../src/lib/ids';
import { openPhone } from './support/browser';
import { Neighbour, point } from './support/neighbours';
import type { Server } from './support/server';
import { signIn } from './support/staff';
import { LONG, suite } from './support/suite';

/** What somebody writes who wants a script to run in another's page. */
const HOSTILE = '"><script>ran()</script><img src=x onerror=ran()><a href=javascript:ran()>x</a>';
const bad = (name: string) => `${name} ${HOSTILE}`;
const both = (name: string) => ({ nb: bad(name), en: bad(name) });

/** Torstrand with it in every text that an area has. */
function area(server: Server): void {
  const shown = server.run('area', 'show', 'torstrand', '--yaml');
  const yaml =
    shown.replace(
      /^( +(?:nb|nn|en|source|attribution): )(?!\|)(.+)$/gm,
      (line, key: string, value: string) => {
        const text = value.startsWith('"') ? (JSON.parse(value) as string) : value;
        // A sticker's letter has no room for it.
        return text.length <= 3 ? line : key + JSON.stringify(`${text} ${HOSTILE}`);
      }
    ) +
    `news:\n  - date: 2026-05-01\n    title: ${JSON.stringify(both('news'))}\n    body: ${JSON.stringify(both('body'))}\n` +
    `layers:\n  - key: paths\n    name: ${JSON.stringify(both('layer'))}\n    source: ${JSON.stringify(bad('owner'))}\n` +
    `    geojson: {type: LineString, coordinates: [[10.045, 59.045], [10.055, 59.05]]}\n`;
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-markup-'));
  writeFileSync(join(folder, 'area.yaml'), yaml);
  server.run('area', 'apply', join(folder, 'area.yaml'));
  rmSync(folder, { recursive: true });
}

/** Asks as an administrator's program. */
function asker(server: Server) {
  const token = server
    .run('token', 'create', '--role', 'administrator', '--name', bad('token'))
    .trim()
    .split('\n')
    .at(-1)!;
  return async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}/api/v1/areas/torstrand/${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) })
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as Record<string, never>;
  };
}

suite(
  'markup in what people write',
  (shared) => {
    it('stays text on every page', async () => {
      const { server, browser } = shared;
      area(server);
      const ask = asker(server);
      const someone = new Neighbour(server);
      const mark: Omit<NewContribution, 'id' | 'participant'> = {
        prompt: 'meeting_place',
        geometry: point(10, 10),
        text: bad('why'),
        wish: bad('wish')
      };
      const story = await someone.publish({
        prompt: 'story',
        geometry: point(60, 60),
        title: bad('title').slice(0, 120),
        text: bad('tale'),
        theme: 'social',
        share: 'named',
        byline: bad('byline').slice(0, 120),
        consent_lang: 'nb'
      });
      const published = await someone.publish(mark);
      const reported = await someone.send({
        prompt: 'most_liked',
        text: bad('pending'),
        geometry: point(90, 0)
      });
      await someone.send({ prompt: 'missing', place_text: bad('bench'), text: bad('words') });
      await fetch(`${server.url}/api/v1/areas/torstrand/contributions/${published.id}/reports`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ id: uuid(), reason: 'other', text: bad('report') })
      });
      await ask('POST', 'review', { acts: [{ id: reported.id, act: 'concern', note: bad('remark') }] });
      await ask('POST', 'recipes', {
        name: bad('recipe').slice(0, 120),
        filter: '',
        words: false,
        bylines: false
      });
      const rounds = [{ prompt: 'meeting_place', minutes: 5, cap: 3, blind: true }];
      const { code } = await ask('POST', 'workshops', {
        kind: 'live',
        title: bad('workshop').slice(0, 120),
        date: new Date().toISOString().slice(0, 10),
        expected: 10,
        rounds
      });
      await ask('POST', `workshops/${code}/host-links`, { name: bad('helper').slice(0, 120) });
      await ask('PUT', `workshops/${code}/control`, { holder: HOLDER, name: bad('control').slice(0, 120) });
      await ask('POST', `workshops/${code}/steps`, { holder: HOLDER, act: 'open' });
      await ask('POST', 'contributions', {
        id: uuid(),
        kind: 'note',
        prompt: 'meeting_place',
        text: bad('note'),
        workshop: code
      });

      // Nobody is signed in at first, and another control acts. Whatever else a page refuses to run, or asks for because of an <img>, is a complaint.
      const { page, context } = await openPhone(browser, {}, /status of (401|409)/);
      await context.addInitScript(() => Object.assign(window, { ran: () => console.error('a script ran') }));
      const walk = async (paths: readonly string[]) => {
        for (const path of paths) await look(page, server.url + path);
      };
      const home = '/a/torstrand';
      await walk([
        home,
        `${home}?step=map&look=1&show=${published.id}`,
        `${home}?step=stories&look=1&show=${story.id}`,
        `/j/${code}`,
        `/screen/${code}`,
        '/ogc/collections'
      ]);
      await page.goto(`${server.url}${home}#${someone.receipt}`);
      await page.getByText('<script>').nth(3).waitFor(); // the receipt's page, with all of it

      await signIn(page, server);
      const admin = (names: string[]) => names.map((name) => `/admin/torstrand/${name}`);
      const parts = (names: string[]) => admin(names.map((name) => `settings?part=${name}`));
      await walk([
        '/admin/torstrand',
        ...admin(['review', 'placing', 'access']),
        ...parts(['texts', 'layers', 'news']),
        `/facilitate/torstrand?workshop=${code}`
      ]);
      if (!LONG) return;
      await walk([
        ...['about', 'prompts', 'privacy', 'pin&prompt=meeting_place', 'places&prompt=meeting_place'].map(
          (step) => `${home}?step=${step}`
        ),
        `${home}?step=stories&look=1`,
        '/ogc/collections/torstrand-points',
        '/staff',
        ...admin(['unusual', 'people', 'log', 'public']),
        ...parts(['places', 'boundary', 'policy']),
        '/analyse/torstrand',
        '/facilitate/torstrand'
      ]);
    });
  },
  // The sketch draws as SVG what a map draws in a picture, which runs nothing.
  { webgl: false }
);

const HOLDER = uuid();

/** Opens a page and waits until some of it stands there as text: shown, or in a field. */
async function look(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page
    .waitForFunction(() => {
      const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
      return (
        document.body.innerText.includes('onerror=ran()') ||
        fields.some(({ value }) => value.includes('onerror=ran()'))
      );
    })
    .catch((error: unknown) => {
      throw new Error(`nothing of it stands on ${url}`, { cause: error });
    });
  const made = await page.evaluate(() =>
    [...document.querySelectorAll('img[src="x"], a[href^="javascript:"], script:not([src])')].map(
      (element) => element.outerHTML
    )
  );
  expect(made, url).toEqual([]);
}
