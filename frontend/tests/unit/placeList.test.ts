import { expect, it } from 'vitest';
import { matching } from '../../src/resident/placeList';

const list = ['Torstrand Grendehus', 'Torstrands torg', 'Åsgata (øvre)', 'Thor Heyerdahl'].map((name) => ({
  name
}));

it.each([
  ['', 4],
  ['tor', 2],
  ['TORG', 1],
  ['grende tor', 1],
  ['strand', 0], // words begin with what is typed
  ['ås', 1],
  ['as', 0], // å is a letter of its own
  ['øvre', 1],
  ['.*', 4]
])('%j finds %i', (typed, count) => expect(matching(list, typed, 'nb')).toHaveLength(count));
