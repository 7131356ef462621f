import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPhone } from './support/browser';
import { Journey } from './support/journey';
import { suite } from './support/suite';

const root = join(import.meta.dirname, '../../..');
const entries = join(root, '../shared/data/boston-vision-zero-1000.csv');
const example = join(root, 'docs/examples/boston');

suite('Boston, with real entries', (shared) => {
  it.skipIf(!existsSync(entries))(
    'shows all 997 on map and list, filters them, and takes one more',
    async () => {
      const { browser, server } = shared;
      server.run('area', 'apply', join(example, 'area.yaml'));
      const mapping = join(example, 'mapping.yaml');
      server.run('import', entries, '--area', 'boston', '--mapping', mapping, '--status', 'published');
      const { features } = await server.publicMarks('boston');
      expect(features.length).toBe(997);

      const { page } = await openPhone(browser, { locale: 'en-US' });
      const person = await Journey.open(page, server, { slug: 'boston', lang: 'en' });
      await person.press('welcome.look');
      await person.at('map');
      await page.getByRole('group', { name: person.t('map.marks.label', { count: 997 }) }).waitFor();
      await person.mapRests();
      const words = features.filter(
        ({ properties }) => properties.prompt === 'red_lights' && properties.text
      );
      await page.getByText(person.t('filter.title')).click();
      await page.getByRole('button', { name: 'Red lights' }).click();
      const red = features.filter(({ properties }) => properties.prompt === 'red_lights');
      await page.getByText(person.t('prompts.marks', { count: red.length }), { exact: true }).waitFor();
      const told = new Set(words.map(({ properties }) => properties.text));
      await expect
        .poll(async () => {
          const shown = await page.locator('.list ul .words').allTextContents();
          return shown.length > 0 && shown.every((text) => told.has(text));
        })
        .toBe(true);

      await person.press('community.add');
      await person.press('about.go_on');
      await person.choose('red_lights');
      await person.pinByButtons('map.move.e');
      await person.done();
      await person.check(1);
      await person.send(1);
      await person.thanked();
      expect((await server.publicMarks('boston')).features.length).toBe(998);
    }
  );
});
