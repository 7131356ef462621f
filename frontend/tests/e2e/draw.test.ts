import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { expectAccessible, expectNoSidewaysScroll } from './support/checks';
import { counterclockwise, Drawer } from './support/drawer';
import { Journey } from './support/journey';
import { tabTo } from './support/keyboard';
import { inLongRun, suite, type Suite } from './support/suite';

const box: [east: number, south: number][] = [
  [-70, -20],
  [60, -25],
  [70, 60],
  [-60, 65]
];
const bow = [box[0]!, box[2]!, box[1]!, box[3]!];

async function drawer({ browser, server }: Suite): Promise<Drawer> {
  const { page } = await openPhone(browser);
  return new Drawer(await Journey.open(page, server), server);
}

/** What has been said to a screen reader last. */
const said = (page: Page) => page.locator('[role="status"]').allTextContents();

/** What goes the same way on a map and on the sketch; the rest need not be seen on both each time. */
function everywhere(shared: Suite, rest: typeof inLongRun = it): void {
  it('makes an area by taps, and the server keeps exactly that', async () => {
    const hand = await drawer(shared);
    await hand.begin('community', 'area');
    await hand.tap(...box);
    await hand.page.locator('.sum', { hasText: /kvadratkilometer|fotballbane/ }).waitFor();
    await hand.done();
    const { sent, receipt } = await hand.send();
    const [nw, ne, se, sw] = sent;
    expect(sent.length).toBe(4);
    expect(Math.max(nw![0], sw![0])).toBeLessThan(Math.min(ne![0], se![0]));
    expect(Math.min(nw![1], ne![1])).toBeGreaterThan(Math.max(sw![1], se![1]));
    expect(await hand.stored(receipt)).toEqual(counterclockwise(sent));
    // Nobody else sees it before somebody has looked at it.
    const { features } = await shared.server.publicMarks();
    expect(features.filter(({ geometry }) => geometry?.type === 'Polygon')).toEqual([]);
  });

  rest('makes a route by buttons, without dragging', async () => {
    const hand = await drawer(shared);
    await hand.begin('show_visitors', 'line');
    await hand.use('draw.add', 'map.move.e', 'map.move.e', 'draw.add', 'map.move.s', 'draw.add');
    await hand.has(3);
    await hand.done();
    const { sent, receipt } = await hand.send();
    const [a, b, c] = sent;
    const center = hand.person.area.view.center;
    for (const k of [0, 1] as const) expect(a![k]).toBeCloseTo(center[k]!, 6);
    expect([b![0] > a![0], c![1] < b![1]]).toEqual([true, true]);
    expect(c![0]).toBeCloseTo(b![0], 6);
    expect(await hand.stored(receipt)).toEqual(sent);
  });
}

suite('drawing', (shared) => everywhere(shared, inLongRun));

