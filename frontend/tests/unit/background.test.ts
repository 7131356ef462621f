import { describe, expect, it } from 'vitest';
import type { Method } from '../../src/lib/api';
import type { Answers } from '../../src/lib/outbox';
import { aloneIn, answered, chosenOf, keptOf, UNSAID } from '../../src/resident/background';

const option = (key: string, alone?: true) => ({ key, label: { nb: key }, ...(alone && { alone }) });
const age = {
  ...{ key: 'age', label: { nb: 'Alder' }, several: false },
  options: [option('u13', true), option('13-15'), option('80+')]
};
const relation = {
  ...{ key: 'relation', label: { nb: 'Tilknytning' }, several: true },
  options: [option('lives'), option('works'), option('visits')]
};
const questions: Method['background'] = [age, relation];

describe('an answer', () => {
  it('is one, or several, or taken away', () => {
    let answers: Answers = answered({}, age, ['80+']);
    expect(answers).toEqual({ age: '80+' });
    answers = answered(answers, relation, ['lives', 'works']);
    expect(answers).toEqual({ age: '80+', relation: ['lives', 'works'] });
    expect([chosenOf(answers, 'relation'), chosenOf(answers, 'age')]).toEqual([['lives', 'works'], ['80+']]);
    expect(answered(answers, relation, [])).toEqual({ age: '80+' });
  });

  it('that one would rather not say stands alone, until something else is said', () => {
    const unsaid = answered({ relation: ['lives'] }, relation, ['lives', UNSAID]);
    expect(unsaid).toEqual({ relation: UNSAID });
    expect(answered(unsaid, relation, ['works', UNSAID])).toEqual({ relation: ['works'] });
    expect(answered({ age: '80+' }, age, [UNSAID])).toEqual({ age: UNSAID });
  });
});

describe('of a child under 13', () => {
  const answers: Answers = { relation: ['lives'], age: 'u13' };

  it('only the age is kept', () => {
    expect(aloneIn(questions, answers)).toBe(age);
    expect(keptOf(questions, answers)).toEqual({ age: 'u13' });
  });

  it('the rest comes back if that was a slip', () => {
    const mended = answered(answers, age, ['13-15']);
    expect(aloneIn(questions, mended)).toBeUndefined();
    expect(keptOf(questions, mended)).toEqual({ age: '13-15', relation: ['lives'] });
  });
});

it('keeps no answer to what is asked no more', () => {
  expect(keptOf([relation], { age: 'u13', relation: UNSAID })).toEqual({ relation: UNSAID });
});
