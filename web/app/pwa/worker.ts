import { goalFor, kindOf, ownPath, parsePush, shellCache, spent } from "./rules";
import type { Events, Scope } from "./scope";
import { offlinePage, workerWords } from "./words";

/** The build whose shell is kept: plugins/service-worker.ts writes it into the worker. */
export interface Shell {
  build: string;
  /** The file that begins the app, by which its page is known. */
  entry: string;
  /** Paths of everything the app consists of, its page aside. */
  files: string[];
}

/** How long the network may take with a page before the kept one is shown, milliseconds. */
export const patienceMs = 2500;
/** Where the worker keeps what a page has told it. */
const told = "corner-told";
const toldLanguage = "/language";

/**
 * Keeps the shell of the app, so that it opens without a network, and shows what the server pushes. It answers for the
 * app's own page and files alone; what people say, do and see in rooms always comes from the server.
 */
export class ShellWorker {
  private readonly name: string;

  constructor(private readonly scope: Scope, private readonly shell: Shell) {
    this.name = shellCache + shell.build;
  }

  /** Listens from now on; browsers want that at once. */
  start(): void {
    const { scope } = this;
    scope.addEventListener("install", (event) => event.waitUntil(this.install()));
    scope.addEventListener("activate", (event) => event.waitUntil(this.activate()));
    scope.addEventListener("fetch", (event) => this.answer(event));
    scope.addEventListener("message", (event) => event.waitUntil(this.hear(event.data)));
    scope.addEventListener("push", (event) => event.waitUntil(this.show(event.data?.text() ?? "")));
    scope.addEventListener("notificationclick", (event) => {
      event.notification.close();
      event.waitUntil(this.goTo(event.notification.data));
    });
  }

  /** Fetches the whole shell or nothing. A page of another build, as while servers are being replaced, is no shell of ours. */
  private async install(): Promise<void> {
    const { caches } = this.scope;
    try {
      const cache = await caches.open(this.name);
      const page = await this.scope.fetch("/", { cache: "no-cache" });
      if (!page.ok || !(await page.clone().text()).includes(this.shell.entry)) throw new Error("the server is at another build");
      await Promise.all([cache.put("/", page), cache.addAll(this.shell.files)]);
    } catch (fault) {
      await caches.delete(this.name);
      throw fault;
    }
  }

  private async activate(): Promise<void> {
    const { caches, clients, registration } = this.scope;
    await Promise.all(spent(await caches.keys(), this.name).map((name) => caches.delete(name)));
    await registration.navigationPreload?.enable();
    await clients.claim();
  }

  private answer(event: Events["fetch"]): void {
    const { request } = event;
    switch (kindOf(request, this.scope.location.origin, this.shell.files)) {
      case "file":
        return event.respondWith(this.file(request));
      case "page":
        return event.respondWith(this.page(event));
    }
  }

  /** The name of such a file changes with its content: kept is as good as fetched. */
  private async file(request: Request): Promise<Response> {
    const kept = await this.scope.caches.match(request, { ignoreVary: true });
    return kept ?? this.scope.fetch(request);
  }

  /** The server's page, unless there is none to be had soon: then the kept one, which says the rest itself. */
  private async page(event: Events["fetch"]): Promise<Response> {
    const kept = await (await this.scope.caches.open(this.name)).match("/");
    const asked = this.ask(event);
    try {
      const page = await (kept === undefined ? asked : within(patienceMs, asked));
      if (page.status < 500) return page;
    } catch {
      // No network, or a slow one.
    }
    return kept ?? this.offline();
  }

  private async ask({ preloadResponse, request }: Events["fetch"]): Promise<Response> {
    return (await preloadResponse) ?? this.scope.fetch(request);
  }

  private async offline(): Promise<Response> {
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" };
    return new Response(offlinePage(await this.language()), { status: 503, headers });
  }

  /** What a page of the app says: the language of the person, or that they want the new version now. */
  private async hear(data: unknown): Promise<void> {
    const { type, locale } = (data ?? {}) as { type?: unknown; locale?: unknown };
    if (type === "renew") await this.scope.skipWaiting();
    if (type !== "language" || typeof locale !== "string") return;
    await (await this.scope.caches.open(told)).put(toldLanguage, new Response(locale));
  }

  private async language(): Promise<string> {
    const kept = await (await this.scope.caches.open(told)).match(toldLanguage);
    if (kept !== undefined) return kept.text();
    const [first = "en"] = this.scope.navigator.languages;
    const base = first.split("-")[0] ?? "";
    return base === "zh" ? "zh-Hans" : base;
  }

  private async show(text: string): Promise<void> {
    const locale = await this.language();
    const { title, body, url, tag } = parsePush(text, this.scope.location.origin);
    const options = { body, lang: locale, icon: "/icons/192.png", badge: "/icons/badge.png", data: url, ...(tag !== "" && { tag }) };
    const shown = title === "" ? { title: "Corner", options: { ...options, body: workerWords(locale).news } } : { title, options };
    await this.scope.registration.showNotification(shown.title, shown.options);
  }

  /** One tap leads there: in the page that is there, in one that is in no room, or in a new one. */
  private async goTo(address: unknown): Promise<void> {
    const { clients, location } = this.scope;
    const path = ownPath(address, location.origin);
    const goal = goalFor(await clients.matchAll({ type: "window", includeUncontrolled: true }), path);
    if (goal === null) return void (await clients.openWindow(path));
    await goal.page.focus().catch(() => undefined); // refused without a tap; it is gone to all the same
    if (goal.there) return;
    // A page from before this worker does not obey it.
    await goal.page.navigate(path).catch(() => clients.openWindow(path));
  }
}

/** Rejects when a promise takes too long. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("slow")), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
