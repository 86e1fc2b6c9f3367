import { beforeEach, describe, expect, it, vi } from "vitest";
import { goalFor, kindOf, ownPath, parsePush, spent } from "../pwa/rules";
import type { Events, PageClient, Scope } from "../pwa/scope";
import { patienceMs, ShellWorker } from "../pwa/worker";
import { offlinePage, workerWords } from "../pwa/words";

const origin = "https://corner.example";
const shell = { build: "b2", entry: "/assets/index-2.js", files: ["/assets/index-2.js", "/assets/en-2.js"] };

/** Caches, pages and a server without a browser. */
class FakeScope {
  readonly location = { origin };
  readonly navigator = { languages: ["zh-CN"] };
  readonly kept = new Map<string, Map<string, Response>>();
  readonly listeners = new Map<string, (event: never) => void>();
  readonly done: string[] = [];
  readonly shown: { title: string; options: NotificationOptions }[] = [];
  pages: PageClient[] = [];
  server = async (path: string): Promise<Response> => new Response(path === "/" ? `<script src="${shell.entry}">` : `body of ${path}`);

  readonly caches = {
    open: async (name: string) => this.cache(name),
    keys: async () => [...this.kept.keys()],
    delete: async (name: string) => this.kept.delete(name),
    match: async (request: Request) => [...this.kept.values()].map((cache) => cache.get(new URL(request.url).pathname)).find((one) => one)?.clone(),
  };

  readonly clients = {
    claim: async () => void this.done.push("claim"),
    matchAll: async () => this.pages,
    openWindow: async (url: string) => void this.done.push(`open ${url}`),
  };

  readonly registration = {
    showNotification: async (title: string, options: NotificationOptions) => void this.shown.push({ title, options }),
    navigationPreload: { enable: async () => void this.done.push("preload") },
  };

  fetch = async (request: Request | string) => this.server(typeof request === "string" ? request : new URL(request.url).pathname);
  skipWaiting = async () => void this.done.push("skip");
  addEventListener = (type: string, listener: (event: never) => void) => void this.listeners.set(type, listener);

  /** Gives the worker an event; waits for what it wants to finish, and returns its answer. */
  async dispatch<K extends keyof Events>(type: K, event: object = {}): Promise<Response | null> {
    let answer: Promise<Response> | null = null;
    const work: Promise<unknown>[] = [];
    this.listeners.get(type)!({
      ...event,
      waitUntil: (promise: Promise<unknown>) => void work.push(promise),
      respondWith: (promise: Promise<Response>) => void (answer = promise),
    } as never);
    await Promise.all(work);
    return answer;
  }

  page(url: string, name = url): PageClient {
    const did = (what: string) => async () => void this.done.push(`${what} ${name}`);
    return { url: origin + url, focus: did("focus"), navigate: async (to) => void this.done.push(`navigate ${name} to ${to}`) };
  }

  private cache(name: string) {
    const files = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, files);
    return {
      put: async (path: string, response: Response) => void files.set(path, response),
      match: async (path: string) => files.get(path)?.clone(),
      addAll: async (paths: string[]) => {
        for (const path of paths) files.set(path, await this.server(path));
      },
    };
  }
}

let scope: FakeScope;
beforeEach(() => {
  scope = new FakeScope();
  new ShellWorker(scope as unknown as Scope, shell).start();
});

const navigation = (path: string) => ({ method: "GET", mode: "navigate", url: origin + path }) as Request;
const file = (path: string) => ({ method: "GET", mode: "cors", url: origin + path }) as Request;
const down = () => Promise.reject(new TypeError("failed to fetch"));
const ask = async (request: Request) => (await scope.dispatch("fetch", { request }))?.text();

