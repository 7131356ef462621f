import type { StaffApi } from './api';
import type { StaffSession } from './session.svelte';

/** The areas that the person has a right in, by their order at the server. */
export async function ownAreas({ client, ask }: StaffApi, { rolesIn }: StaffSession) {
  const { areas } = await ask(client.GET('/api/v1/areas'));
  return areas.filter(({ slug }) => rolesIn(slug).length > 0);
}
