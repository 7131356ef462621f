/*
 * Ids and secrets are made on the phone, so that an answer that got lost on
 * the way can be sent again as the same answer. crypto.randomUUID is missing
 * outside secure contexts (a hall's Wi-Fi, http://192.168…); getRandomValues
 * is there everywhere.
 */

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A random UUIDv4, lower case. v4 because a v7 would tell the time and link a person's pins. */
export function uuid(): string {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20].reduceRight((s, at) => `${s.slice(0, at)}-${s.slice(at)}`, hex);
}

/** A new receipt: `kvr_` and 128 random bits as 22 URL-safe characters. */
export function receiptSecret(): string {
  const text = btoa(String.fromCharCode(...randomBytes(16)));
  return 'kvr_' + text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The receipt in a link's fragment (`#kvr_…`), or undefined if there is none. */
export function receiptInHash(hash: string): string | undefined {
  return /^#(kvr_[A-Za-z0-9_-]{22,})$/.exec(hash)?.[1];
}
