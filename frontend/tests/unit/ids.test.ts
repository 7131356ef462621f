import { expect, it } from 'vitest';
import { receiptInHash, receiptSecret, uuid } from '../../src/lib/ids';

it('makes UUIDs of version 4, each another', () => {
  const ids = Array.from({ length: 500 }, uuid);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(500);
});

it('makes receipts of 128 bits in URL-safe characters, each another', () => {
  const secrets = Array.from({ length: 500 }, receiptSecret);
  for (const secret of secrets) expect(secret).toMatch(/^kvr_[A-Za-z0-9_-]{22}$/);
  expect(new Set(secrets).size).toBe(500);
});

it.each([
  ['#kvr_abcdefghijklmnopqrstuv', 'kvr_abcdefghijklmnopqrstuv'],
  ['#kvr_short', undefined],
  ['#kvt_abcdefghijklmnopqrstuv', undefined],
  ['#kvr_abcdefghijklmnopqrstuv&x', undefined],
  ['', undefined]
])('finds the receipt in %s', (hash, receipt) => {
  expect(receiptInHash(hash)).toBe(receipt);
});

it('finds its own receipts', () => {
  const secret = receiptSecret();
  expect(receiptInHash('#' + secret)).toBe(secret);
});
