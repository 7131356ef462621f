import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createDrafts,
  openShelf,
  saidPatch,
  toContribution,
  toDraft,
  type Draft,
  type Said,
  type Where
} from '../../src/lib/drafts';

let phones = 0;
const newPhone = () => `drafts-${++phones}`;

async function open(phone: string, wave = '2024', area = 'torstrand') {
  let at = 1000;
  const drafts = await createDrafts({ area, wave, shelf: await openShelf(phone), now: () => at++ });
  onTestFinished(() => drafts.close());
  return drafts;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('drafts', () => {
  it('survive a reload, oldest first', async () => {
    const phone = newPhone();
    const before = await open(phone);
    const first = { ...before.begin('meeting_place'), text: 'Benken 👨‍👩‍👧 مقعد' };
    const second = before.begin('community');
    await before.put(second);
    await before.put({ ...first, where: { by: 'map', lngLat: [10.05, 59.0485] } });
    const after = await open(phone);
    expect(after.list).toEqual([{ ...first, where: { by: 'map', lngLat: [10.05, 59.0485] } }, second]);
    expect(after.persistent).toBe(true);
  });

  it('are as they were written last, before a slow phone has kept them', async () => {
    const drafts = await open(newPhone());
    const draft = drafts.begin('story');
    const texts = [...'Vi badet ved brygga'].map((_, n, all) => all.slice(0, n + 1).join(''));
    const older: string[] = [];
    const keeping = texts.map(async (text) => {
      const kept = drafts.put({ ...draft, text });
      expect(drafts.list.map((one) => one.text)).toEqual([text]);
      await kept;
      older.push(...drafts.list.map((one) => one.text).filter((shown) => shown !== texts.at(-1)));
    });
    await Promise.all(keeping);
    expect(older).toEqual([]);
    const gone = drafts.remove(draft.id);
    expect(drafts.list).toEqual([]);
    await gone;
    expect(drafts.list).toEqual([]);
  });

  it('keep what is being drawn apart, for each mark or prompt, until it is done or forgotten', async () => {
    const phone = newPhone();
    const drafts = await open(phone);
    const drawing = { by: 'area' as const, corners: [[10.05, 59.04] as [number, number]] };
    await drafts.keepDrawing('community', drawing);
    await drafts.keepDrawing('community_2', { by: 'line', corners: [] });
    const after = await open(phone);
    expect(await after.drawing('community')).toEqual(drawing);
    expect(after.list).toEqual([]);
    await after.keepDrawing('community', undefined);
    expect(await after.drawing('community')).toBeUndefined();
    await after.forget();
    expect(await after.drawing('community_2')).toBeUndefined();
  });

  it('are kept only when put, and gone when removed', async () => {
    const phone = newPhone();
    const drafts = await open(phone);
    const draft = drafts.begin('meeting_place');
    expect(drafts.list).toEqual([]);
    await drafts.put(draft);
    await drafts.put({ ...draft, wish: 'A roof' });
    expect(drafts.list).toEqual([{ ...draft, wish: 'A roof' }]);
    await drafts.remove(draft.id);
    expect((await open(phone)).list).toEqual([]);
  });

  it('stay in their area and wave', async () => {
    const phone = newPhone();
    const drafts = await open(phone);
    await drafts.put(drafts.begin('meeting_place'));
    expect((await open(phone, '2026')).list).toEqual([]);
    expect((await open(phone, '2024', 'torstrand-2')).list).toEqual([]);
  });

  it('are seen by another tab as they change', async () => {
    const phone = newPhone();
    const [one, two] = [await open(phone), await open(phone)];
    const draft = one.begin('meeting_place');
    await one.put(draft);
    await vi.waitUntil(() => two.list.length === 1);
    await two.remove(draft.id);
    await vi.waitUntil(() => one.list.length === 0);
  });
});

describe('the person', () => {
  it('is nobody until introduced, and then the same in every tab and after a reload', async () => {
    const phone = newPhone();
    const [one, two] = [await open(phone), await open(phone)];
    expect(one.person).toBeUndefined();
    const [mine, theirs] = await Promise.all([one.introduce(), two.introduce()]);
    expect(theirs).toEqual(mine);
    expect((await open(phone)).person).toEqual(mine);
    expect(await one.introduce()).toEqual(mine);
    expect((await open(phone, '2026')).person).toBeUndefined();
  });

  it('is taken over from a receipt link unless there is another', async () => {
    const drafts = await open(newPhone());
    const person = { participant: 'p', receipt: 'kvr_x' };
    expect(await drafts.adopt(person)).toBe(true);
    expect(await drafts.adopt(person)).toBe(true);
    expect(await drafts.adopt({ participant: 'q', receipt: 'kvr_y' })).toBe(false);
    expect(drafts.person).toEqual(person);
  });

  it('remembers what was sent, each once', async () => {
    const phone = newPhone();
    const drafts = await open(phone);
    await drafts.addSent({ id: 'before', prompt: 'community' });
    expect(drafts.sent).toEqual([]);
    await drafts.introduce();
    await drafts.addSent({ id: 'a', prompt: 'community' });
    await drafts.addSent({ id: 'b', prompt: 'community' });
    await drafts.addSent({ id: 'a', prompt: 'community' });
    await drafts.removeSent('b');
    expect((await open(phone)).sent).toEqual([{ id: 'a', prompt: 'community' }]);
  });

  it('is forgotten with everything that was kept', async () => {
    const phone = newPhone();
    const [one, two] = [await open(phone), await open(phone)];
    const person = await one.introduce();
    await one.put(one.begin('community'));
    await one.forget();
    expect([one.person, one.list, one.sent]).toEqual([undefined, [], []]);
    await vi.waitUntil(() => two.person === undefined && two.list.length === 0);
    expect((await one.introduce()).participant).not.toBe(person.participant);
  });
});

describe('storage', () => {
  it.each([
    ['is missing', () => vi.stubGlobal('indexedDB', undefined)],
    [
      'refuses',
      () =>
        vi.spyOn(indexedDB, 'open').mockImplementation(() => {
          throw new DOMException('no', 'SecurityError');
        })
    ]
  ])('that %s leaves drafts in memory, and says so', async (_, refuse) => {
    refuse();
    const drafts = await open(newPhone());
    expect(drafts.persistent).toBe(false);
    await drafts.put(drafts.begin('meeting_place'));
    await drafts.introduce();
    expect([drafts.list.length, drafts.person !== undefined]).toEqual([1, true]);
    await drafts.forget();
    expect([drafts.list.length, drafts.person]).toEqual([0, undefined]);
  });

  it('that is full goes on in memory with all there is', async () => {
    const drafts = await open(newPhone());
    const [first, second] = [drafts.begin('meeting_place'), drafts.begin('community')];
    await drafts.put(first);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await drafts.put(second);
    expect(drafts.list).toEqual([first, second]);
    expect(drafts.persistent).toBe(false);
  });

  it('whose connection was lost is opened anew', async () => {
    const phone = newPhone();
    const drafts = await open(phone);
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('lost', 'InvalidStateError');
    });
    await drafts.put(drafts.begin('meeting_place'));
    expect(transaction).toHaveBeenCalled();
    expect([drafts.persistent, (await open(phone)).list.length]).toEqual([true, 1]);
  });
});

