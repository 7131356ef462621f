import { ApiError } from '../lib/api';
import type { Answer } from '../lib/api/answer';
import type { StaffApi } from './api';
import type { Role } from './pages';

/** Who is signed in, and what they may do where; a right without an area is one everywhere. */
export interface Who {
  staff: { id: number; name: string; email: string };
  rights: { area: string | null; role: Role }[];
  csrf: string;
}

/** What a one-time link invites to. */
export interface Invitation {
  email: string;
  name: string;
  /** It is for a new password of somebody who is known already. */
  reset: boolean;
}

/** One of the places where a person is signed in. */
export interface OpenSession {
  id: number;
  device: string;
  created_at: string;
  last_used_at: string;
  current: boolean;
}

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
  acceptInvitation(secret: string, name: string, password: string): Promise<void>;
  /** Where the person is signed in. */
  list(): Promise<OpenSession[]>;
  /** Ends one of them. */
  end(id: number): Promise<void>;
  /** All other sessions end with the old password. */
  changePassword(current: string, password: string): Promise<void>;
  /** The roles in an area. */
  rolesIn(area: string): Role[];
}

// The contract does not name these operations yet.
type Untyped = Record<
  'GET' | 'POST' | 'PUT' | 'DELETE',
  (path: string, init?: object) => Promise<Answer<never>>
>;

export function createStaffSession(api: StaffApi): StaffSession {
  const client = api.client as unknown as Untyped;
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
    async acceptInvitation(secret, name, password) {
      const body = { secret, name, password };
      begin(await api.ask(client.POST('/api/v1/invitations/accept', { body })));
    },
    async list() {
      const { sessions } = await api.ask<{ sessions: OpenSession[] }>(client.GET('/api/v1/sessions'));
      return sessions;
    },
    end: (id) => api.act(client.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
    changePassword: (current, password) =>
      api.act(client.PUT('/api/v1/session/password', { body: { current, password } })),
    rolesIn: (area) =>
      (who?.rights ?? [])
        .filter((right) => right.area === null || right.area === area)
        .map(({ role }) => role)
  };
}
