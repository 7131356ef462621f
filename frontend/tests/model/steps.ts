import fc from 'fast-check';
import type { Fault } from './proxy';
import { newLife, type Life, type Meant, type World } from './world';

/** One thing that happens: the person does something, or the phone does. */
export interface Step {
  does:
    | 'write'
    | 'send'
    | 'change'
    | 'withdraw'
    | 'undo'
    | 'die'
    | 'background'
    | 'heart'
    | 'withdrawAll'
    | 'reload'
    | 'tab'
    | 'wait'
    | 'jump'
    | 'hurry'
    | 'hide';
  /** Which of the pages, marks or others it is about. */
  which: number;
  /** How much, for what takes a number. */
  much: number;
  /** What the net does meanwhile. */
  faults: Fault[];
  /** How far things go before the next step: to rest, or so many turns. */
  then: 'rest' | number;
}

const DOES: Record<Step['does'], number> = {
  write: 5,
  send: 5,
  change: 5,
  withdraw: 6,
  undo: 5,
  die: 2,
  background: 2,
  heart: 2,
  withdrawAll: 2,
  reload: 3,
  tab: 2,
  wait: 8,
  jump: 1,
  hurry: 2,
  hide: 4
};

/** The net is mostly at its worst: what went out, and whether it came, is not known. */
const NET: Record<Exclude<Fault, 'kill'>, number> = {
  none: 2,
  drop: 2,
  lose: 4,
  late: 6,
  half: 2,
  reset: 1,
  twice: 1,
  echo: 2,
  slow: 4,
  busy: 1,
  limit: 1,
  page: 1
};

function weighed<T extends string>(weights: Record<T, number>): fc.Arbitrary<T> {
  const all = Object.entries(weights) as [T, number][];
  return fc.oneof(...all.map(([value, weight]) => ({ arbitrary: fc.constant(value), weight })));
}

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    does: weighed(DOES),
    which: fc.nat(40),
    much: fc.nat(1000),
    faults: fc.array(weighed(NET), { maxLength: 2 }),
    then: fc.oneof(fc.constant('rest' as const), fc.nat(25))
  }),
  { minLength: 6, maxLength: 22, size: 'max' }
);

/** What every run begins with: one mark goes, over a net that may already fail. */
export function beginning(fault: Fault): Step[] {
  const plain = { which: 0, much: 0, faults: [], then: 0 };
  return [
    { ...plain, does: 'write' },
    { ...plain, does: 'send' },
    { ...plain, does: 'hide', faults: [fault], then: 'rest' }
  ];
}

/** A step on one line, for the report of a failure. */
export function tell({ does, which, much, faults, then }: Step): string {
  return `${does} ${which} ${much} [${faults.join(' ')}] then ${then}`;
}

const CAP = 5;
const DAY = 24 * 3600_000;
const AGES = ['18-29', '30-44', '45-66', 'prefer_not_to_say'];

/** Does one step, in the world and in what the person means. */
export async function take(world: World, step: Step): Promise<void> {
  world.proxy.faults.push(...step.faults);
  await ACTS[step.does](world, step);
  await goOn(world, step);
}

function goOn(world: World, { then }: Step): Promise<void> {
  return then === 'rest' ? world.settle() : world.nudge(then);
}

type Act = (world: World, step: Step) => Promise<void>;

