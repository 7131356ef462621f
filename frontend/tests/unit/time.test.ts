import { describe, expect, it } from 'vitest';
import { createServerTime } from '../../src/lib/api/time';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('the server’s time', () => {
  it('is the phone’s until the server has said anything', () => {
    const time = createServerTime(() => 5000);
    expect([time.now(), time.stale()]).toEqual([5000, false]);
    time.hear(null);
    time.hear('yesterday');
    expect(time.now()).toBe(5000);
  });

  it('runs on from what the server said last, however wrong the phone is', () => {
    let phone = Date.UTC(1999, 0, 1);
    const time = createServerTime(() => phone);
    time.hear('Tue, 12 May 2026 10:00:00 GMT');
    phone += MINUTE;
    expect(time.now()).toBe(Date.UTC(2026, 4, 12, 10, 1));
  });

  it('does not go back with a phone that is set back, and is to be asked anew', () => {
    let phone = Date.UTC(2026, 4, 12);
    const time = createServerTime(() => phone);
    time.hear('Tue, 12 May 2026 10:00:00 GMT');
    expect(time.stale()).toBe(false);
    phone -= DAY;
    expect([time.now(), time.stale()]).toEqual([Date.UTC(2026, 4, 12, 10), true]);
    phone += 30 * DAY;
    expect(time.stale()).toBe(true);
    time.hear('Tue, 12 May 2026 10:05:00 GMT');
    expect([time.now(), time.stale()]).toEqual([Date.UTC(2026, 4, 12, 10, 5), false]);
  });
});
