import { describe, expect, it } from 'vitest';
import { choose, createI18n, dirOf, format, locales, ownName } from '../../src/lib/i18n';
import { intlLanguages } from '../../src/lib/i18n/messages';

describe('format', () => {
  const messages = {
    plain: 'Hei, {name}',
    'marks.one': 'ett merke',
    'marks.other': '{count} merker',
    'some.zero': 'zero {count}',
    'some.two': 'two',
    'some.few': 'few {count}',
    'some.many': 'many {count}',
    'some.other': 'other {count}'
  };
  it.each([
    ['nb', 'plain', { name: 'Åse' }, 'Hei, Åse'],
    ['nb', 'plain', {}, 'Hei, {name}'],
    ['nb', 'plain', { name: '{name} $& $1' }, 'Hei, {name} $& $1'],
    ['nb', 'marks', { count: 1 }, 'ett merke'],
    ['nb', 'marks', { count: 0 }, '0 merker'],
    ['nb', 'marks', { count: 21 }, '21 merker'],
    ['nn', 'marks', { count: 1 }, 'ett merke'],
    ['ar', 'some', { count: 2 }, 'two'],
    ['pl', 'some', { count: 3 }, 'few 3'],
    ['pl', 'some', { count: 5 }, 'many 5'],
    // A form that the locale left out falls back to other.
    ['pl', 'marks', { count: 3 }, '3 merker'],
    ['nb', 'missing.key', {}, 'missing.key']
  ])('%s %s %j is %s', (lang, key, params, text) => {
    expect(format(messages, lang, key, params)).toBe(text);
  });
});

describe('choose', () => {
  it.each([
    [['en-GB'], ['nb', 'nn', 'en'], 'en'],
    [['no'], ['nb', 'nn', 'en'], 'nb'],
    [['no-NO'], ['nn', 'en'], 'nn'],
    [['nb-NO', 'en'], ['nb', 'en'], 'nb'],
    [[null, undefined, '', 'so', 'nn'], ['nb', 'nn'], 'nn'],
    [['pl'], ['nb', 'en'], 'nb'],
    [['PT-br'], ['nb', 'pt-BR'], 'pt-BR'],
    [[], ['nb'], 'nb'],
    [['nb'], [], 'en']
  ])('of %j among %j is %s', (wanted, there, found) => {
    expect(choose(wanted, there)).toBe(found);
  });
});

it.each([
  ['nb', 'ltr'],
  ['ar', 'rtl'],
  ['ar-EG', 'rtl'],
  ['fa', 'rtl'],
  ['he-IL', 'rtl'],
  ['ur-Latn', 'ltr'],
  ['pa-Arab', 'rtl'],
  ['so', 'ltr']
])('%s is written %s', (lang, dir) => expect(dirOf(lang)).toBe(dir));

it.each([
  ['nb', 'Norsk bokmål'],
  ['nn', 'Norsk nynorsk'],
  ['en', 'English'],
  ['not a tag', 'not a tag']
])('%s calls itself %s', (lang, name) => expect(ownName(lang)).toBe(name));

it('finds a near language where the browser has none', () => {
  expect(intlLanguages('nn')).toEqual(['nn', 'nb', 'no', 'en']);
});

describe('createI18n', () => {
  it('speaks every locale there is', async () => {
    for (const lang of locales) {
      const i18n = createI18n([lang]);
      await i18n.show(lang);
      expect(i18n.t('back')).not.toBe('back');
    }
  });

  it('keeps to the languages that the area has', async () => {
    const i18n = createI18n(['en', 'nn']);
    await i18n.offer(['nb', 'nn']);
    expect(i18n.lang).toBe('nn');
    expect(i18n.languages).toEqual(['nb', 'nn']);
    expect(i18n.t('back')).toBe('Tilbake');
  });

  it("shows an area's own language that the page does not speak, with English around it", async () => {
    const i18n = createI18n(['ar']);
    await i18n.offer(['ar', 'nb']);
    expect([i18n.lang, i18n.dir]).toEqual(['ar', 'rtl']);
    expect(i18n.t('back')).toBe('Back');
    expect(i18n.text({ nb: 'Torget', ar: 'الساحة' })).toBe('الساحة');
  });

  it('falls back in area texts to the first language, then to any', async () => {
    const i18n = createI18n(['nn']);
    await i18n.offer(['nb', 'nn']);
    expect(i18n.text({ nb: 'Grendehus', en: 'Community house' })).toBe('Grendehus');
    expect(i18n.text({ en: 'Community house' })).toBe('Community house');
    expect(i18n.text({})).toBe('');
  });

  it('writes a day as one does, with the year only when it is another', async () => {
    const i18n = createI18n(['nb']);
    await i18n.show('nb');
    const now = new Date('2026-11-23T12:00:00Z');
    expect(i18n.day(new Date('2026-05-12T12:00:00Z'), 'Europe/Oslo', now)).toBe('12. mai');
    expect(i18n.day(new Date('2024-05-12T12:00:00Z'), 'Europe/Oslo', now)).toBe('12. mai 2024');
  });
});