const ACTS: Record<Step['does'], Act> = {
  async write(world, { which, much }) {
    const prompt = ['meeting_place', 'show_visitors', 'community', 'most_liked'][which % 4]!;
    // The server counts what it still has, so what is being withdrawn counts too.
    if ([...world.life.marks.values()].filter((mark) => mark.prompt === prompt).length >= CAP) return;
    const { session } = await world.page(which);
    const lngLat: [number, number] = [10.05 + much / 1e6, 59.0485];
    const text = `ord ${much}`;
    const mark = await session.place(
      prompt,
      which % 3 ? { by: 'map', lngLat } : { by: 'words', words: 'ute' }
    );
    await session.write(mark, { text, wish: '' });
    world.life.marks.set(mark.id, { prompt, text, is: 'draft' });
  },
  async send(world, { which, much }) {
    const { session } = await world.page(which);
    if (session.drafts.list.length === 0) return;
    // Sending while all is withdrawn makes another person.
    if (world.life.over) begin(world);
    const { life } = world;
    const held = await session.send();
    life.receipt ??= session.drafts.person!.receipt;
    const known = life.known;
    for (const id of held.ids) life.marks.get(id)!.is = 'sent';
    life.known = true;
    // The first that was sent stays, so that the person is known for the rest.
    world.undoable = known
      ? { held, undone: (ids) => ids.forEach((id) => (life.marks.get(id)!.is = 'draft')) }
      : undefined;
    if (much % 2) await session.outbox.release();
  },
  async change(world, { which, much }) {
    const found = pick(world.life, which, ({ is }) => is !== 'withdrawn');
    if (!found || world.life.over) return;
    const [id, meant] = found;
    const { session } = await world.page(which);
    const draft = session.drafts.list.find((d) => d.id === id);
    const text = `nye ord ${much}`;
    const mark = { id, prompt: meant.prompt, text: '', wish: '', at: 0, sent: meant.is === 'sent' };
    await session.write({ ...mark, ...draft }, { text, wish: '' });
    meant.text = text;
    world.undoable = undefined;
  },
  async withdraw(world, { which }) {
    const { life } = world;
    const found = pick(life, which, ({ is }) => is === 'sent');
    if (!found || life.over || anchored(life) === found[0]) return;
    const { session } = await world.page(which);
    const held = await session.withdraw(found[0]);
    found[1].is = 'withdrawn';
    world.undoable = { held, undone: () => (found[1].is = 'sent') };
  },
  /** The page dies while it gives the drafts to the outbox. */
  async die(world, { which, much }) {
    if (world.life.over || !world.life.known) return;
    const page = await world.page(which);
    void page.session.send();
    await world.nudge(much % 40);
    page.die();
    world.undoable = undefined;
    const { session } = await world.phone.open();
    await world.settle();
    const left = new Set(session.drafts.list.map(({ id }) => id));
    for (const [id, meant] of world.life.marks) if (meant.is === 'draft' && !left.has(id)) meant.is = 'sent';
  },
  async undo(world) {
    const { undoable } = world;
    world.undoable = undefined;
    const undone = (await undoable?.held.undo()) ?? [];
    if (undone.length > 0) undoable!.undone(undone);
  },
  async background(world, { which, much }) {
    if (!world.life.known || world.life.over) return;
    const { session } = await world.page(which);
    const answers = { age: AGES[which % AGES.length]!, relation: ['lives', 'works'].slice(much % 2) };
    await session.background(answers);
    world.life.background = answers;
  },
  async heart(world, { which, much }) {
    if (!world.life.known || world.life.over) return;
    const { session } = await world.page(which);
    const id = world.others[which % world.others.length]!;
    await session.agree(id, much % 3 > 0);
    world.life.hearts.set(id, much % 3 > 0);
  },
  async withdrawAll(world, { which }) {
    const { life } = world;
    if (!life.known || life.over) return;
    const { session } = await world.page(which);
    const held = await session.withdrawAll();
    life.over = true;
    world.undoable = { held, undone: () => (life.over = false) };
  },
  async reload(world, { which }) {
    const page = await world.page(which);
    page.die();
    world.undoable = undefined; // the way back was on that page
    await world.phone.open();
  },
  async tab(world, { which }) {
    const { pages } = world.phone;
    if (pages.length < 2) await world.phone.open();
    else pages[which % 2]!.die();
    world.undoable = undefined;
  },
  wait: (world, step) => {
    const ms = [900, 2_500, 11_000, 20_000][step.which % 4]! + step.much;
    return world.phone.clock.pass(ms, () => goOn(world, step));
  },
  async jump(world, { which, much }) {
    world.phone.clock.jump((which % 2 ? 1 : -1) * (much / 1000) * 400 * DAY);
  },
  async hurry(world, { which }) {
    const { session } = await world.page(which);
    await session.outbox.retry();
  },
  async hide() {
    Object.assign(document, { hidden: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Object.assign(document, { hidden: false });
  }
};

/** Another person on the same phone; what was not sent goes over to them. */
function begin(world: World): void {
  const [before, after] = [world.life, newLife()];
  for (const [id, meant] of before.marks)
    if (meant.is === 'draft') {
      before.marks.delete(id);
      after.marks.set(id, meant);
    }
  world.lives.push(after);
  world.undoable = undefined;
}

/** Mostly the latest, which may still be on its way. */
function pick(life: Life, which: number, wanted: (mark: Meant) => boolean): [string, Meant] | undefined {
  const found = [...life.marks].filter(([, meant]) => wanted(meant));
  return which % 3 ? found.at(-1) : found[which % found.length];
}

/** The mark that keeps the person known. */
function anchored(life: Life): string | undefined {
  return [...life.marks].find(([, { is }]) => is === 'sent')?.[0];
}
