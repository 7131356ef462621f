import { receiptSecret, uuid } from '../../../src/lib/ids';
import type { Feature, NewContribution } from '../../../src/lib/api';
import type { Server } from './server';

/** Somebody else who sent something, without a page. */
export class Neighbour {
  readonly receipt = receiptSecret();
  readonly #participant = uuid();

  constructor(readonly server: Server) {}

  /** Sends a mark to Torstrand. */
  async send(body: Omit<NewContribution, 'id' | 'participant'>): Promise<Feature> {
    const answer = await fetch(`${this.server.url}/api/v1/areas/torstrand/contributions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.receipt}` },
      body: JSON.stringify({ id: uuid(), participant: this.#participant, ...body })
    });
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Feature;
  }

  /** Sends it, and staff publish all of it. */
  async publish(body: Omit<NewContribution, 'id' | 'participant'>): Promise<Feature> {
    const made = await this.send(body);
    this.server.run('review', 'publish', '--area', 'torstrand', made.id);
    return made;
  }
}

/** A point so many metres, about, east and north of the middle of Torstrand. */
export function point(east = 0, north = 0): NonNullable<NewContribution['geometry']> {
  return { type: 'Point', coordinates: [10.05 + east / 57_300, 59.0485 + north / 111_300] };
}
