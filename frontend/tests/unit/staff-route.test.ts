import { expect, it } from 'vitest';
import { hrefOf, parse } from '../../src/staff/route';

it.each([
  ['/staff', ['staff', undefined, '']],
  ['/staff/account', ['staff', undefined, 'account']],
  ['/admin/torstrand', ['admin', 'torstrand', '']],
  ['/admin/torstrand/', ['admin', 'torstrand', '']],
  ['/admin/torstrand/review', ['admin', 'torstrand', 'review']],
  ['/facilitate/%C3%B8st', ['facilitate', 'øst', '']],
  ['/facilitate/%E0%A4%A', ['facilitate', '%E0%A4%A', '']],
  ['/admin', undefined],
  ['/admin/torstrand/review/more', undefined],
  ['/a/torstrand', undefined],
  ['/', undefined]
])('%s is %j', (pathname, found) => {
  const where = parse({ pathname, search: '' });
  expect(where && [where.face, where.area, where.page]).toEqual(found);
});

it('makes addresses that lead back, with the language asked for', () => {
  const to = {
    face: 'admin',
    area: 'øst',
    page: 'review',
    query: { flag: 'phone', prompt: undefined }
  } as const;
  const href = hrefOf(to, { search: '?lang=nn&flag=name' });
  expect(href).toBe('/admin/%C3%B8st/review?flag=phone&lang=nn');
  const where = parse(new URL(href, 'http://localhost'));
  expect([where?.area, where?.page, where?.query.get('flag')]).toEqual(['øst', 'review', 'phone']);
});
