import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { LONG } from './suite';

/** Fails if axe-core finds anything on the page as it stands; with rules, by these rules alone. */
export async function expectAccessible(page: Page, where: string, rules?: string[]): Promise<void> {
  await page.locator('h1').first().waitFor(); // a screen may still be on its way
  // Evaluated, not added as a script: the page's CSP rightly refuses those.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (rules) => {
    const options = { ...(rules && { runOnly: rules }), preload: false };
    const { violations } = await (window as never as { axe: typeof axe }).axe.run(options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, rules);
  expect.soft(found, where).toEqual([]);
}

/** Fails if the page is wider than the window, and names what sticks out. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll('*:not(svg *)')]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => (element.cloneNode() as Element).outerHTML);
  });
  expect.soft(found, where).toEqual([]);
}

/** The least letters of a big screen, by its width: see "How far it reads" in docs/workshops.md. */
const FAR_OFF = 0.02;

/** Fails if any text of a big screen is too small for the back row, but what names places on its map. */
export async function expectReadableFarOff(page: Page, where: string): Promise<void> {
  const found = await page.evaluate((least) => {
    const texts = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
    const small: string[] = [];
    while (texts.nextNode()) {
      const { parentElement: element, textContent: text } = texts.currentNode;
      if (!text!.trim() || element!.closest('[aria-hidden], svg')) continue;
      const size = parseFloat(getComputedStyle(element!).fontSize);
      if (size < least * innerWidth) small.push(`${text!.trim()}: ${size} px of ${innerWidth}`);
    }
    return small;
  }, FAR_OFF);
  expect.soft(found, where).toEqual([]);
}

const PHONE = { width: 390, height: 844 };
const SMALL = { width: 320, height: 568 };

/** Looks at a screen that few see: as one person has it, and in the long run as all do. */
export async function glanceAt(page: Page, screen: string): Promise<void> {
  await (LONG ? lookAt(page, screen) : expectAccessible(page, screen));
}

/** Looks at a screen as different people have it: light, dark, small, with large text. */
export async function lookAt(page: Page, screen: string): Promise<void> {
  await expectAccessible(page, `${screen}, light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, `${screen}, dark`, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(SMALL);
  await expectNoSidewaysScroll(page, `${screen}, 320 px`);
  await expectAccessible(page, `${screen}, 320 px`, ['target-size', 'scrollable-region-focusable']);
  await page.setViewportSize(PHONE);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await expectNoSidewaysScroll(page, `${screen}, 200 % text`);
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
}
