import { signal } from "@preact/signals";
import type { AwakeLine, LobbyFilter, LobbyRoom, LobbyState } from "@sdk";
import type { LobbyFeed } from "../services";
import { Stillness } from "./stillness";

/** Anything. */
export const noFilter: LobbyFilter = { pair: [], level: "", tag: "" };

/** Reports whether a filter leaves nothing out. */
export function isOpen({ pair, level, tag }: LobbyFilter): boolean {
  return pair.length === 0 && level === "" && tag === "";
}

/** What the lobby knows: the last list stays when a later reading fails. */
export interface LobbyList {
  status: "loading" | "ready" | "failed";
  rooms: LobbyRoom[];
  /** There are more than are shown. */
  more: boolean;
  /** The list may be old: the directory says so, or nobody answers. */
  stale: boolean;
}

/** The list of live rooms, best first for this person, kept up to date while somebody looks at it. */
export class Rooms {
  readonly list = signal<LobbyList>({ status: "loading", rooms: [], more: false, stale: false });
  readonly filter = signal<LobbyFilter>(noFilter);
  readonly awake = signal<AwakeLine[]>([]);
  /** Under a finger or the focus no card moves. */
  readonly still = new Stillness(() => this.show());
  private watchers = 0;

  constructor(private readonly feed: LobbyFeed) {
    feed.on("page", () => this.show());
    feed.on("status", () => this.show());
    feed.on("awake", (lines) => (this.awake.value = lines));
  }

  /** Begins to follow; the returned function ends it. */
  watch(): () => void {
    this.watchers++;
    if (this.watchers === 1) this.feed.start();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.watchers--;
      if (this.watchers > 0) return;
      this.feed.stop();
      this.still.release();
    };
  }

  /** Begins anew: who looks has changed, or they do not want to wait any longer. */
  refresh(): void {
    this.still.release();
    if (this.watchers > 0) this.feed.start();
  }

  setFilter(filter: LobbyFilter): void {
    this.filter.value = filter;
    this.still.expect();
    this.feed.setFilter(filter);
  }

  showMore(): void {
    this.still.expect();
    this.feed.showMore();
  }

  private show(): void {
    const { state } = this.feed;
    const rooms = this.still.arrange(this.list.peek().rooms, state.rooms);
    this.list.value = { status: statusOf(state), rooms, more: state.more, stale: state.stale || state.status === "away" };
  }
}

/** With rooms on the screen a lost server is only a note; they may well be open still. */
function statusOf({ status, rooms }: LobbyState): LobbyList["status"] {
  if (status === "loading") return "loading";
  return status === "away" && rooms.length === 0 ? "failed" : "ready";
}