suite(
  'drawing on the sketch',
  (shared) => {
    everywhere(shared);

    it('works by the keyboard alone, and says what comes of it', async () => {
      const hand = await drawer(shared);
      const { page, person } = hand;
      const { t } = person;
      await person.begin();
      await person.choose('characteristic');
      await tabTo(page.getByRole('radio', { name: t('draw.as.map') }));
      await page.keyboard.press('ArrowRight');
      await tabTo(page.getByRole('group', { name: t('draw.map') }));
      for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'Enter', 'ArrowDown', 'Enter', 'ArrowLeft', 'Enter'])
        await page.keyboard.press(key); // prettier-ignore
      await hand.has(4);
      await expect
        .poll(() => said(page))
        .toContainEqual(expect.stringMatching(/^Punkt 4 er satt\..*(hektar|kvadrat)/));
      await page.keyboard.press('Backspace');
      await hand.has(3);
      await expect.poll(() => said(page)).toContainEqual(expect.stringMatching(/^Angret\. 3 punkter står\./));
      await tabTo(page.getByRole('button', { name: t('draw.next') }));
      await page.keyboard.press('Enter');
      await expect.poll(() => said(page)).toContainEqual(expect.stringMatching(/^Punkt 1 av 3\./));
      await tabTo(page.getByRole('button', { name: t('draw.remove') }));
      await page.keyboard.press('Enter');
      await hand.has(2);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter'); // "done", too early
      await expect
        .poll(() => said(page))
        .toContainEqual(expect.stringContaining(t('draw.missing', { count: 1 })));
      await tabTo(page.getByRole('button', { name: t('undo') }));
      await page.keyboard.press('Enter');
      await hand.has(3);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await person.at('why');
    });

    inLongRun('goes on after a reload in mid-drawing, and after a look at another screen', async () => {
      const hand = await drawer(shared);
      await hand.begin('great_value', 'area');
      await hand.tap(box[0]!, box[1]!);
      await hand.page.reload();
      await hand.person.mapRests();
      await hand.has(2);
      await hand.page.goBack();
      await hand.person.at('prompts');
      await hand.person.choose('great_value');
      await hand.has(2);
      await hand.person.mapRests();
      await hand.use('map.move.s', 'map.move.s', 'draw.add');
      await hand.done();
      await hand.person.done();
      // The next one of the same question begins anew.
      await hand.person.choose('great_value');
      expect(await hand.page.getByRole('radio', { name: hand.person.t('draw.as.map') }).isChecked()).toBe(
        true
      );
      await hand.page.goBack();
      await hand.person.check(1);
    });

    it('refuses an area that crosses itself kindly, shows where, and lets one mend it', async () => {
      const hand = await drawer(shared);
      const { page, person } = hand;
      await hand.begin('most_liked', 'area');
      await hand.tap(...bow);
      const why = person.t('draw.crossing.area', { a: 1, b: 2, c: 3, d: 4 });
      await page.locator('.told').getByText(why).waitFor();
      await expect.poll(() => said(page)).toContainEqual(expect.stringContaining(why));
      expect(await page.locator('.badge').count()).toBe(1);
      await page.getByRole('button', { name: person.t('draw.done') }).click({ force: true });
      expect(new URL(page.url()).searchParams.get('step')).toBe('pin');
      await expectAccessible(page, 'an area that crosses itself');
      await hand.use('undo');
      await hand.has(3);
      expect(await page.locator('.badge').count()).toBe(0);
      await hand.done();
    });

    inLongRun('lets a route cross itself, but says so', async () => {
      const hand = await drawer(shared);
      await hand.begin('show_visitors', 'line');
      await hand.tap(...bow);
      await hand.page.locator('.told').getByText(hand.person.t('draw.crossing.line')).waitFor();
      await hand.done();
      const { sent, receipt } = await hand.send();
      expect(await hand.stored(receipt)).toEqual(sent);
    });

    inLongRun('is changed later by the receipt, corner by corner', async () => {
      const first = await drawer(shared);
      await first.begin('community', 'area');
      await first.tap(...box);
      await first.done();
      const { receipt } = await first.send();
      const before = await first.stored(receipt);

      const { page } = await openPhone(shared.browser);
      const person = await Journey.open(page, shared.server, { then: `#${receipt}` });
      const second = new Drawer(person, shared.server);
      await person.press('check.move');
      await person.at('pin');
      await person.mapRests();
      await second.has(4);
      await second.use('draw.next', 'draw.next', 'map.move.n', 'draw.move');
      await person.press('draw.done');
      await person.at('mine');
      await expect.poll(async () => (await second.stored(receipt))[1]![1]).toBeGreaterThan(before[1]![1]);
      const moved = await second.stored(receipt);
      expect(moved[1]![0]).toBeCloseTo(before[1]![0], 6);
      for (const i of [0, 2, 3]) expect(moved[i]).toEqual(before[i]);

      await person.press('check.move');
      await person.at('pin');
      await person.mapRests();
      await second.use('draw.previous', 'draw.remove');
      await person.press('draw.done');
      await person.at('mine');
      await expect.poll(() => second.stored(receipt)).toEqual(moved.slice(0, 3));
      // A guest's phone keeps nothing of it.
      expect(await page.evaluate(kept)).toEqual([]);
    });

    it('is accessible, light and dark, and reflows', async () => {
      const hand = await drawer(shared);
      const { page, person } = hand;
      await hand.begin('community', 'area');
      await hand.tap(...box.slice(0, 3));
      // One more between the first two, by a press and from the list.
      await hand.press([-5, -22]);
      await hand.has(4);
      await hand.use('draw.leave', 'undo');
      await hand.has(3);
      await page.locator('.sum').click();
      await person.press('draw.insert', { a: 1, b: 2 });
      await hand.has(4);
      await expect.poll(() => said(page)).toContainEqual(expect.stringMatching(/^Punkt 2 av 4 er nytt/));
      await page.locator('.sum').click();
      await expectAccessible(page, 'drawing, light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(page, 'drawing, dark', ['color-contrast']);
      await page.setViewportSize({ width: 320, height: 568 });
      await expectNoSidewaysScroll(page, 'drawing, 320 px');
      await expectAccessible(page, 'drawing, 320 px', ['target-size', 'scrollable-region-focusable']);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      await expectNoSidewaysScroll(page, 'drawing, 200 % text');
      await page.getByRole('button', { name: person.t('draw.leave') }).click();
    });
  },
  { webgl: false }
);

/** The keys of the drawings that this phone keeps. */
function kept(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('kvarter');
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      const keys = opening.result.transaction('kept').objectStore('kept').getAllKeys();
      keys.onsuccess = () => {
        opening.result.close();
        resolve(keys.result.map(String).filter((key) => key.startsWith('drawing/')));
      };
    };
  });
}
