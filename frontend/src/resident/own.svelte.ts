import { ApiError, type Api, type Feature } from '../lib/api';
import { roomOf, type Drafts } from '../lib/drafts';
import type { Queued } from '../lib/outbox';

/** What the server has of one receipt's person. Reactive. */
export class Own {
  features = $state.raw<readonly Feature[] | undefined>();
  /** The receipt it was read with. */
  of = $state<string>();
  readonly #api: Api;
  readonly #area: string;

  constructor(api: Api, area: string) {
    this.#api = api;
    this.#area = area;
  }

  /** Throws ApiError; but where anything may have been withdrawn elsewhere, nobody there is nothing there. */
  async load(receipt: string, mayBeGone: boolean): Promise<readonly Feature[]> {
    try {
      const features = await this.#api.mine(this.#area, receipt);
      [this.features, this.of] = [features, receipt];
      return features;
    } catch (error) {
      if (mayBeGone && error instanceof ApiError && error.ours && error.status === 404)
        return this.none(receipt);
      throw error;
    }
  }

  /** Takes it that the server has nothing of the receipt's person. */
  none(receipt: string): readonly Feature[] {
    [this.features, this.of] = [[], receipt];
    return [];
  }

  /** Takes over what the server answered to an act of this phone. */
  settle({ id, kind, receipt }: Queued, feature: Feature | undefined) {
    if (!this.features || this.of !== receipt) return;
    if (kind === 'withdraw_all') this.features = [];
    else if (kind === 'withdraw') this.features = this.features.filter((f) => f.id !== id);
    else if (feature && this.features.some((f) => f.id === id))
      this.features = this.features.map((f) => (f.id === id ? feature : f));
    else if (feature) this.features = [...this.features, feature];
  }

  clear() {
    [this.features, this.of] = [undefined, undefined];
  }
}

/** Notes on the phone what the server has of its person; a guest's receipt leaves no trace. */
export async function remember(
  drafts: Drafts,
  { id, kind, receipt, body }: Queued,
  feature: Feature | undefined
) {
  if (receipt !== drafts.person?.receipt) return;
  if (kind === 'withdraw_all') await drafts.leave(receipt);
  else if (kind === 'withdraw') await drafts.removeSent(id);
  else if (feature) {
    const { room } = body ? roomOf(body) : (drafts.sent.find((mark) => mark.id === id) ?? {});
    await drafts.addSent({ id, prompt: feature.properties.prompt, ...(room && { room }) });
  }
}

/** Takes over from the server which of the marks known before stand: another phone may have withdrawn some. */
export async function reconcile(drafts: Drafts, before: readonly { id: string }[], now: readonly Feature[]) {
  const stand = new Set(now.map(({ id }) => id));
  for (const { id } of before) if (!stand.has(id)) await drafts.removeSent(id);
  const known = new Set(drafts.sent.map(({ id }) => id));
  for (const { id, properties } of now)
    if (!known.has(id)) await drafts.addSent({ id, prompt: properties.prompt });
}
