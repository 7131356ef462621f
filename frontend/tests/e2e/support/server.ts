import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Area, FeatureCollection } from '../../../src/lib/api';

const binary = resolve(process.env.KVARTER_BIN ?? join(import.meta.dirname, '../../../../bin/kvarter'));

/** A running Kvarter with its own empty data folder. */
export interface Server {
  /** `http://127.0.0.1:…` */
  url: string;
  port: string;
  /** Runs another command on the same data; answers its standard output. */
  run(...args: string[]): string;
  area(slug?: string): Promise<Area>;
  /** Everything public in an area, by the server's own word. */
  publicMarks(area?: string): Promise<FeatureCollection>;
  /** A participant's own marks, by the receipt. */
  ownMarks(receipt: string, area?: string): Promise<FeatureCollection>;
  /** Kills it as a power cut would, and starts it anew on the same data, at another port. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the binary on a free port of loopback. */
export async function startServer(): Promise<Server> {
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: run make build, or set KVARTER_BIN`);
  const data = mkdtempSync(join(tmpdir(), 'kvarter-e2e-'));
  let running = await start(data);
  const url = () => `http://127.0.0.1:${running.port}`;
  const api = <T>(path: string, headers = {}) => json<T>(`${url()}/api/v1/areas/${path}`, headers);
  return {
    get url() {
      return url();
    },
    get port() {
      return running.port;
    },
    run: (...args) => execFileSync(binary, [...args, '--data', data], { encoding: 'utf8', stdio: 'pipe' }),
    area: (slug = 'torstrand') => api<Area>(slug),
    publicMarks: (area = 'torstrand') => api<FeatureCollection>(`${area}/contributions?limit=10000`),
    ownMarks: (receipt, area = 'torstrand') =>
      api<FeatureCollection>(`${area}/participants/me/contributions`, { Authorization: `Bearer ${receipt}` }),
    async crash() {
      await end(running, 'SIGKILL');
      running = await start(data);
    },
    async stop() {
      await end(running, 'SIGTERM');
      rmSync(data, { recursive: true, force: true });
    }
  };
}

interface Running {
  child: ChildProcess;
  port: string;
  ended: Promise<void>;
}

async function start(data: string): Promise<Running> {
  const args = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--create-limit', 'off'];
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const port = await new Promise<string>((done, fail) => {
    let said = '';
    const read = (text: Buffer) => {
      said += text.toString();
      const found = /listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found) done(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(new Error(`kvarter ended with ${code}:\n${said}`)));
  });
  return { child, port, ended };
}

async function end({ child, ended }: Running, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  child.kill(signal);
  await ended;
}

async function json<T>(url: string, headers: Record<string, string>): Promise<T> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}
