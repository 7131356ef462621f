import { createServer, request, Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Underway } from './underway';

/** What the net does to one request. */
export type Fault =
  | 'none'
  | 'drop' // it never arrives
  | 'lose' // it arrives, the answer does not
  | 'half' // half of the answer does
  | 'reset' // the connection breaks before it arrives
  | 'twice' // it arrives twice; the second answer is the one seen
  | 'echo' // it arrives once more much later
  | 'late' // it arrives much later only
  | 'slow' // it takes its time
  | 'busy' // something between says 503
  | 'limit' // something between asks for patience
  | 'page' // something between answers with a page of its own
  | 'kill'; // the server dies over it

/** A way to the server that breaks as it is told. */
export interface Proxy {
  url: string;
  /** What happens to the next requests, one each; then nothing does. */
  faults: Fault[];
  /** What has happened, for the report of a failure. */
  log: string[];
  /** Requests on their way right now. */
  readonly underway: Underway;
  /** Lets what is late arrive. */
  deliverLate(): Promise<void>;
  close(): void;
}

interface Message {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Opens the proxy. port: where the server is now; kill: lets it die and come back. */
export async function openProxy(port: () => string, kill: () => Promise<void>): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  const late: Message[] = [];
  const server = createServer((incoming, outgoing) => {
    void proxy.underway.during(serve(incoming, outgoing));
  });
  const deliver = (message: Message) => forward(agent, port(), message);

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse) {
    const message = await read(incoming);
    const fault = proxy.faults.shift() ?? 'none';
    proxy.log.push(`${message.method} ${message.path.replace(/^.*\/areas\/\w+\//, '')} ${fault}`);
    try {
      const answer = await suffer(fault, message);
      if (answer) await reply(outgoing, answer, fault === 'half');
      else if (fault === 'reset') incoming.socket.resetAndDestroy();
      else incoming.socket.destroy();
    } catch {
      incoming.socket.destroy(); // the server was not there
    }
  }
  /** What comes back, if anything does. */
  async function suffer(fault: Fault, message: Message): Promise<Answer | undefined> {
    switch (fault) {
      case 'drop':
      case 'reset':
        return undefined;
      case 'lose':
        await deliver(message);
        return undefined;
      case 'twice':
        await deliver(message);
        return deliver(message);
      case 'echo':
        late.push(message);
        return deliver(message);
      case 'late':
        late.push(message);
        return undefined;
      case 'slow':
        for (let turns = 0; turns < 40; turns++) await new Promise((resolve) => setImmediate(resolve));
        return deliver(message);
      case 'busy':
        return between(503);
      case 'limit':
        return between(429, { 'retry-after': '20' });
      case 'page':
        return between(200);
      case 'kill':
        // It may die before, in the midst of or after the work.
        await Promise.all([deliver(message).catch(() => undefined), kill()]);
        return undefined;
      default:
        return deliver(message);
    }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: [],
    log: [],
    underway: new Underway(),
    async deliverLate() {
      for (const message of late.splice(0)) {
        const { status } = await deliver(message);
        proxy.log.push(`${message.method} ${message.path.split('/').at(-1)} arrives late: ${status}`);
      }
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    }
  };
  return proxy;
}

function between(status: number, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/html', ...headers }, body: Buffer.from('<p>Log in') };
}

async function read(incoming: IncomingMessage): Promise<Message> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers, body: Buffer.concat(chunks) };
}

function forward(agent: Agent, port: string, { method, path, headers, body }: Message): Promise<Answer> {
  return new Promise((done, fail) => {
    const { connection: _, 'transfer-encoding': __, ...rest } = headers;
    const sent = { ...rest, 'content-length': String(body.length) };
    const onward = request({ host: '127.0.0.1', port, method, path, agent, headers: sent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) })
      );
    });
    onward.on('error', fail);
    onward.end(body);
  });
}

async function reply(outgoing: ServerResponse, answer: Answer, half: boolean): Promise<void> {
  const { connection: _, 'transfer-encoding': __, ...headers } = answer.headers;
  outgoing.writeHead(answer.status, { ...headers, 'content-length': String(answer.body.length) });
  if (!half) return void outgoing.end(answer.body);
  await new Promise((sent) => outgoing.write(answer.body.subarray(0, answer.body.length / 2), sent));
  outgoing.destroy();
}