describe("keeping the shell", () => {
  it("fetches all of it", async () => {
    await scope.dispatch("install");
    expect([...scope.kept.get("corner-shell-b2")!.keys()].sort()).toEqual(["/", "/assets/en-2.js", "/assets/index-2.js"]);
  });

  it.each([
    ["a page of another build", async (path: string) => new Response(path === "/" ? "/assets/index-3.js" : "")],
    ["no page", async () => new Response("", { status: 503 })],
    ["no network", down],
  ])("keeps nothing of %s, and is tried again", async (_, server) => {
    scope.server = server;
    await expect(scope.dispatch("install")).rejects.toThrow();
    expect(scope.kept.size).toBe(0);
  });

  it("drops the builds before, but not the last: a page of it may be open", async () => {
    for (const name of ["corner-shell-b0", "corner-told", "corner-shell-b1", "corner-shell-b2"]) await scope.caches.open(name);
    await scope.dispatch("activate");
    expect([...scope.kept.keys()]).toEqual(["corner-told", "corner-shell-b1", "corner-shell-b2"]);
    expect(scope.done).toEqual(["preload", "claim"]);
  });

  it("takes over only when a page asks for it", async () => {
    await scope.dispatch("install");
    expect(scope.done).toEqual([]);
    await scope.dispatch("message", { data: { type: "renew" } });
    expect(scope.done).toEqual(["skip"]);
  });
});

describe("answering", () => {
  it("gives kept files without asking, of earlier builds too, and fetches the others", async () => {
    await scope.dispatch("install");
    await (await scope.caches.open("corner-shell-b1")).put("/assets/old.js", new Response("old"));
    scope.server = async (path) => new Response(`fetched ${path}`);
    expect(await ask(file("/assets/en-2.js"))).toBe("body of /assets/en-2.js");
    expect(await ask(file("/assets/old.js"))).toBe("old");
    expect(await ask(file("/assets/new.js"))).toBe("fetched /assets/new.js");
  });

  it.each(["/v1/rooms", "/v1/signal", "/healthz", "/icons/192.png"])("leaves %s to the network", async (path) => {
    expect(await scope.dispatch("fetch", { request: file(path) })).toBeNull();
  });

  it("gives the server's page while there is one", async () => {
    await scope.dispatch("install");
    scope.server = async () => new Response("fresh");
    expect(await ask(navigation("/r/q3v"))).toBe("fresh");
  });

  it("takes the page that was asked for while the worker woke up", async () => {
    scope.server = down;
    const answer = await scope.dispatch("fetch", { request: navigation("/"), preloadResponse: Promise.resolve(new Response("early")) });
    expect(await answer?.text()).toBe("early");
  });

  it.each([
    ["without a network", down],
    ["while the server goes down", async () => new Response("bad gateway", { status: 502 })],
  ])("gives the kept page %s", async (_, server) => {
    await scope.dispatch("install");
    scope.server = server;
    expect(await ask(navigation("/r/q3v"))).toContain(shell.entry);
  });

  it("waits for a slow network only so long", async () => {
    vi.useFakeTimers();
    await scope.dispatch("install");
    scope.server = () => new Promise(() => undefined);
    const answer = scope.dispatch("fetch", { request: navigation("/") });
    await vi.advanceTimersByTimeAsync(patienceMs - 1);
    const state = vi.fn();
    void answer.then(async (page) => state(await page?.text()));
    await vi.advanceTimersByTimeAsync(0);
    expect(state).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(state).toHaveBeenCalledWith(expect.stringContaining(shell.entry));
    vi.useRealTimers();
  });

  it("says that one is offline where nothing is kept, in the language a page has told", async () => {
    scope.server = down;
    expect(await ask(navigation("/"))).toBe(offlinePage("zh-Hans")); // the browser's
    await scope.dispatch("message", { data: { type: "language", locale: "es" } });
    const answer = await scope.dispatch("fetch", { request: navigation("/") });
    expect(await answer?.text()).toBe(offlinePage("es"));
    expect([answer?.status, answer?.headers.get("Content-Security-Policy")]).toEqual([503, "default-src 'none'"]);
  });
});

