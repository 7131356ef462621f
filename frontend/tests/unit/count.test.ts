import { expect, it } from 'vitest';
import { lengthOf, remaining } from '../../src/lib/ui/count';

it.each([
  ['', 0],
  ['benk', 4],
  ['blåbærsyltetøy', 14],
  ['👩‍👩‍👧', 5], // as the server counts: code points, joiners too
  ['a\nb', 3]
])('%j is %i long', (text, length) => expect(lengthOf(text)).toBe(length));

it('says what is left, and when that is worth saying', () => {
  expect(remaining('a'.repeat(10), 1000)).toEqual({ left: 990, close: false });
  expect(remaining('a'.repeat(900), 1000)).toEqual({ left: 100, close: true });
  expect(remaining('a'.repeat(1003), 1000)).toEqual({ left: -3, close: true });
});
