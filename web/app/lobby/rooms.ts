import { signal } from "@preact/signals";
import type { RoomListing } from "@sdk";
import type { Services } from "../services";

/** How often the list is read while the page is visible. */
const everyMs = 5000;

/** What the lobby knows: the last list stays when a later reading fails. */
export interface LobbyList {
  status: "loading" | "ready" | "failed";
  rooms: RoomListing[];
  /** The directory itself says that the list may be old. */
  stale: boolean;
}

/** Reads the list of live rooms again and again while somebody looks at it. */
export class Rooms {
  readonly list = signal<LobbyList>({ status: "loading", rooms: [], stale: false });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchers = 0;
  private reading = false;

  constructor(private readonly services: Pick<Services, "listRooms">, private readonly hidden: () => boolean) {}

  /** Begins to read; the returned function ends it. */
  watch(): () => void {
    this.watchers++;
    if (this.watchers === 1) void this.tick();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.watchers--;
      if (this.watchers === 0) clearTimeout(this.timer);
    };
  }

  /** Reads the list now. One reading at a time; a second call waits for nothing. */
  async refresh(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      const { rooms, stale } = await this.services.listRooms();
      this.list.value = { status: "ready", rooms, stale };
    } catch {
      const { rooms } = this.list.peek();
      // With rooms on the screen a failed reading is only a note; they may well be open still.
      this.list.value = { status: rooms.length > 0 ? "ready" : "failed", rooms, stale: true };
    } finally {
      this.reading = false;
    }
  }

  private async tick(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.hidden()) await this.refresh();
    if (this.watchers > 0) this.timer = setTimeout(() => void this.tick(), everyMs);
  }
}
