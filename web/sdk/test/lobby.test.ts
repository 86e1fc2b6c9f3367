import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lobbyAfter, LobbyStream } from "../src/lobby";
import type { LobbyPage, LobbyRoom, LobbyStatus } from "../src/lobby-types";
import { linesOf } from "../src/ndjson";
import { fakeBrowser, settle } from "./fakes";

const room = (id: string, listeners = 1): LobbyRoom => ({
  id, title: id, languages: ["zh", "en"], translations: [], topic: "", mode: "apply", locked: false, waiting_room: false,
  host_name: "", speakers: 1, listeners, seats: 8, capacity: 500, created_ms: 1, level: "", pace: "", tags: [], kept: [],
  counts: [], free_seats: 7, round: "", why: { code: "open", give: "", get: "", needed: "" }, needs: [],
});
const page = (version: number, ...rooms: LobbyRoom[]): LobbyPage => ({ version, rooms, breaks: [rooms.length], more: false, stale: false });
const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };

/** A server whose answers the test gives. */
class FakeServer {
  readonly requests: { body: Record<string, unknown>; token: string; write(line: object): Promise<void>; end(): Promise<void>; gone(): boolean }[] = [];
  /** What the next requests are refused with, one each. */
  readonly refusals: (Response | Error)[] = [];

  readonly fetch = async (url: unknown, init: RequestInit): Promise<Response> => {
    expect(String(url)).toBe("https://corner.example/v1/lobby");
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    const token = new Headers(init.headers).get("Authorization") ?? "";
    const refusal = this.refusals.shift();
    let out: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) });
    init.signal?.addEventListener("abort", () => {
      try {
        out?.error(new DOMException("aborted", "AbortError"));
      } catch {
        // It has ended already.
      }
    });
    this.requests.push({
      body,
      token,
      gone: () => init.signal?.aborted ?? false,
      write: async (line) => {
        out?.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
        await settle();
      },
      end: async () => {
        out?.close();
        await settle();
      },
    });
    if (refusal instanceof Error) throw refusal;
    if (refusal) return refusal;
    return body.stream === true ? new Response(stream) : Response.json({ type: "page", ...page(100 + this.requests.length, room("polled")), awake: [{ language: "zh", natives: 3, learners: 1 }] });
  };

  get last() {
    const request = this.requests.at(-1);
    if (!request) throw new Error("nothing was asked");
    return request;
  }
}

let server: FakeServer;
beforeEach(() => {
  fakeBrowser();
  server = new FakeServer();
});
afterEach(() => void vi.useRealTimers());

function lobby(token = () => "kept") {
  const stream = new LobbyStream({ url: "https://corner.example", viewer: () => ({ profile }), token, fetch: server.fetch as typeof fetch });
  const statuses: LobbyStatus[] = [];
  stream.on("status", (status) => statuses.push(status));
  return { stream, statuses };
}

const shown = ({ state }: LobbyStream) => state.rooms.map(({ id }) => id);
const busy = () => Response.json({ error: { code: "server_busy", text: "full" } }, { status: 503 });
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a delta", () => {
  test("brings the order whole and only the rooms that changed", () => {
    const before = page(1, room("a"), room("b"), room("c"));
    const next = lobbyAfter(before, { ...page(2, room("d"), room("b", 9)), order: ["d", "b", "a"], breaks: [2, 1], more: true });
    expect(next).toEqual({ version: 2, rooms: [room("d"), room("b", 9), room("a")], breaks: [2, 1], more: true, stale: false });
    expect(next.rooms[2]).toBe(before.rooms[0]);
  });

  test("that is old changes nothing, and a room nobody has told of is none", () => {
    const before = page(2, room("a"));
    expect(lobbyAfter(before, { ...page(2), order: [] })).toBe(before);
    expect(lobbyAfter(before, { ...page(3), order: ["x", "a"] }).rooms).toEqual([room("a")]);
  });

  test("after delta gives what a page would, whatever changes", () => {
    let chance = 7;
    const random = (below: number) => (chance = (chance * 48271) % 2147483647) % below;
    let truth: LobbyRoom[] = [];
    let held = page(0);
    for (let version = 1; version <= 300; version++) {
      const before = new Map(truth.map((one) => [one.id, one]));
      truth = Array.from({ length: random(8) }, () => String(random(12)))
        .filter((id, i, all) => all.indexOf(id) === i)
        .map((id) => (random(3) > 0 ? before.get(id) : undefined) ?? room(id, random(99)));
      const changed = truth.filter((one) => before.get(one.id) !== one);
      held = lobbyAfter(held, { ...page(version, ...changed), order: truth.map(({ id }) => id) });
      expect(held.rooms).toEqual(truth);
    }
  });
});

