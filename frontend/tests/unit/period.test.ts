import { describe, expect, it } from 'vitest';
import {
  DECADES,
  periodOf,
  periodText,
  timeOf,
  timeProblem,
  type Period,
  type Time
} from '../../src/lib/period';
import { texts } from '../e2e/support/texts';

describe('a time', () => {
  it.each<[Time, Period | undefined, string]>([
    [{ kind: 'none' }, undefined, ''],
    [{ kind: 'year', year: '1963', about: false }, { from: '1963' }, '1963'],
    [{ kind: 'year', year: '1963', about: true }, { from: '1963~' }, 'about 1963'],
    [{ kind: 'decade', decade: 1960, about: false }, { from: '1960', to: '1969' }, 'the 1960s'],
    [{ kind: 'decade', decade: 1960, about: true }, { from: '1960~', to: '1969~' }, 'about the 1960s'],
    [{ kind: 'span', from: '1958', to: '1971', about: false }, { from: '1958', to: '1971' }, '1958–1971'],
    [
      { kind: 'span', from: '1958', to: '1971', about: true },
      { from: '1958~', to: '1971~' },
      'about 1958–1971'
    ]
  ])('%j is a period, reads so, and is said again as it was', (time, period, text) => {
    expect(timeProblem(time)).toBeUndefined();
    expect(periodOf(time)).toEqual(period);
    expect(periodText(period, texts('en'))).toBe(text);
    expect(timeOf(period)).toEqual(time);
  });

  it.each<[string, string]>([
    [' 1963 ', '1963'],
    ['١٩٦٣', '1963'],
    ['۱۹۶۳', '1963']
  ])('takes the year as people type it: %j', (year, from) => {
    const time: Time = { kind: 'year', year, about: false };
    expect([timeProblem(time), periodOf(time)]).toEqual([undefined, { from }]);
  });

  it.each(['', '63', '19633', 'i krigen', '1963-05', '-196'])(
    'asks for four digits instead of %j',
    (year) => {
      expect(timeProblem({ kind: 'year', year, about: false })).toBe('year');
      expect(timeProblem({ kind: 'span', from: '1960', to: year, about: false })).toBe('year');
    }
  );

  it('asks for the years of a span in order', () => {
    expect(timeProblem({ kind: 'span', from: '1971', to: '1958', about: false })).toBe('order');
    expect(timeProblem({ kind: 'span', from: '1958', to: '1958', about: false })).toBeUndefined();
  });

  it('with month and day, as others may have sent it, reads by its years', () => {
    expect(periodText({ from: '1963-05-17' }, texts('en'))).toBe('1963');
    expect(periodText({ from: '1963-05', to: '1964-01-02~' }, texts('en'))).toBe('about 1963–1964');
  });

  it('may be any decade to choose from, each once', () => {
    expect(new Set(DECADES).size).toBe(DECADES.length);
    for (const decade of DECADES) {
      const time: Time = { kind: 'decade', decade, about: false };
      expect(timeOf(periodOf(time))).toEqual(time);
    }
  });
});
