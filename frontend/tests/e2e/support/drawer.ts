import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Journey } from './journey';
import type { Server } from './server';

export type Position = [lon: number, lat: number];

/** A resident who draws a line or an area. */
export class Drawer {
  readonly page: Page;

  constructor(
    readonly person: Journey,
    readonly server: Server
  ) {
    this.page = person.page;
  }

  /** From the first screen to an empty drawing for a question. */
  async begin(prompt: string, shape: 'line' | 'area'): Promise<void> {
    await this.person.begin();
    await this.person.choose(prompt);
    await this.page.getByRole('radio', { name: this.person.t(`draw.as.${shape}`) }).check();
    await this.person.mapRests();
  }

  /** Presses the map so many pixels east and south of its middle, each time for a corner. */
  async tap(...offsets: [east: number, south: number][]): Promise<void> {
    for (const offset of offsets) {
      const before = await this.corners().count();
      await this.press(offset);
      await this.has(before + 1);
    }
  }
  async press([east, south]: [east: number, south: number]): Promise<void> {
    const box = (await this.page.locator('[data-map]').boundingBox())!;
    await this.page.touchscreen.tap(box.x + box.width / 2 + east, box.y + box.height / 2 + south);
  }
  /** Presses buttons under or beside the map, which then rests. */
  async use(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.person.press(key);
      await this.person.mapRests();
    }
  }
  corners() {
    return this.page.locator('.corners li');
  }
  async has(count: number): Promise<void> {
    await expect.poll(() => this.corners().count()).toBe(count);
  }
  async done(): Promise<void> {
    await this.person.press('draw.done');
    await this.person.at('why');
  }

  /** Sends what was drawn; answers the corners that the phone sent, and the receipt. */
  async send(): Promise<{ sent: Position[]; receipt: string }> {
    const { person, page } = this;
    const posted = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/contributions'));
    await person.done();
    await person.check(1);
    await page.getByText(person.t('check.drawn')).waitFor();
    await person.send(1);
    const { geometry } = (await posted).postDataJSON() as { geometry: unknown };
    await person.thanked();
    await page.getByText(person.t('thanks.reviewed')).waitFor();
    return { sent: cornersOf(geometry), receipt: await person.receipt() };
  }

  /** The corners of the one mark that the server has of a receipt's person, once it waits for review. */
  async stored(receipt: string): Promise<Position[]> {
    const [mark, ...more] = (await this.server.ownMarks(receipt)).features;
    expect(more).toEqual([]);
    expect(mark!.properties).toMatchObject({ review_geometry: 'pending', located_by: 'map' });
    return cornersOf(mark!.geometry);
  }
}

/** A line's corners, or an area's without the one that closes it. */
function cornersOf(geometry: unknown): Position[] {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  if (type === 'LineString') return coordinates as Position[];
  expect(type).toBe('Polygon');
  const [ring, ...holes] = coordinates as Position[][];
  expect(holes).toEqual([]);
  expect(ring!.at(-1)).toEqual(ring![0]);
  return ring!.slice(0, -1);
}

/** An area's corners counterclockwise, as the server keeps them, from the same first one. */
export function counterclockwise([first, ...rest]: Position[]): Position[] {
  const ring = [first!, ...rest];
  const twice = ring.reduce((sum, [x, y], i) => sum + ring.at(i - 1)![0] * y - x * ring.at(i - 1)![1], 0);
  return twice > 0 ? ring : [first!, ...rest.reverse()];
}
