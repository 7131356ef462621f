import { expect, it } from 'vitest';
import { joined, pieces, rangeOf, said } from '../../src/admin/review/points';

it('counts what is selected by code points', () => {
  const text = '🙂🙂 Kari på 𝟟';
  const at = text.indexOf('Kari'); // UTF-16's, as a field tells it
  const range = rangeOf(text, at, at + 4);
  expect(range).toEqual({ start: 3, end: 7 });
  expect(said(text, range)).toBe('Kari');
  expect(said(text, rangeOf(text, 0, text.length))).toBe(text);
});

it('cuts a text at what marks it, and loses nothing of it', () => {
  const text = '🙂 Ring Kari på 99 88 77 66!';
  const [name, phone] = [
    { start: 7, end: 11, kind: 'name' },
    { start: 15, end: 26, kind: 'phone' }
  ];
  const cut = pieces(text, [phone!, name!]);
  expect(cut.map(({ text, mark }) => [text, mark?.kind])).toEqual([
    ['🙂 Ring ', undefined],
    ['Kari', 'name'],
    [' på ', undefined],
    ['99 88 77 66', 'phone'],
    ['!', undefined]
  ]);
  expect(cut.map((piece) => piece.text).join('')).toBe(text);
});

it('lets the first stand of marks that overlap, and leaves out empty ones', () => {
  const marks = [
    { start: 0, end: 4 },
    { start: 2, end: 6 },
    { start: 5, end: 5 }
  ];
  expect(pieces('abcdefg', marks)).toEqual([
    { text: 'abcd', mark: marks[0] },
    { text: 'efg', mark: undefined }
  ]);
  expect(pieces('', [])).toEqual([]);
});

it('joins what overlaps or touches, field by field', () => {
  const text = { field: 'text', start: 2, end: 5 };
  expect(joined([text], text)).toEqual([text]);
  expect(joined([text], { field: 'text', start: 5, end: 7 })).toEqual([{ field: 'text', start: 2, end: 7 }]);
  expect(joined([text], { field: 'wish', start: 2, end: 5 })).toHaveLength(2);
  const bridged = joined([text, { field: 'text', start: 7, end: 9 }], { field: 'text', start: 4, end: 8 });
  expect(bridged).toEqual([{ field: 'text', start: 2, end: 9 }]);
});
