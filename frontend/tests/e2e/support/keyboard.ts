import type { Locator } from 'playwright-core';

/** More stops than any screen has. */
const STOPS = 120;

/** Presses Tab until the element has the focus, as somebody does who uses no pointer. */
export async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  const page = target.page();
  for (let stop = 0; stop < STOPS; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way to ${target} by Tab`);
}
