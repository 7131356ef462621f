import { ApiError } from '../lib/api';
import type { components } from '../lib/api/schema.gen';
import type { StaffApi } from './api';
import type { Role } from './pages';

/** Who is signed in, and what they may do where; a right without an area is one everywhere. */
export type Who = components['schemas']['Session'];

/** What a one-time link invites to. */
export type Invitation = components['schemas']['Invitation'];

/** One of the places where a person is signed in. */
export type OpenSession = components['schemas']['SessionRow'];

/** The session of the person at this device. Reactive. */
export interface StaffSession {
  /** Undefined until it is known, null when nobody is signed in. */
  readonly who: Who | null | undefined;
  /** Somebody was signed in and no longer is: what they wrote still stands on the page. */
  readonly lost: boolean;
  /** Asks the server who it is. Throws ApiError if it does not answer. */
  open(): Promise<void>;
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** The server said that it is over. */
  lose(): void;
  readInvitation(secret: string): Promise<Invitation>;
  /** email is of the first administrator, whom nobody has invited. */
  acceptInvitation(secret: string, name: string, password: string, email?: string): Promise<void>;
  /** Where the person is signed in. */
  list(): Promise<OpenSession[]>;
  /** Ends one of them. */
  end(id: number): Promise<void>;
  /** All other sessions end with the old password. */
  changePassword(current: string, password: string): Promise<void>;
  /** The roles in an area. */
  rolesIn(area: string): Role[];
}

export function createStaffSession(api: StaffApi): StaffSession {
  const { client } = api;
  let who = $state.raw<Who | null>();
  let lost = $state(false);

  function begin(next: Who) {
    [who, lost] = [next, false];
    api.csrf = next.csrf;
  }
  return {
    get who() {
      return who;
    },
    get lost() {
      return lost;
    },
    async open() {
      try {
        begin(await api.ask(client.GET('/api/v1/session')));
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 401)) throw error;
        who = null;
      }
    },
    async signIn(email, password) {
      begin(await api.ask(client.POST('/api/v1/session', { body: { email, password } })));
    },
    async signOut() {
      await api.act(client.DELETE('/api/v1/session'));
      api.csrf = undefined;
      [who, lost] = [null, false];
    },
    lose() {
      lost = Boolean(who);
    },
    readInvitation: (secret) => api.ask(client.POST('/api/v1/invitations/open', { body: { secret } })),
    async acceptInvitation(secret, name, password, email) {
      const body = { secret, name, password, ...(email && { email }) };
      begin(await api.ask(client.POST('/api/v1/invitations/accept', { body })));
    },
    async list() {
      const { sessions } = await api.ask(client.GET('/api/v1/sessions'));
      return sessions;
    },
    end: (id) => api.act(client.DELETE('/api/v1/sessions/{number}', { params: { path: { number: id } } })),
    changePassword: (current, password) =>
      api.act(client.PUT('/api/v1/session/password', { body: { current, password } })),
    rolesIn: (area) =>
      (who?.rights ?? [])
        .filter((right) => right.area === null || right.area === area)
        .map(({ role }) => role)
  };
}
