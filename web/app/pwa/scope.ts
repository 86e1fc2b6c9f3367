/** What the service worker uses of its global scope; the DOM's types know nothing of workers. */
export interface Scope {
  readonly location: { readonly origin: string };
  readonly navigator: { readonly languages: readonly string[] };
  readonly caches: CacheStorage;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly PageClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly registration: {
    showNotification(title: string, options: NotificationOptions): Promise<void>;
    readonly navigationPreload?: { enable(): Promise<void> };
  };
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): void;
}

/** A page of the app that is open. */
export interface PageClient {
  readonly url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}

/** What happens to the worker, as far as it listens. */
export interface Events {
  install: Waiting;
  activate: Waiting;
  fetch: Waiting & {
    readonly request: Request;
    /** The answer to a navigation that was asked for while the worker still woke up. */
    readonly preloadResponse?: Promise<Response | undefined>;
    respondWith(answer: Promise<Response>): void;
  };
  message: Waiting & { readonly data: unknown };
  push: Waiting & { readonly data: { text(): string } | null };
  notificationclick: Waiting & { readonly notification: { readonly data: unknown; close(): void } };
}

interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
