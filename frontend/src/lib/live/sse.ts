/** One event of a stream, as it was sent. */
export interface StreamEvent {
  /** `message` unless it was named. */
  event: string;
  /** Where the stream stands with it; undefined if it said nothing of that. */
  id: string | undefined;
  data: string;
}

/**
 * Reads server-sent events as they come. onbytes is told of every byte, so of
 * those comments too that only say that the line is open.
 *
 * The browser's own EventSource can send no Authorization, so its secret would
 * stand in an address, and addresses are logged.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onbytes: () => void
): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let fields: Partial<StreamEvent> = {};
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onbytes();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
      rest = lines.pop()!;
      for (const line of lines) {
        if (line !== '') {
          fields = withLine(fields, line);
          continue;
        }
        if (fields.data !== undefined)
          yield { event: fields.event ?? 'message', id: fields.id, data: fields.data };
        fields = {};
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function withLine(fields: Partial<StreamEvent>, line: string): Partial<StreamEvent> {
  const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
  switch (name) {
    case 'data':
      return { ...fields, data: fields.data === undefined ? value : `${fields.data}\n${value}` };
    case 'event':
      return { ...fields, event: value };
    case 'id':
      return { ...fields, id: value };
    default:
      return fields; // a comment, or what we do not know
  }
}
