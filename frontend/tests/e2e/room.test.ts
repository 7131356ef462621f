import { expect, it } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, lookAt } from './support/checks';
import { tabTo } from './support/keyboard';
import { Attendee, Facilitator } from './support/room';
import { suite } from './support/suite';

/** Beside the two that have a part to play. */
const MORE_PHONES = process.env.KVARTER_LONG ? 6 : 0;
const CAP = 2;
const WHOLE_EVENING = { timeout: 240_000 };

suite(
  'a room',
  (shared) => {
    it('maps together, and every mark is there exactly once', WHOLE_EVENING, async () => {
      const kari = await Facilitator.open(shared, 'Kari');
      const code = await kari.plan('Kveld i grendehuset');
      await kari.press('workshop.open.act');
      await kari.button('workshop.first').waitFor();
      const screen = await kari.screen();
      const steady = await Attendee.join(shared, code);
      const torn = await Attendee.join(shared, code);
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

      // The reveal shows places; words come by a nod, and one is lit.
      await kari.press('workshop.reveal');
      await steady.sees('room.revealed.count', { count: 1 + MORE_PHONES });
      expect(await screen.locator('body').innerText()).not.toContain('Benkene');
      await kari.press('workshop.release');
      await screen.getByText('Benkene').waitFor();
      await kari.press('workshop.light');
      await screen.locator('blockquote', { hasText: 'Benkene' }).waitFor();
      await kari.press('workshop.unlight');
      await screen.locator('blockquote').waitFor({ state: 'detached' });

      // Round 2: somebody comes late, and the torn phone comes back with its mark.
      await kari.press('workshop.next');
      const late = await Attendee.join(shared, code);
      await late.mark('Kom for sent');
      await torn.phone.context.setOffline(false);
      await torn.answer.waitFor();
      await torn.mark('Med nett igjen');
      await kari.page.getByRole('button', { name: `${kari.t('workshop.show')} 1`, exact: true }).click();
      await kari.sees('workshop.late');
      await kari.page.getByText('Skrevet uten nett').waitFor();

      // Round 3 is another's to steer; it ends while somebody has only pinned.
      const ola = await Facilitator.open(shared, 'Ola');
      await ola.go(`?workshop=${code}`);
      await ola.sees('workshop.control.held', { name: 'Kari' });
      await ola.press('workshop.control.ask');
      await kari.press('workshop.control.give');
      await kari.sees('workshop.control.held', { name: 'Ola' });
      expect(await kari.button('workshop.reveal').count()).toBe(0);
      await ola.press('workshop.forward');
      await ola.press('workshop.skip');
      await steady.answer.waitFor();
      await steady.press('room.place');
      await steady.person.pinByList(steady.person.place('revet_ferry'));
      await late.mark('Siste runde');
      await ola.press('workshop.reveal');
      await steady.sees('room.gone_on');
      await steady.press('room.to_room');
      await steady.sees('room.revealed.count', { count: 2 });

      await ola.press('workshop.end');
      await ola.page
        .getByRole('dialog')
        .getByRole('button', { name: ola.t('workshop.end') })
        .click();
      for (const one of [steady, torn, late]) await one.sees('room.over.title');
      await ola.sees('workshop.after.title');

      const summary = await ola.summary(code);
      expect(summary.rounds.map(({ marks }) => marks)).toEqual([2 + MORE_PHONES, 2, 2]);
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

    it('works in a hall’s own net, where no context is secure', async () => {
      const kari = await Facilitator.open(shared, 'Siri');
      const code = await kari.plan('På eget nett');
      await kari.press('workshop.open.act');
      await kari.button('workshop.first').waitFor();
      const guest = await Attendee.join(shared, code, { host: 'kvarter.test' });
      expect(await guest.page.evaluate(() => isSecureContext)).toBe(false);
      await kari.press('workshop.first');
      await guest.answer.waitFor();
      await guest.mark('Uten sikkert nett');
      await kari.page.getByText('Uten sikkert nett').waitFor();
      await guest.page.reload();
      await guest.placed(1, CAP);
      await kari.press('workshop.reveal');
      await guest.sees('room.revealed.count', { count: 1 });
    });

    it('is paced by a helper with a link, who sees nothing else', WHOLE_EVENING, async () => {
      const kari = await Facilitator.open(shared, 'Liv');
      const code = await kari.plan('Med hjelper');
      await kari.page.getByRole('textbox', { name: kari.t('host.name') }).fill('Lærer Berg');
      await kari.press('host.make');
      const link = await kari.page.getByRole('textbox', { name: kari.t('secret.label') }).inputValue();
      await lookAt(kari.page, 'a link for a helper');

      const helper = await Facilitator.byLink(shared, link);
      await helper.button('workshop.open.act').waitFor();
      await lookAt(helper.page, 'a helper before');
      for (const key of ['workshop.remove', 'workshop.rehearse', 'host.make'])
        expect(await helper.button(key).count(), key).toBe(0);
      await kari.press('workshop.open.act');
      await helper.sees('workshop.control.held', { name: 'Liv' });
      await helper.press('workshop.control.ask');
      await kari.press('workshop.control.give');
      const guest = await Attendee.join(shared, code);
      await helper.press('workshop.first');
      await guest.mark('Benken ved skolen');
      await helper.page.getByText('Benken ved skolen').waitFor();
      await lookAt(helper.page, 'a helper during');
      await helper.page.reload();
      await helper.page.getByText('Benken ved skolen').waitFor();

      await kari.go(`?workshop=${code}`);
      await kari.sees('workshop.control.held', { name: kari.t('host.helper') });
      await kari.page.getByText(kari.t('host.give')).click();
      await kari.press('host.revoke', { name: 'Lærer Berg' });
      await kari.sees('host.revoked');
      await helper.page.reload();
      await helper.sees('host.over');
    });

    it('has pages that everybody can use', WHOLE_EVENING, async () => {
      const kari = await Facilitator.open(shared, 'Anne');
      await kari.go();
      await lookAt(kari.page, 'workshops');
      await kari.go('?show=new');
      await kari.page.getByRole('button', { name: kari.t('workshop.template.hall') }).click();
      await lookAt(kari.page, 'a plan');
      const code = await kari.plan('For alle');
      await lookAt(kari.page, 'a planned workshop');
      await kari.go(`?workshop=${code}&show=cards`);
      await kari.page.locator('article svg').first().waitFor();
      await expectAccessible(kari.page, 'poster and cards');
      await kari.go(`?workshop=${code}`);
      await kari.press('workshop.open.act');
      await kari.button('workshop.first').waitFor();
      const screen = await kari.screen();
      await expectAccessible(screen, 'big screen, lobby');

      const guest = await Attendee.join(shared, code);
      await lookAt(guest.page, 'lobby');
      // All of it by the keyboard.
      await tabTo(kari.button('workshop.first'));
      await kari.page.keyboard.press('Enter');
      await guest.answer.waitFor();
      await lookAt(guest.page, 'round');
      await guest.mark('Et ord');
      await lookAt(guest.page, 'placed');
      await kari.page.getByText('Et ord').waitFor();
      await lookAt(kari.page, 'control');
      await expectAccessible(screen, 'big screen, round');
      await kari.press('workshop.reveal');
      await kari.press('workshop.release');
      await guest.page.getByText('Et ord').first().waitFor();
      await lookAt(guest.page, 'reveal');
      await kari.press('workshop.light');
      await screen.locator('blockquote').waitFor();
      await expectAccessible(screen, 'big screen, spotlight');
      await screen.getByRole('button', { name: kari.t('screen.dark') }).click();
      await expectAccessible(screen, 'big screen, dark', ['color-contrast']);
      await expectNoSidewaysScroll(screen, 'big screen');
      await kari.press('workshop.end');
      await kari.page
        .getByRole('dialog')
        .getByRole('button', { name: kari.t('workshop.end') })
        .click();
      await kari.sees('workshop.after.title');
      await lookAt(kari.page, 'after');
      await guest.sees('room.over.title');
      await lookAt(guest.page, 'over');
      await guest.page.goto(`${shared.server.url}/j/ZZZZZZ`);
      await guest.page.getByRole('heading', { name: guest.t('room.missing.title') }).waitFor();
      await lookAt(guest.page, 'no such room');
    });
  },
  { webgl: false }
);
