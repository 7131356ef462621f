import { expect, it } from 'vitest';
import { dayAfter, dayIn, startOf } from '../../src/admin/settings/zone';

const OSLO = 'Europe/Oslo';

it('tells the day that people of a zone have at an instant', () => {
  expect(dayIn(OSLO, new Date('2026-05-16T22:00:00Z'))).toBe('2026-05-17');
  expect(dayIn(OSLO, new Date('2026-05-16T21:59:59Z'))).toBe('2026-05-16');
  expect(dayIn('America/New_York', new Date('2026-01-01T04:59:59Z'))).toBe('2025-12-31');
});

it.each([
  ['in winter', OSLO, '2026-01-15', '2026-01-14T23:00:00.000Z'],
  ['in summer', OSLO, '2026-05-17', '2026-05-16T22:00:00.000Z'],
  ['on the day that summer time begins', OSLO, '2026-03-29', '2026-03-28T23:00:00.000Z'],
  ['on the day after', OSLO, '2026-03-30', '2026-03-29T22:00:00.000Z'],
  ['on the day that summer time ends', OSLO, '2026-10-25', '2026-10-24T22:00:00.000Z'],
  ['on the day after', OSLO, '2026-10-26', '2026-10-25T23:00:00.000Z'],
  ['west of Greenwich', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
  ['at half an hour', 'Asia/Kolkata', '2026-06-01', '2026-05-31T18:30:00.000Z']
])('begins a day %s in %s', (_, zone, day, instant) => {
  expect(startOf(zone, day).toISOString()).toBe(instant);
  expect(dayIn(zone, startOf(zone, day))).toBe(day);
});

it('goes from day to day over months, leap days and changes of the clock', () => {
  expect(dayAfter('2026-03-29')).toBe('2026-03-30');
  expect(dayAfter('2026-10-25')).toBe('2026-10-26');
  expect(dayAfter('2028-02-28')).toBe('2028-02-29');
  expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
});
