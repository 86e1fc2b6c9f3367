/** The longest line that is waited for, characters: a page of 200 rooms is a tenth of it. */
const longest = 4_000_000;

/** Reads one JSON value a line as they arrive; a line that is none ends it with the fault. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > longest) throw new Error("a line without an end");
      for (const line of lines) if (line.trim() !== "") yield JSON.parse(line);
      if (done) {
        if (rest.trim() !== "") yield JSON.parse(rest);
        return;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined); // nobody reads on
  }
}