describe('a contribution', () => {
  const draft: Draft = { id: 'a', prompt: 'community', text: '', wish: '', at: 7 };
  const sending = { participant: 'p', lang: 'nb', method: 'torstrand-2024' };
  const places: [Where, object][] = [
    [
      { by: 'map', lngLat: [10.05, 59.04] },
      { geometry: { type: 'Point', coordinates: [10.05, 59.04] }, located_by: 'map' }
    ],
    [
      { by: 'gps', lngLat: [10.05, 59.04] },
      { geometry: { type: 'Point', coordinates: [10.05, 59.04] }, located_by: 'gps' }
    ],
    [
      { by: 'list', place: 'fram-stadion' },
      { place: 'fram-stadion', located_by: 'list' }
    ],
    [{ by: 'words', words: 'the bench' }, { place_text: 'the bench' }]
  ];
  it.each(places)('is made of a draft placed by %o, and turns back into it', (where, placed) => {
    const words = { ...draft, where, text: 'Because', wish: 'A roof' };
    const body = toContribution(words, sending);
    expect(body).toEqual({
      id: 'a',
      prompt: 'community',
      ...sending,
      text: 'Because',
      wish: 'A roof',
      ...placed
    });
    expect(toDraft(body, 7)).toEqual(words);
  });

  it('leaves out words that are only blanks', () => {
    const body = toContribution({ ...draft, where: places[0]![0], text: ' \n', wish: '  ' }, sending);
    expect(body).not.toHaveProperty('text');
    expect(body).not.toHaveProperty('wish');
  });

  it('needs no place', () => {
    const body = toContribution({ ...draft, text: 'De liker elva' }, sending);
    expect(body).toEqual({ id: 'a', prompt: 'community', ...sending, text: 'De liker elva' });
    expect(toDraft(body, 7)).toEqual({ ...draft, text: 'De liker elva', where: undefined });
  });

  it('may be a story, and turns back into it', () => {
    const story: Draft = {
      ...{ ...draft, text: 'Fløyta klokka sju', title: 'Fløyta', theme: 'history' },
      ...{ period: { from: '1960~', to: '1969~' }, share: 'named', byline: 'Åse', consent: 'nb' }
    };
    const body = toContribution(story, sending);
    expect(body).toMatchObject({
      ...{ title: 'Fløyta', theme: 'history', period_from: '1960~', period_to: '1969~' },
      ...{ share: 'named', byline: 'Åse', consent_lang: 'nb' }
    });
    expect(toDraft(body, 7)).toEqual({ ...story, where: undefined });
  });
});

describe('what is said', () => {
  it.each<[Partial<Said>, object]>([
    [
      { text: ' \n', wish: ' to linjer\n ' },
      { text: null, wish: ' to linjer\n ' }
    ],
    [{ title: 'Fløyta' }, { title: 'Fløyta' }],
    [{ theme: undefined }, { theme: null }],
    [{ period: { from: '1963' } }, { period_from: '1963', period_to: null }],
    [{ period: undefined }, { period_from: null, period_to: null }],
    [{}, {}]
  ])('%j changes just that', (said, patch) => expect(saidPatch(said)).toEqual(patch));

  it.each<[Partial<Said>, object]>([
    [
      { share: 'named', byline: 'Åse', consent: 'nn' },
      { share: 'named', byline: 'Åse', consent_lang: 'nn' }
    ],
    [
      { share: 'named', byline: 'Åse' },
      { share: 'named', byline: null, consent_lang: null }
    ],
    [
      { share: 'anonymous', byline: 'Åse', consent: 'nn' },
      { share: 'anonymous', byline: null, consent_lang: null }
    ]
  ])('%j gives a name only with its terms and where it is to be shown', (said, patch) =>
    expect(saidPatch(said)).toEqual(patch)
  );
});
