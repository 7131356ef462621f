import { expect, it } from 'vitest';
import type { FeatureCollection } from '../../src/lib/api';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectReadableFarOff,
  glanceAt,
  lookAt
} from './support/checks';
import { tabTo } from './support/keyboard';
import { Attendee, Facilitator, spokenBy } from './support/room';
import { inLongRun, LONG, suite } from './support/suite';

/** Beside the two that have a part to play. */
const MORE_PHONES = LONG ? 6 : 0;
const CAP = 2;
const WIDE_WALL = { width: 1920, height: 1080 };
const WHOLE_EVENING = { timeout: 240_000 };
const IN_THE_HALL = { host: 'kvarter.test' };

suite(
  'a room',
  (shared) => {
    it('maps together, and every mark is there exactly once', WHOLE_EVENING, async () => {
      const kari = await Facilitator.open(shared, 'Kari');
      const code = await kari.plan('Kveld i grendehuset');
      const link = await kari.hostLink('Lærer Berg');
      await glanceAt(kari.page, 'a link for a helper');
      await kari.press('workshop.open.act');
      await kari.button('workshop.first').waitFor();
      const screen = await kari.screenElsewhere(shared, code);
      const steady = await Attendee.join(shared, code);
      // Under the name of a hall's own net, where no context is secure.
      const torn = await Attendee.join(shared, code, IN_THE_HALL);
      expect(await torn.page.evaluate(() => isSecureContext)).toBe(false);
      const others = [];
      for (let i = 0; i < MORE_PHONES; i++) others.push(await Attendee.join(shared, code));
      const phones = 2 + MORE_PHONES;
      await screen.getByText(kari.t('screen.ready', { ready: phones, of: phones })).waitFor();

      // Round 1: one phone loses the net for all of it, another reloads in mid-pin.
      await kari.press('workshop.first');
      await Promise.all([steady, torn, ...others].map((one) => one.answer.waitFor()));
      await torn.phone.context.setOffline(true);
      await torn.mark('Skrevet uten nett');
      await torn.placed(1, CAP);
      await torn.sees('room.off');
      for (const one of others) await one.mark();

      await steady.press('room.place');
      await steady.person.at('pin');
      await steady.page.reload();
      await steady.person.at('pin');
      await steady.person.pinByList(steady.person.place('revet_ferry'));
      await steady.person.write('Benkene');
      await kari.press('workshop.pause');
      await steady.sees('room.paused');
      await steady.page.reload();
      await expect.poll(() => steady.page.getByRole('textbox').first().inputValue()).toBe('Benkene');
      await kari.press('workshop.resume');
      await steady.person.done();
      await steady.placed(1, CAP);
      await kari.page.getByText('Benkene').waitFor();
      await screen.getByRole('timer').waitFor();
      expect(await screen.locator('body').innerText()).not.toContain('Benkene');

      // The reveal shows places; words come by a nod, one is lit and read, and taken off at once.
      await kari.press('workshop.reveal');
      await steady.sees('room.revealed.count', { count: 1 + MORE_PHONES });
      expect(await screen.locator('body').innerText()).not.toContain('Benkene');
      await screen.getByRole('button', { name: kari.t('screen.aloud'), exact: true }).click();
      await kari.press('workshop.release');
      await screen.getByText('Benkene').waitFor();
      await kari.press('workshop.light');
      const lit = screen.locator('blockquote', { hasText: 'Benkene' });
      await lit.waitFor();
      await expect.poll(() => spokenBy(screen)).toEqual(['Benkene']);
      await kari.press('workshop.hide');
      await lit.waitFor({ state: 'detached' });
      await steady.sees('room.revealed.count', { count: MORE_PHONES });
      await kari.press('workshop.unhide');
      await steady.sees('room.revealed.count', { count: 1 + MORE_PHONES });
      await kari.note('Mange nikket.', 'Benkene');

      // Round 2: somebody comes late, to whom no stream comes through, and the torn phone comes
      // back with its mark.
      await kari.press('workshop.next');
      const late = await Attendee.join(shared, code, { streams: false });
      await late.mark('Kom for sent');
      await torn.phone.context.setOffline(false);
      await torn.answer.waitFor();
      await torn.mark('Med nett igjen');
      await kari.page.getByRole('button', { name: `${kari.t('workshop.show')} 1`, exact: true }).click();
      await kari.sees('workshop.late');
      await kari.page.getByText('Skrevet uten nett').waitFor();

      // Round 3 is asked on the spot, and a helper's to steer until the link is taken back.
      const helper = await Facilitator.byLink(shared, link);
      await helper.sees('workshop.control.held', { name: 'Kari' });
      await glanceAt(helper.page, 'a helper');
      await helper.press('workshop.control.ask');
      await kari.press('workshop.control.give');
      await kari.sees('workshop.control.held', { name: kari.t('host.helper') });
      expect(await kari.button('workshop.reveal').count()).toBe(0);
      await helper.press('workshop.forward');
      await helper.add(steady.person.label('most_time'));
      await helper.press('workshop.skip');
      await steady.answer.waitFor();
      await steady.person.heading(steady.person.label('most_time')).waitFor();
      await steady.press('room.place');
      await steady.person.pinByList(steady.person.place('revet_ferry'));
      await late.mark('Siste runde');
      await kari.page.getByText(kari.t('host.give')).click();
      await kari.press('host.revoke', { name: 'Lærer Berg' });
      await helper.sees('host.over');
      await kari.press('workshop.control.take');

      // It ends while somebody has only pinned.
      await kari.press('workshop.reveal');
      await steady.sees('room.gone_on');
      await steady.press('room.to_room');
      await steady.sees('room.revealed.count', { count: 2 });
      await kari.end();
      for (const one of [steady, torn, late]) await one.sees('room.over.title');
      await kari.sees('workshop.after.title');
      await glanceAt(kari.page, 'after');
      await glanceAt(steady.page, 'over');

      const summary = await kari.summary(code);
      expect(summary.rounds.map(({ marks }) => marks)).toEqual([2 + MORE_PHONES, 2, 2, 0]);
      expect(summary.rounds[0]!.notes.map(({ text }) => text)).toEqual(['Mange nikket.']);
      const all = JSON.parse(
        shared.server.run('export', '--area', 'torstrand', '--format', 'geojson')
      ) as FeatureCollection;
      const whereIs = (words: string) =>
        all.features.find(({ properties }) => properties.text === words)!.geometry;
      expect(whereIs('Mange nikket.')).toEqual(whereIs('Benkene'));
      const sent = [];
      for (const one of [steady, torn, late]) {
        const { features } = await shared.server.ownMarks(await one.person.receipt());
        sent.push(features.map(({ properties }) => properties.text).sort());
      }
      expect(sent).toEqual([
        ['Benkene', null],
        ['Med nett igjen', 'Skrevet uten nett'],
        ['Kom for sent', 'Siste runde']
      ]);
    });

    inLongRun('is rehearsed on pages for everybody, and nothing is kept', WHOLE_EVENING, async () => {
      const anne = await Facilitator.open(shared, 'Anne');
      const before = (await shared.server.publicMarks()).features.length;
      await anne.go('?show=new');
      await anne.page.getByRole('button', { name: anne.t('workshop.template.hall') }).click();
      await glanceAt(anne.page, 'a plan');
      const planned = await anne.plan('For alle');
      await glanceAt(anne.page, 'a planned workshop');
      await anne.go();
      await glanceAt(anne.page, 'workshops');
      await anne.go(`?workshop=${planned}&show=cards`);
      await anne.page.locator('article svg').first().waitFor();
      await expectAccessible(anne.page, 'poster and cards');
      await anne.go(`?workshop=${planned}`);
      await anne.press('workshop.rehearse');
      await anne.button('workshop.first').waitFor();
      const code = anne.code;
      expect(code).not.toBe(planned);
      const screen = await anne.screen();
      await expectAccessible(screen, 'big screen, lobby');
      await expectReadableFarOff(screen, 'big screen, lobby');

      const guest = await Attendee.join(shared, code);
      await glanceAt(guest.page, 'lobby');
      // All of it by the keyboard.
      await tabTo(anne.button('workshop.first'));
      await anne.page.keyboard.press('Enter');
      await guest.answer.waitFor();
      await lookAt(guest.page, 'round');
      await guest.mark('Et ord');
      await glanceAt(guest.page, 'placed');
      await anne.page.getByText('Et ord').waitFor();
      await lookAt(anne.page, 'control');
      await expectAccessible(screen, 'big screen, round');
      await expectReadableFarOff(screen, 'big screen, round');
      await anne.press('workshop.reveal');
      await anne.press('workshop.release');
      await guest.page.getByText('Et ord').first().waitFor();
      await lookAt(guest.page, 'reveal');
      await anne.press('workshop.light');
      await screen.locator('blockquote').waitFor();
      await expectAccessible(screen, 'big screen, spotlight');
      await expectReadableFarOff(screen, 'big screen, spotlight');
      await screen.getByRole('button', { name: anne.t('screen.dark') }).click();
      await expectAccessible(screen, 'big screen, dark', ['color-contrast']);
      await screen.setViewportSize(WIDE_WALL);
      await expectReadableFarOff(screen, 'big screen, 16:9');
      await expectNoSidewaysScroll(screen, 'big screen');
      await anne.end('workshop.end.rehearsal');
      await anne.sees('workshop.rehearsal.over');
      await guest.sees('room.over.rehearsal');
      expect((await shared.server.publicMarks()).features.length).toBe(before);
      await guest.page.goto(`${shared.server.url}/j/ZZZZZZ`);
      await guest.page.getByRole('heading', { name: guest.t('room.missing.title') }).waitFor();
      await glanceAt(guest.page, 'no such room');
    });
  },
  { webgl: false }
);
