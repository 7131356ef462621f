import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Summary } from '../../../src/lib/room';
import { openPhone, type Phone } from './browser';
import { Journey } from './journey';
import type { Server } from './server';
import type { Suite } from './suite';
import { texts, type T } from './texts';

const PASSWORD = 'mange ord etter hverandre';
const LAPTOP = { viewport: { width: 1280, height: 860 }, isMobile: false, hasTouch: false };
const WALL = { width: 1024, height: 768 };
/** What a browser says of a net that the test took away. */
export const NET = /net::ERR_|Failed to load resource|Cross-Origin-Opener-Policy/;

/** Gives the page a voice of its machine's own, which keeps what it was given to say. */
function speaking() {
  const said: string[] = [];
  const voice = { lang: 'nb-NO', localService: true };
  const speak = ({ text }: { text: string }) => said.push(text);
  const value = { getVoices: () => [voice], speak, cancel: () => {}, said };
  Object.defineProperty(globalThis, 'speechSynthesis', { value });
  Object.defineProperty(globalThis, 'SpeechSynthesisUtterance', {
    value: class {
      constructor(readonly text: string) {}
    }
  });
}

/** What the screen's voice was given to say. */
export function spokenBy(screen: Page): Promise<string[]> {
  return screen.evaluate(() => (globalThis.speechSynthesis as unknown as { said: string[] }).said);
}

/** A facilitator who is signed in, at the pages about workshops. */
export class Facilitator {
  readonly t: T = texts('nb', 'staff', 'facilitate', 'room');

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly server: Server,
    readonly name: string
  ) {}

  static async open({ browser, server }: Suite, name: string): Promise<Facilitator> {
    const { context, page } = await openPhone(browser, LAPTOP, NET);
    const email = `${name.toLowerCase()}@example.org`;
    const role = ['--role', 'facilitator', '--area', 'torstrand'];
    const link = server.run('staff', 'add', email, '--name', name, ...role).trim();
    const secret = /#(kvi_[\w-]+)/.exec(link)![1];
    const accepted = await context.request.post(`${server.url}/api/v1/invitations/accept`, {
      data: { secret, name, password: PASSWORD }
    });
    expect(accepted.status(), await accepted.text()).toBe(201);
    return new Facilitator(page, context, server, name);
  }

  /** A helper, whom the link alone lets in. */
  static async byLink({ browser, server }: Suite, link: string): Promise<Facilitator> {
    const { context, page } = await openPhone(browser, {}, NET);
    await page.goto(link);
    return new Facilitator(page, context, server, '');
  }

  async go(query = ''): Promise<void> {
    await this.page.goto(`${this.server.url}/facilitate/torstrand${query}`);
    await this.page.locator('main h1').waitFor();
  }
  button(key: string, params?: Record<string, string | number>) {
    return this.page.getByRole('button', { name: this.t(key, params), exact: true });
  }
  async press(key: string, params?: Record<string, string | number>): Promise<void> {
    await this.button(key, params).first().click();
  }
  async sees(key: string, params?: Record<string, string | number>): Promise<void> {
    await this.page.getByText(this.t(key, params)).first().waitFor();
  }

  /** Plans a workshop by the shorter template and stays at its page; answers the code. */
  async plan(title: string): Promise<string> {
    await this.go('?show=new');
    await this.page.getByRole('button', { name: this.t('workshop.template.meeting') }).click();
    await this.page.getByRole('textbox', { name: this.t('workshop.title') }).fill(title);
    await this.press('workshop.create');
    await this.button('workshop.open.act').waitFor();
    return this.code;
  }
  /** Of the workshop whose page stands. */
  get code(): string {
    return new URL(this.page.url()).searchParams.get('workshop')!;
  }
  /** Adds a question as the next one. */
  async add(question: string): Promise<void> {
    await this.page.locator('summary', { hasText: this.t('workshop.add.title') }).click();
    const asked = this.page.getByRole('combobox', { name: this.t('workshop.add.prompt'), exact: true });
    await asked.selectOption({ label: question });
    await this.press('workshop.add');
    await this.sees('workshop.added');
  }
  /** Notes by the keyboard what was said about the mark with those words. */
  async note(text: string, about: string): Promise<void> {
    const mark = this.page.getByRole('listitem').filter({ hasText: about });
    await mark.getByRole('button', { name: this.t('workshop.note.write'), exact: true }).press('Enter');
    await this.page.keyboard.type(text);
    await this.press('workshop.note.save');
    await this.page.getByText(text).waitFor();
  }
  /** Opens the big screen in a window of its own. */
  async screen(): Promise<Page> {
    const opened = this.context.waitForEvent('page');
    await this.press('workshop.screen.open');
    const screen = await opened;
    await screen.setViewportSize(WALL);
    await screen.getByText(this.t('screen.join')).first().waitFor();
    return screen;
  }
  /** Opens the big screen on another machine, which has a voice, and lets it in by its number. */
  async screenElsewhere({ browser }: Suite, code: string): Promise<Page> {
    const { context, page } = await openPhone(browser, { ...LAPTOP, viewport: WALL }, NET);
    await context.addInitScript(speaking);
    await page.goto(`${this.server.url}/screen/${code}`);
    const number = await page.locator('.number').innerText();
    const field = this.page.getByRole('textbox', { name: this.t('workshop.screen.number') });
    await field.fill(number === '0000' ? '0001' : '0000');
    await this.press('workshop.screen.pair');
    await this.sees('workshop.screen.number.unknown');
    await field.fill(number);
    await this.press('workshop.screen.pair');
    await page.getByText(this.t('screen.join')).first().waitFor();
    return page;
  }
  /** Ends the workshop, or its rehearsal. */
  async end(act = 'workshop.end'): Promise<void> {
    await this.press(act);
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('button', { name: this.t(act) }).click();
  }
  /** Makes a link for a helper. */
  async hostLink(name: string): Promise<string> {
    await this.page.getByRole('textbox', { name: this.t('host.name') }).fill(name);
    await this.press('host.make');
    return this.page.getByRole('textbox', { name: this.t('secret.label') }).inputValue();
  }
  /** What the server says came of a workshop. */
  async summary(code: string): Promise<Summary> {
    const answer = await this.context.request.get(
      `${this.server.url}/api/v1/areas/torstrand/workshops/${code}/summary`
    );
    expect(answer.status()).toBe(200);
    return (await answer.json()) as Summary;
  }
}

