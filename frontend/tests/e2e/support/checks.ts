import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Fails if axe-core finds anything on the page as it stands; with rules, by these rules alone. */
export async function expectAccessible(page: Page, where: string, rules?: string[]): Promise<void> {
  // Evaluated, not added as a script: the page's CSP rightly refuses those.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (rules) => {
    const options = rules ? { runOnly: rules } : {};
    const { violations } = await (window as never as { axe: typeof axe }).axe.run(options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, rules);
  expect(found, where).toEqual([]);
}

/** Fails if the page is wider than the window. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const [wide, window] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth] as const;
  });
  expect(wide, `${where}: width`).toBeLessThanOrEqual(window);
}
