import type { Api, Area } from '../lib/api';
import { openShelf, type InRound, type Shelf } from '../lib/drafts';
import { lookAt, roundFor, tidied } from '../lib/room';
import type { Router } from '../resident/router.svelte';
import type { Session } from '../resident/session.svelte';
import type { Joined } from './context';
import { createJoined, roundOf, tokensOf, withTokens } from './joined.svelte';

/** A room as the resident's page opens it. */
export interface OpenedRoom {
  joined: Joined;
  /** The slug of the area that the room is about. */
  area: string;
  shelf: Shelf;
  /** What is made in a room is sent as such. */
  api: Api;
  /** The round that an answer to a prompt is given in. */
  roundOf: (prompt: string) => InRound | undefined;
  /** How many answers it takes of each. */
  capOf: (prompt: string) => number | undefined;
}

/** Finds the room with this code. Throws ApiError. */
export async function openRoom(
  typed: string,
  page: { api: Api; router: Router; session: () => Session | undefined; area: () => Area }
): Promise<OpenedRoom> {
  const [invitation, shelf] = await Promise.all([lookAt(tidied(typed)), openShelf()]);
  const tokens = await tokensOf(shelf);
  const writing = () => page.router.place.mark;
  const joined = await createJoined({ ...page, invitation, shelf, tokens, writing });
  return {
    joined,
    area: invitation.area,
    shelf,
    api: withTokens(page.api, tokens),
    roundOf: (prompt) => roundOf(joined, invitation.code, prompt),
    capOf: (prompt) => roundFor(joined.live?.state?.room, prompt)?.cap
  };
}
