import { expect, it } from 'vitest';
import type { Area } from '../../src/lib/api';
import type { Draft } from '../../src/lib/drafts';
import { isBlank, lackOf, type Lack } from '../../src/resident/lack';

const area = {
  places: [{ key: 'torg' }],
  method: {
    prompts: [
      { key: 'place', kind: 'mark', geometry: ['point'] },
      { key: 'words', kind: 'mark', geometry: ['none'] },
      { key: 'either', kind: 'mark', geometry: ['point', 'none'] },
      { key: 'story', kind: 'story', geometry: ['point', 'none'] }
    ]
  }
} as Area;
const blank: Draft = { id: 'a', prompt: 'place', text: '', wish: '', at: 0 };
const here = { by: 'list', place: 'torg' } as const;
const named = { prompt: 'story', text: 'Det var en gang', share: 'named' } as const;

it.each<[Partial<Draft>, Lack | undefined]>([
  [{ where: here }, undefined],
  [{ text: 'ord' }, 'place'],
  [{ where: { by: 'list', place: 'gone' }, text: 'ord' }, 'place'],
  [{ prompt: 'either', where: { by: 'list', place: 'gone' }, text: 'ord' }, 'place'],
  [{ where: here, text: '👍'.repeat(1000) }, undefined],
  [{ where: here, text: '👍'.repeat(1001) }, 'too_long'],
  [{ where: here, wish: 'x'.repeat(1001) }, 'too_long'],
  [{ prompt: 'words', text: ' \n' }, 'words'],
  [{ prompt: 'words', text: 'ord' }, undefined],
  [{ prompt: 'words', text: 'ord', where: here }, 'outdated'],
  [{ prompt: 'either', where: here }, undefined],
  [{ prompt: 'either', text: 'ord' }, undefined],
  [{ prompt: 'either', wish: 'ord' }, 'words'],
  [{ prompt: 'story', where: here, title: 'Bare tittel' }, 'words'],
  [{ prompt: 'story', text: 'x'.repeat(10_000) }, undefined],
  [{ prompt: 'story', text: 'x'.repeat(10_001) }, 'too_long'],
  [{ prompt: 'story', text: 'x', title: 'x'.repeat(121) }, 'too_long'],
  [named, 'name'],
  [{ ...named, byline: ' ', consent: 'nb' }, 'name'],
  [{ ...named, byline: 'Åse' }, 'consent'],
  [{ ...named, byline: 'Åse', consent: 'nb' }, undefined],
  [{ ...named, byline: 'x'.repeat(121), consent: 'nb' }, 'too_long'],
  [{ ...named, share: 'anonymous', byline: 'Åse' }, undefined],
  [{ prompt: 'gone', where: here }, 'outdated']
])('a draft with %j lacks %s', (said, lack) => expect(lackOf(area, { ...blank, ...said })).toBe(lack));

it('is blank until something is said', () => {
  expect([blank, { ...blank, text: ' ', title: '' }].map(isBlank)).toEqual([true, true]);
  const said: Partial<Draft>[] = [
    { title: 'a' },
    { where: here },
    { theme: 'social' },
    { period: { from: '1960' } }
  ];
  for (const some of said) expect(isBlank({ ...blank, ...some })).toBe(false);
});
