import { signal } from "@preact/signals";

/** A place in the app. */
export type Route = { page: "lobby" } | { page: "room"; id: string } | { page: Page };

/** A page that is there once, at the path of its name. The server knows the same. */
export type Page = "schedule" | "settings";

const pages: ReadonlySet<string> = new Set<Page>(["schedule", "settings"]);

const roomPath = /^\/r\/([A-Za-z0-9_-]{1,64})\/?$/;

/** Reads a path; whatever is no place of the app is the lobby. */
export function parsePath(path: string): Route {
  const id = roomPath.exec(path)?.[1];
  if (id !== undefined) return { page: "room", id };
  const page = path.replace(/^\/|\/$/g, "");
  return pages.has(page) ? { page: page as Page } : { page: "lobby" };
}

/** Returns the path of a place. */
export function pathOf(route: Route): string {
  if (route.page === "room") return `/r/${route.id}`;
  return route.page === "lobby" ? "/" : `/${route.page}`;
}

/** Follows the address bar and writes it. */
export class Router {
  readonly route = signal<Route>({ page: "lobby" });

  constructor(private readonly window: Window) {
    this.read();
    window.addEventListener("popstate", this.read);
  }

  /** Goes to a place, as a new entry of the history. */
  go(route: Route): void {
    if (pathOf(route) !== this.window.location.pathname) this.window.history.pushState(null, "", pathOf(route));
    this.read();
    this.window.scrollTo(0, 0);
  }

  private readonly read = (): void => {
    this.route.value = parsePath(this.window.location.pathname);
  };
}
