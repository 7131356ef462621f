import { expect, it } from 'vitest';
import { moment } from '../../src/staff/when';

it('tells what happened in an area in its own time, wherever one sits', () => {
  const late = '2026-11-27T23:30:00Z';
  expect(moment(late, 'nb', 'Europe/Oslo', new Date(late))).toBe('28. nov., 00:30');
  expect(moment(late, 'nb', 'UTC', new Date(late))).toBe('27. nov., 23:30');
});
