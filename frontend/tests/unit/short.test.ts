import { expect, it } from 'vitest';
import { shortNumbers } from '../../src/admin/short';

it('shortens numbers to ends that no other has', () => {
  const all = [9007199254740123, 4007199254740123, 12345678, 77, 12345678];
  expect([...shortNumbers(all)]).toEqual([
    [9007199254740123, '9007199254740123'],
    [4007199254740123, '4007199254740123'],
    [12345678, '…5678'],
    [77, '77']
  ]);
  expect([...shortNumbers([1230456, 7890456]).values()]).toEqual(['…30456', '…90456']);
});
