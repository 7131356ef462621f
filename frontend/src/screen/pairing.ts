import { receiptSecret } from '../lib/ids';

/** The screen's secret: from the link that the control opened, or kept from before. */
export function secretIn(hash: string): string | undefined {
  return /^#(kvw_[A-Za-z0-9_-]{22,})$/.exec(hash)?.[1];
}

const keyOf = (code: string) => `kvarter.screen.${code}`;

/**
 * The secret of this window for a room. The room reads the address bar, so a
 * secret in it is taken out and kept; a window without one makes its own, which
 * the control lets in by a number.
 */
export function screenSecret(code: string): string {
  const given = secretIn(location.hash);
  if (given) history.replaceState(null, '', location.pathname + location.search);
  const secret = given ?? read(keyOf(code)) ?? receiptSecret().replace(/^kvr_/, 'kvw_');
  write(keyOf(code), secret);
  return secret;
}

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is then paired anew after a reload.
  }
}