describe("the lobby", () => {
  test("is one request that says who looks, and every change comes on it", async () => {
    const { stream, statuses } = lobby();
    stream.start();
    await settle();
    expect(server.last).toMatchObject({
      body: { profile, filter: { level: "", tag: "" }, pages: 1, stream: true },
      token: "Bearer kept",
    });
    await server.last.write({ type: "page", ...page(1, room("a"), room("b")) });
    await server.last.write({ type: "delta", ...page(2, room("b", 4)), order: ["b", "a"] });
    await server.last.write({ type: "awake", lines: [{ language: "en", natives: 14, learners: 9 }] });
    await server.last.write({ type: "heard of later" });
    expect(shown(stream)).toEqual(["b", "a"]);
    expect(stream.state.awake).toEqual([{ language: "en", natives: 14, learners: 9, zones: [] }]);
    for (let beat = 0; beat < 8; beat++) {
      await after(15_000);
      await server.last.write({ type: "ping" });
    }
    expect([statuses, server.requests.length]).toEqual([["live"], 1]);
  });

  test("fills in what a short line leaves out", async () => {
    const { stream } = lobby();
    stream.start();
    await settle();
    await server.last.write({ type: "page", version: 1, rooms: [{ id: "a", seats: 8, speakers: 3 }] });
    expect(stream.state).toMatchObject({ breaks: [], more: false, stale: false });
    expect(stream.state.rooms[0]).toMatchObject({ tags: [], kept: [], free_seats: 5, needs: [], why: { code: "open" } });
  });

  test("is opened again when the stream ends, not by everybody at once", async () => {
    const { stream, statuses } = lobby();
    stream.start();
    await settle();
    await server.last.write({ type: "page", ...page(5, room("a")) });
    await server.last.end();
    await after(400);
    expect(server.requests).toHaveLength(1);
    await after(1700);
    expect(server.requests).toHaveLength(2);
    await server.last.write({ type: "page", ...page(1, room("b")) }); // of another server, which counts for itself
    expect([shown(stream), statuses]).toEqual([["b"], ["live"]]);
  });

  test("that falls silent is given up after forty seconds", async () => {
    const { stream, statuses } = lobby();
    stream.start();
    await settle();
    await server.last.write({ type: "page", ...page(1, room("a")) });
    const first = server.last;
    await after(39_000);
    expect(first.gone()).toBe(false);
    await after(4_000);
    expect([first.gone(), server.requests.length, statuses]).toEqual([true, 2, ["live"]]);
  });

  test("is asked for every fifteen seconds where a stream is refused, and after a while a stream is tried again", async () => {
    server.refusals.push(busy());
    const { stream, statuses } = lobby();
    stream.start();
    await settle();
    expect(server.requests.map(({ body }) => body.stream)).toEqual([true, false]);
    expect([shown(stream), statuses]).toEqual([["polled"], ["polling"]]);
    expect(stream.state.awake).toEqual([{ language: "zh", natives: 3, learners: 1, zones: [] }]);
    await after(18_000);
    expect(server.requests.map(({ body }) => body.stream)).toEqual([true, false, false]);
    await after(110_000);
    expect(server.requests.slice(2).filter(({ body }) => body.stream === true)).toHaveLength(1);
  });

  test("is asked for no sooner than a busy server likes", async () => {
    server.refusals.push(busy(), busy(), Response.json({ error: { code: "server_busy", text: "full", retry_ms: 30_000 } }, { status: 503 }));
    const { stream, statuses } = lobby();
    stream.start();
    await settle();
    expect([server.requests.length, statuses]).toEqual([2, ["away"]]);
    await after(15_000);
    expect(server.requests).toHaveLength(2);
    await after(2_000);
    expect(server.requests).toHaveLength(3);
    await after(30_000);
    expect(server.requests).toHaveLength(3);
    await after(4_000);
    expect([server.requests.length, shown(stream), statuses]).toEqual([4, ["polled"], ["away", "polling"]]);
  });

  test("is asked for again and again where something on the way keeps the stream back", async () => {
    const { stream } = lobby();
    stream.start();
    await settle();
    await after(42_000);
    await after(42_000);
    expect(server.requests.map(({ body }) => body.stream)).toEqual([true, true, false]);
    expect(shown(stream)).toEqual(["polled"]);
  });

  test("keeps what was shown while the server is away, and comes back by itself", async () => {
    const { stream, statuses } = lobby();
    stream.start();
    await settle();
    await server.last.write({ type: "page", ...page(1, room("a")) });
    server.refusals.push(new TypeError("failed"), new TypeError("failed"));
    await server.last.end();
    await after(2_000);
    expect([shown(stream), statuses]).toEqual([["a"], ["live", "away"]]);
    await after(2_000);
    await server.last.write({ type: "page", ...page(2, room("b")) });
    expect([shown(stream), statuses]).toEqual([["b"], ["live", "away", "live"]]);
  });

  test("tells a new guest's token, and looks as somebody new when the kept one is no good", async () => {
    server.refusals.push(Response.json({ error: { code: "unauthenticated", text: "expired" } }, { status: 401 }));
    const { stream } = lobby();
    const tokens: string[] = [];
    stream.on("guestToken", (token) => tokens.push(token));
    stream.start();
    await after(1_000);
    expect(server.requests.map(({ token }) => token)).toEqual(["Bearer kept", ""]);
    await server.last.write({ type: "page", ...page(1), guest_token: "new" });
    expect(tokens).toEqual(["new"]);
  });

  test("makes nobody somebody else who has got a token while the lobby was asked", async () => {
    let kept = "";
    const { stream } = lobby(() => kept);
    const tokens: string[] = [];
    stream.on("guestToken", (token) => tokens.push(token));
    stream.start();
    await settle();
    kept = "the host's";
    await server.last.write({ type: "page", ...page(1), guest_token: "somebody new" });
    expect(tokens).toEqual([]);
  });

  test("looks for something else, from the first page on, and for more of it", async () => {
    const { stream } = lobby();
    stream.setFilter({ pair: ["zh", "en"], level: "B1", tag: "food" });
    stream.start();
    await settle();
    expect(server.last.body.filter).toEqual({ pair: ["zh", "en"], level: "B1", tag: "food" });
    stream.showMore(); // there is no more
    await server.last.write({ type: "page", ...page(1, room("a")), more: true });
    const first = server.last;
    stream.showMore();
    await settle();
    expect([server.requests.length, server.last.body.pages, first.gone()]).toEqual([2, 2, true]);
    stream.setFilter({ pair: [], level: "", tag: "" });
    await settle();
    expect(server.last.body).toMatchObject({ pages: 1, filter: { level: "", tag: "" } });
    expect(server.last.body.filter).not.toHaveProperty("pair");
  });

  test("is not asked for any more once it is stopped", async () => {
    const { stream } = lobby();
    stream.start();
    await settle();
    await server.last.write({ type: "page", ...page(1, room("a")) });
    stream.stop();
    stream.stop();
    await after(60_000);
    expect([server.requests.length, server.last.gone(), shown(stream)]).toEqual([1, true, ["a"]]);
  });
});

describe("lines", () => {
  const read = async (...parts: (string | Uint8Array)[]) => {
    const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const part of bytes) controller.enqueue(part);
        controller.close();
      },
    });
    const lines: unknown[] = [];
    for await (const line of linesOf(body)) lines.push(line);
    return lines;
  };

  test("are read however they arrive, in the middle of a letter too", async () => {
    const bytes = new TextEncoder().encode('{"a":"小雨"}\n');
    expect(await read(bytes.slice(0, 7), bytes.slice(7), '\n{"b":1}\n{"c"', ':2}')).toEqual([{ a: "小雨" }, { b: 1 }, { c: 2 }]);
  });

  test("that are none end it", async () => {
    await expect(read('{"a":1}\n', "<html>\n")).rejects.toThrow();
    await expect(read("x".repeat(4_000_001))).rejects.toThrow("without an end");
  });
});
