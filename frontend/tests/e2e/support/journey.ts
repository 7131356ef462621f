import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Area } from '../../../src/lib/api';
import type { Server } from './server';
import { texts, type T } from './texts';

/** Longer than what can be undone is held, in milliseconds. */
const HELD = 15_000;

/** A resident at the page of an area, who reads what stands there and presses it. */
export class Journey {
  readonly t: T;

  private constructor(
    readonly page: Page,
    readonly area: Area,
    /** `http://host:port/a/slug` */
    readonly url: string,
    readonly lang: string
  ) {
    this.t = texts(lang);
  }

  /** Opens an area's page and waits for its first screen. */
  static async open(
    page: Page,
    server: Server,
    { slug = 'torstrand', lang = 'nb', host = '127.0.0.1', then = '' } = {}
  ): Promise<Journey> {
    return Journey.at(page, server, `/a/${slug}`, { slug, lang, host, then });
  }

  /** Opens another page that leads to an area, as a room's. */
  static async at(
    page: Page,
    server: Server,
    path: string,
    { slug = 'torstrand', lang = 'nb', host = '127.0.0.1', then = '' } = {}
  ): Promise<Journey> {
    const area = await server.area(slug);
    const journey = new Journey(page, area, `http://${host}:${server.port}${path}`, lang);
    await page.goto(journey.url + then);
    await page.locator('main h1').waitFor();
    return journey;
  }

  /** The button or link with this text. */
  control(name: string, within: Page | Locator = this.page): Locator {
    const exact = { name, exact: true };
    return within.getByRole('button', exact).or(within.getByRole('link', exact));
  }
  async press(key: string, params?: Record<string, string | number>): Promise<void> {
    await this.control(this.t(key, params)).click();
  }
  async at(step: string): Promise<void> {
    await this.page.waitForURL((url) => url.searchParams.get('step') === step);
  }
  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }
  /** A question, or how its words are asked for. */
  label(prompt: string, which: 'label' | 'why' = 'label'): string {
    return this.area.method.prompts.find(({ key }) => key === prompt)![which][this.lang]!;
  }
  place(key: string): string {
    return this.area.places.find((place) => place.key === key)!.name[this.lang]!;
  }

  /** From the first screen to the questions. */
  async begin(): Promise<void> {
    await this.press('welcome.start');
    await this.at('about');
    await this.press('about.go_on');
    await this.at('prompts');
  }

  /** Chooses a question. */
  async choose(prompt: string): Promise<void> {
    await this.page.getByRole('link', { name: this.label(prompt) }).click();
    await this.at('pin');
  }
  /** Waits until the map stands still, or the sketch for good. */
  async mapRests(): Promise<void> {
    await this.page.locator('[data-map="idle"], [data-map="sketch"]').waitFor();
  }
  get pinButton(): Locator {
    return this.page.getByRole('button', { name: this.t('pin.button'), exact: true });
  }
  /** Presses the big button once the pin has been put somewhere. */
  async pin(): Promise<void> {
    await this.page.locator('button:not([aria-disabled])', { hasText: this.t('pin.button') }).click();
    await this.at('why');
  }
  async pinByButtons(...moves: string[]): Promise<void> {
    await this.mapRests();
    for (const key of moves) await this.press(key);
    await this.pin();
  }
  async pinByList(place: string): Promise<void> {
    await this.press('pin.list');
    await this.at('places');
    await this.page.getByRole('button', { name: place }).click();
    await this.at('why');
  }
  async pinByWords(words: string): Promise<void> {
    await this.press('pin.words');
    await this.at('words');
    await this.page.getByRole('textbox').fill(words);
    await this.press('words.button');
    await this.at('why');
  }

  /** Answers "why?" and "what should happen here?", the two fields in that order. */
  async write(text: string, wish = ''): Promise<void> {
    const fields = this.page.getByRole('textbox');
    await fields.first().fill(text);
    if (wish) await fields.nth(1).fill(wish);
  }
  async done(): Promise<void> {
    await this.press('why.done');
    await this.at('prompts');
  }

  /** A whole mark, the quickest way: a place from the list. */
  async mark(prompt: string, text = ''): Promise<void> {
    await this.choose(prompt);
    await this.pinByList(this.place('revet_ferry'));
    if (text) await this.write(text);
    await this.done();
  }

  async check(count: number): Promise<void> {
    await this.press('prompts.check');
    await this.at('check');
    const sends = this.control(this.t('check.send', { count }));
    await sends.waitFor();
  }
  /** Sends all, without the moment in which it can be undone. */
  async send(count: number): Promise<void> {
    await this.sendHeld(count);
    await this.press('thanks.held.now');
  }
  /** Sends all, to go in a moment. */
  async sendHeld(count: number): Promise<void> {
    await this.press('check.send', { count });
    await this.at('thanks');
  }
  /** Does what can be undone for a moment, and goes on to when that is over. */
  async forGood(act: () => Promise<void>): Promise<void> {
    await this.page.clock.install();
    await act();
    await this.page.clock.fastForward(HELD);
  }
  async thanked(): Promise<void> {
    await this.heading(this.t('thanks.title')).waitFor();
  }
  /** Sends what waits, unless it goes by itself before the button is pressed. */
  async retried(): Promise<void> {
    const pressed = this.press('thanks.retry').catch(() => undefined);
    await Promise.race([pressed, this.thanked()]);
    await this.thanked();
  }
  /** The receipt in the link that the page gives. */
  async receipt(): Promise<string> {
    const link = await this.page.getByLabel(this.t('receipt.label')).inputValue();
    expect(link).toMatch(/#kvr_[\w-]{22,}$/);
    return link.slice(link.indexOf('#') + 1);
  }
}

/** Moves the map by a finger, from its middle. */
export async function dragMap(page: Page, east: number, south: number): Promise<void> {
  const box = (await page.locator('[data-map]').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await touch('touchStart', [{ x, y }]);
  for (let step = 1; step <= 8; step++)
    await touch('touchMove', [{ x: x - (east * step) / 8, y: y - (south * step) / 8 }]);
  await touch('touchEnd', []);
  await cdp.detach();
}
