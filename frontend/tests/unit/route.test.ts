import { describe, expect, it } from 'vitest';
import { hrefOf, parse, slugIn, STEPS, type Place } from '../../src/resident/route';

const receipt = '#kvr_abcdefghijklmnopqrstuv';

it.each([
  ['/a/torstrand', 'torstrand'],
  ['/a/torstrand/', 'torstrand'],
  ['/a/%C3%A5', 'å'],
  ['/a/%E0%A4%A', undefined],
  ['/a/', undefined],
  ['/a/x/y', undefined],
  ['/', undefined]
])('the slug in %s is %s', (path, slug) => expect(slugIn(path)).toBe(slug));

describe('parse', () => {
  it.each<[string, string, Place]>([
    ['', '', { step: 'welcome' }],
    ['?step=about', '', { step: 'about' }],
    ['?step=nonsense', '', { step: 'welcome' }],
    ['?step=pin&prompt=most_liked', '', { step: 'pin', prompt: 'most_liked' }],
    ['?step=why&mark=abc', '', { step: 'why', mark: 'abc' }],
    ['?step=map&look=1', '', { step: 'map', look: true }],
    ['?lang=en', receipt, { step: 'mine' }],
    ['?step=why&mark=abc', receipt, { step: 'why', mark: 'abc' }],
    ['', '#main', { step: 'welcome' }]
  ])('%s%s', (search, hash, place) => expect(parse({ search, hash })).toEqual(place));
});

describe('hrefOf', () => {
  const from = { pathname: '/a/torstrand', search: '', hash: '' };

  it('gives back what parse read, for every step', () => {
    for (const step of STEPS) {
      const place: Place = { step, prompt: 'a', mark: 'b', show: 'c', look: true };
      const href = new URL(hrefOf(place, from), 'http://any');
      expect(parse(href)).toEqual(place);
    }
  });

  it('keeps the language that the address asks for', () => {
    expect(hrefOf({ step: 'about' }, { ...from, search: '?step=mine&lang=nn' })).toBe(
      '/a/torstrand?step=about&lang=nn'
    );
    expect(hrefOf({ step: 'welcome' }, from)).toBe('/a/torstrand');
  });

  it('keeps the receipt while its marks are read and changed, and no longer', () => {
    const with_ = { ...from, hash: receipt };
    expect(hrefOf({ step: 'mine' }, with_)).toBe(`/a/torstrand?step=mine${receipt}`);
    expect(hrefOf({ step: 'pin', mark: 'x' }, with_)).toContain(receipt);
    expect(hrefOf({ step: 'prompts' }, with_)).toBe('/a/torstrand?step=prompts');
    // What others sent is looked at and handed on: nobody's secret goes with it.
    expect(hrefOf({ step: 'map', show: 'x' }, with_)).toBe('/a/torstrand?step=map&show=x');
    expect(hrefOf({ step: 'stories', show: 'x', look: true }, with_)).toBe(
      '/a/torstrand?step=stories&show=x&look=1'
    );
    expect(hrefOf({ step: 'welcome' }, with_)).toBe('/a/torstrand');
  });
});
