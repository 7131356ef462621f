import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page
} from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { ARGS, chromiumPath, WITH_MAPS } from '../../../scripts/chromium.mjs';

// A name that leads to loopback and is no secure context, as in a hall's Wi-Fi.
const HALL = '--host-resolver-rules=MAP kvarter.test 127.0.0.1';

/** Starts Chromium; without WebGL if asked. */
export async function launch({ webgl = true } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    headless: true,
    args: [...ARGS, HALL, ...(webgl ? [WITH_MAPS] : ['--disable-gpu', '--disable-3d-apis'])]
  });
}

/** A phone: one browser profile, with all that its pages said and asked for. */
export interface Phone {
  context: BrowserContext;
  page: Page;
  /** What the pages complained about; must be empty when the test is over. */
  complaints: string[];
  /** The hosts asked for beside the server's own. */
  foreignHosts: Set<string>;
  /** The requests to the server, `GET /a/torstrand`. */
  requests: string[];
}

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: 'nb-NO',
  reducedMotion: 'reduce'
};

/**
 * Opens a phone that reaches loopback and nothing else. When the test is over,
 * no page of it may have broken the CSP, thrown, or written an error, except
 * about what the test itself broke, as `allow` tells.
 */
export async function openPhone(
  browser: Browser,
  options: BrowserContextOptions = {},
  allow: RegExp = /^$/
): Promise<Phone> {
  const context = await browser.newContext({ ...PHONE, ...options });
  context.setDefaultTimeout(30_000);
  const phone: Phone = {
    context,
    page: await context.newPage(),
    complaints: [],
    foreignHosts: new Set(),
    requests: []
  };
  await context.route(
    (url) => !isOurs(url),
    (route) => {
      phone.foreignHosts.add(new URL(route.request().url()).host);
      return route.abort();
    }
  );
  watch(phone, allow);
  onTestFinished(async () => {
    await context.close();
    expect(phone.complaints).toEqual([]);
  });
  return phone;
}

function isOurs(url: URL): boolean {
  return (
    ['127.0.0.1', 'localhost', 'kvarter.test'].includes(url.hostname) ||
    ['blob:', 'data:'].includes(url.protocol)
  );
}

function watch({ context, complaints, requests }: Phone, allow: RegExp): void {
  const complain = (text: string) => {
    if (!allow.test(text)) complaints.push(text);
  };
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const { url } = message.location();
    if (/GPU stall due to ReadPixels/.test(message.text())) return; // the software renderer's own
    // The tile host is out of reach here; the drawn map stands in.
    if (url.startsWith('http') && !isOurs(new URL(url))) return;
    complain(`${message.type()}: ${message.text()} (${url})`);
  });
  context.on('weberror', (error) => complain(`thrown: ${error.error().stack} (${error.page()?.url()})`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (isOurs(url) && url.protocol.startsWith('http')) requests.push(`${request.method()} ${url.pathname}`);
  });
}
