import type { LobbyRoom } from "@sdk";

/** How long nothing may be on the list before it is put in order, and how long that is put off at the most. Milliseconds. */
const quiet = 2000;
const longest = 15_000;

/**
 * Keeps cards where they are while a pointer or the focus is on the list: what is in them changes at once, their order
 * when nothing has been there for a while, and in any case after a quarter of a minute.
 */
export class Stillness {
  private readonly on = new Set<"pointer" | "focus">();
  private leaving: ReturnType<typeof setTimeout> | undefined;
  private late: ReturnType<typeof setTimeout> | undefined;
  /** The person asked for another list: it may come as it is. */
  private asked = false;
  private held = false;

  /** `show` draws the list again; it asks arrange(). */
  constructor(private readonly show: () => void) {}

  /** Something has come onto the list. */
  enter(what: "pointer" | "focus"): void {
    clearTimeout(this.leaving);
    this.on.add(what);
    this.held = true;
  }

  /** It has gone again. */
  leave(what: "pointer" | "focus"): void {
    this.on.delete(what);
    if (this.on.size > 0 || !this.held) return;
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.release(), quiet);
  }

  /** The next list is one that was asked for. */
  expect(): void {
    this.asked = true;
  }

  /** Nothing is held back any longer. What is still on the list holds the next change. */
  release(): void {
    clearTimeout(this.leaving);
    clearTimeout(this.late);
    this.late = undefined;
    this.held = false;
    this.show();
    this.held = this.on.size > 0;
  }

  /** The rooms to show, given those on the screen and those there are. */
  arrange(shown: LobbyRoom[], latest: LobbyRoom[]): LobbyRoom[] {
    if (sameOrder(shown, latest)) return this.settled(latest);
    const { asked } = this;
    this.asked = false;
    if (!this.held || asked || shown.length === 0) return this.settled(latest);
    this.late ??= setTimeout(() => this.release(), longest);
    const now = new Map(latest.map((room) => [room.id, room]));
    return shown.map((room) => now.get(room.id) ?? room);
  }

  private settled(latest: LobbyRoom[]): LobbyRoom[] {
    clearTimeout(this.late);
    this.late = undefined;
    return latest;
  }
}

function sameOrder(a: LobbyRoom[], b: LobbyRoom[]): boolean {
  return a.length === b.length && a.every((room, i) => room.id === b[i]?.id);
}