/** How a phone reaches the server. */
interface Way {
  host?: string;
  /** Whether what comes bit by bit comes through. */
  streams?: boolean;
}

async function holdStreams({ context }: Phone): Promise<void> {
  await context.route('**/live*', (route) =>
    route.request().headers()['accept'] === 'text/event-stream' ? route.abort() : route.continue()
  );
}

/** Somebody in the room with a phone. */
export class Attendee {
  readonly t: T = texts('nb', 'room');

  private constructor(
    readonly person: Journey,
    readonly phone: Phone
  ) {}

  get page(): Page {
    return this.phone.page;
  }

  /** Opens the room and comes in: one press. */
  static async join(suite: Suite, code: string, how: Way = {}): Promise<Attendee> {
    const { host = '127.0.0.1', streams = true } = how;
    const phone = await openPhone(suite.browser, {}, NET);
    if (!streams) await holdStreams(phone);
    const person = await Journey.at(phone.page, suite.server, `/j/${code}`, { host });
    const attendee = new Attendee(person, phone);
    await attendee.press('room.join');
    await attendee.page.getByText(attendee.t('room.lobby.title')).or(attendee.answer).first().waitFor();
    return attendee;
  }

  async press(key: string): Promise<void> {
    await this.person.control(this.t(key)).first().click();
  }
  get answer() {
    return this.person.control(this.t('room.place'));
  }
  async sees(key: string, params?: Record<string, string | number>): Promise<void> {
    await this.page.getByText(this.t(key, params)).first().waitFor();
  }
  /** Answers the round by a named place and maybe words. */
  async mark(text = '', more = false): Promise<void> {
    await this.press(more ? 'room.place_more' : 'room.place');
    await this.person.at('pin');
    await this.person.pinByList(this.person.place('revet_ferry'));
    if (text) await this.person.write(text);
    await this.person.done();
  }
  async placed(n: number, cap: number): Promise<void> {
    await this.page.getByText(this.t('room.placed', { n, cap }), { exact: true }).waitFor();
  }
}