describe("a message", () => {
  const push = (text: string | null) => scope.dispatch("push", { data: text === null ? null : { text: () => text } });

  it("is shown as it is, and leads to its room", async () => {
    await push(JSON.stringify({ title: "Tea, slowly", body: "Opens at 21:00", url: "/r/tea", tag: "tea 2026-11-28" }));
    expect(scope.shown).toEqual([
      { title: "Tea, slowly", options: expect.objectContaining({ body: "Opens at 21:00", data: "/r/tea", tag: "tea 2026-11-28" }) as object },
    ]);
  });

  it.each([null, "", "{", "7", "null", '{"title":7}'])("that says %s is shown without its words", async (text) => {
    await push(text);
    expect(scope.shown).toEqual([{ title: "Corner", options: expect.objectContaining({ body: workerWords("zh-Hans").news, data: "/" }) as object }]);
  });

  const tap = (data: unknown) => scope.dispatch("notificationclick", { notification: { data, close: () => scope.done.push("close") } });

  it("goes to the page that is there", async () => {
    scope.pages = [scope.page("/"), scope.page("/r/tea")];
    await tap("/r/tea");
    expect(scope.done).toEqual(["close", "focus /r/tea"]);
  });

  it("leads a page there that is in no room", async () => {
    scope.pages = [scope.page("/r/other"), scope.page("/settings")];
    await tap("/r/tea");
    expect(scope.done).toEqual(["close", "focus /settings", "navigate /settings to /r/tea"]);
  });

  it("opens a page where there is none, or only one in another room", async () => {
    scope.pages = [scope.page("/r/other")];
    await tap("/r/tea");
    expect(scope.done).toEqual(["close", "open /r/tea"]);
  });

  it("opens a page when the one that is there does not obey", async () => {
    scope.pages = [{ ...scope.page("/"), navigate: () => Promise.reject(new TypeError("not controlled")) }];
    await tap("/r/tea");
    expect(scope.done).toEqual(["close", "focus /", "open /r/tea"]);
  });

  it("leads nobody elsewhere", async () => {
    await tap("https://evil.example/r/tea");
    expect(scope.done).toEqual(["close", "open /"]);
  });
});

describe("the rules of the worker", () => {
  it.each([
    ["GET", "navigate", "/", "page"],
    ["GET", "navigate", "/r/q3v?from=share", "page"],
    ["GET", "navigate", "/settings", "page"],
    ["GET", "navigate", "/v1/schedules/x/calendar.ics", "other"],
    ["GET", "navigate", "/icons/192.png", "other"],
    ["GET", "cors", "/v1/about", "other"],
    ["GET", "cors", "/assets/en-2.js", "file"],
    ["GET", "no-cors", "/assets/unheard-of.js", "file"],
    ["POST", "cors", "/assets/en-2.js", "other"],
  ] as const)("%s %s %s: %s", (method, mode, path, kind) => {
    expect(kindOf({ method, mode, url: origin + path }, origin, shell.files)).toBe(kind);
  });

  it("answer for no other origin", () => {
    expect(kindOf({ method: "GET", mode: "navigate", url: "https://other.example/" }, origin, [])).toBe("other");
  });

  it.each([
    ["/r/tea?x=1", "/r/tea?x=1"],
    [`${origin}/r/tea`, "/r/tea"],
    ["//evil.example/r/tea", "/"],
    ["javascript:alert(1)", "/"],
    ["https://", "/"],
    [undefined, "/"],
  ])("lead %s to %s", (address, path) => {
    expect(ownPath(address, origin)).toBe(path);
  });

  it("cut what is too long", () => {
    const { title, body, tag } = parsePush(JSON.stringify({ title: "t".repeat(9999), body: "b".repeat(9999), tag: "g".repeat(9999) }), origin);
    expect([title.length, body.length, tag.length]).toEqual([120, 400, 64]);
  });

  it("keep one build before the present one", () => {
    expect(spent(["corner-shell-1", "other", "corner-shell-2", "corner-shell-3"], "corner-shell-3")).toEqual(["corner-shell-1"]);
    expect(spent(["corner-shell-3"], "corner-shell-3")).toEqual([]);
  });

  it("find the page by its path, whatever is asked of it", () => {
    const pages = [{ url: `${origin}/r/tea?from=share` }];
    expect(goalFor(pages, "/r/tea")).toEqual({ page: pages[0], there: true });
  });
});
