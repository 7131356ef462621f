import type { Page } from 'playwright-core';
import en from '../../../src/lib/i18n/locales/staff/en.json';
import nb from '../../../src/lib/i18n/locales/staff/nb.json';
import { format, type Params } from '../../../src/lib/i18n/messages';
import type { Server } from './server';

const locales: Record<string, Record<string, string>> = { nb, en };

/** What staff pages say. */
export function staffText(key: string, params?: Params, lang = 'nb'): string {
  const text = format(locales[lang]!, lang, key, params);
  if (text === key) throw new Error(`no text ${key} in ${lang}`);
  return text;
}

/** Makes an administrator of Torstrand and signs them in by their one-time link. */
export async function signIn(page: Page, server: Server, email = 'kari@larvik.kommune.no'): Promise<void> {
  const said = server.run(
    'staff',
    'add',
    email,
    '--name',
    'Kari Nordmann',
    '--role',
    'administrator',
    '--area',
    'torstrand'
  );
  const secret = /kvi_[\w-]+/.exec(said)![0];
  await page.goto(`${server.url}/staff/invitation#${secret}`);
  await page.getByLabel(staffText('staff.password.new')).fill('hestekastanje ved elva');
  await page.getByRole('button', { name: staffText('staff.invitation.accept') }).click();
  await page.getByRole('heading', { level: 1, name: staffText('staff.home.title') }).waitFor();
}
