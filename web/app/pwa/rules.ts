/** What the service worker decides, as pure functions: what it answers, what a message says, which page a tap goes to. */

/** What a request is to the worker: a page of the app, a file of it, or nothing of its business. */
export type Kind = "page" | "file" | "other";

/** Chooses how a request is answered. The server's own answers are never kept: a room that was is no room. */
export function kindOf(request: Pick<Request, "method" | "mode" | "url">, origin: string, files: readonly string[]): Kind {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin || url.pathname.startsWith("/v1/")) return "other";
  if (files.includes(url.pathname) || url.pathname.startsWith("/assets/")) return "file";
  return request.mode === "navigate" && !url.pathname.includes(".") ? "page" : "other";
}

/** The caches of the app's builds begin with this. */
export const shellCache = "corner-shell-";

/**
 * Which caches are of no use any more: of the builds before, the newest is kept, because a page of it may still be open
 * in another tab, and asks for its parts as they are needed. Browsers list caches oldest first.
 */
export function spent(names: readonly string[], current: string): string[] {
  const earlier = names.filter((name) => name.startsWith(shellCache) && name !== current);
  return earlier.slice(0, -1);
}

/** A message to show. */
export interface Push {
  title: string;
  body: string;
  /** A path of this app. */
  url: string;
  /** A later message with the same tag replaces the earlier one; "" for none. */
  tag: string;
}

/** Lengths beyond which no system shows a text anyway. */
const longest = { title: 120, body: 400, tag: 64 };

/** Reads a message. One that cannot be read has no words: browsers demand that something is shown all the same. */
export function parsePush(text: string, origin: string): Push {
  const told = fieldsOf(text);
  const words = (key: keyof typeof longest) => {
    const word = told[key];
    return typeof word === "string" ? word.slice(0, longest[key]) : "";
  };
  return { title: words("title"), body: words("body"), url: ownPath(told.url, origin), tag: words("tag") };
}

function fieldsOf(text: string): Partial<Record<keyof Push, unknown>> {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

/** The path of an address of this app; the lobby for any other: a message leads nobody elsewhere. */
export function ownPath(address: unknown, origin: string): string {
  if (typeof address !== "string" || !URL.canParse(address, origin)) return "/";
  const url = new URL(address, origin);
  return url.origin === origin ? url.pathname + url.search : "/";
}

/** An open page and what a tap on a message does with it; null opens a page of its own. */
export interface Goal<T> {
  page: T;
  /** Whether it is there already. */
  there: boolean;
}

/** Chooses the page for an address: one that is there, else one that is in no room, so that nobody is torn out of theirs. */
export function goalFor<T extends { url: string }>(pages: readonly T[], path: string): Goal<T> | null {
  const pathOf = ({ url }: T) => new URL(url).pathname;
  const there = pages.find((page) => pathOf(page) === path.split("?")[0]);
  if (there !== undefined) return { page: there, there: true };
  const idle = pages.find((page) => !pathOf(page).startsWith("/r/"));
  return idle === undefined ? null : { page: idle, there: false };
}
