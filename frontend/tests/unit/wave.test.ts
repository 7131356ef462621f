import { expect, it } from 'vitest';
import type { Area } from '../../src/lib/api';
import { createI18n } from '../../src/lib/i18n';
import { firstDay, lastDay, lastLateDay, standOf, type Stand } from '../../src/resident/wave';

const wave = (state: string, closes: string | null = '2026-05-31T22:00:00Z') =>
  ({ time_zone: 'Europe/Oslo', wave: { key: '1', opens: '2026-02-28T23:00:00Z', closes, state } }) as Area;

it.each<[Area, string, Stand]>([
  [wave('before'), '2026-02-01T00:00:00Z', 'before'],
  [wave('open'), '2026-04-01T00:00:00Z', 'open'],
  [wave('open'), '2030-01-01T00:00:00Z', 'open'], // the server knows, not the phone's clock
  [wave('closed'), '2026-06-14T21:59:59Z', 'late'],
  [wave('closed'), '2026-06-14T22:00:00Z', 'closed'],
  [wave('closed', null), '2026-06-14T22:00:00Z', 'closed']
])('%j stands at %s as %s', (area, now, stand) => expect(standOf(area, Date.parse(now))).toBe(stand));

it('names days in the area’s own time: the end is the first moment after', () => {
  const i18n = createI18n(['en']);
  const area = wave('open');
  const days = [firstDay, lastDay, lastLateDay].map((day) => day(area, i18n).replace(/,? 2026/, ''));
  expect(days).toEqual(['March 1', 'May 31', 'June 14']);
});
