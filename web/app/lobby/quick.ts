import { signal } from "@preact/signals";
import { ownName } from "../format";
import type { RoomWish } from "../services";

/** Refusals of a room that was found a moment ago: another one may do. */
const elsewhere: ReadonlySet<string> = new Set(["room_full", "room_locked", "not_found"]);
/** How many rooms are tried before one is opened. */
const tries = 3;
/** How long somebody is alone in the room that was opened for them before another one is looked for, milliseconds. */
const lonely = 20_000;

/** What a quick start asks of the app around it. */
export interface QuickOutside {
  /** A room that suits, "" for none; rejects with a coded refusal. */
  find(give: string, get: string, not: string[]): Promise<string>;
  enter(room: string): void;
  /** Opens a room; its id, or "" when that was refused, which has been told. */
  open(wish: RoomWish): Promise<string>;
  /** Reports whether the person is in this room and nobody else is. */
  alone(room: string): boolean;
  opened(): void;
  /** Another room suits: whether to go there is theirs to say. */
  another(room: string): void;
  refused(code: string): void;
}

/** One tap to somebody to talk to: a room that suits, else a room of one's own that others will find the same way. */
export class Quick {
  readonly looking = signal(false);
  private give = "";
  private get = "";
  /** Rooms found so far; the last one is being entered. Empty when there is nothing to go on from. */
  private found: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly outside: QuickOutside) {}

  /** Finds a room and goes in, or opens one. */
  async start(give: string, get: string): Promise<void> {
    if (this.looking.peek()) return;
    this.cancel();
    Object.assign(this, { give, get });
    await this.go();
  }

  /** A visit is over. A found room that cannot be entered gives way to the next one; reports whether it does. */
  ended(room: string, code: string): boolean {
    if (this.found.at(-1) !== room) return false;
    const another = elsewhere.has(code);
    if (another) void this.go();
    else this.cancel();
    return another;
  }

  /** The person is in the room that was found. */
  joined(room: string): void {
    if (this.found.at(-1) === room) this.found = [];
  }

  /** The person goes their own way: nothing is gone on with. */
  cancel(): void {
    this.found = [];
    clearTimeout(this.timer);
  }

  private async go(): Promise<void> {
    this.looking.value = true;
    try {
      const room = this.found.length < tries ? await this.outside.find(this.give, this.get, this.found) : "";
      if (room !== "") {
        this.found.push(room);
        return this.outside.enter(room);
      }
      await this.open();
    } catch (fault) {
      this.cancel();
      this.outside.refused((fault as { code?: string }).code ?? "network");
    } finally {
      this.looking.value = false;
    }
  }

  private async open(): Promise<void> {
    const room = await this.outside.open(wishOf(this.give, this.get));
    this.cancel();
    if (room === "") return;
    this.outside.opened();
    this.timer = setTimeout(() => void this.company(room), lonely);
  }

  /** Two who open a room in the same moment would sit in one each. */
  private async company(room: string): Promise<void> {
    if (!this.outside.alone(room)) return;
    const other = await this.outside.find(this.give, this.get, [room]).catch(() => "");
    if (other !== "" && this.outside.alone(room)) this.outside.another(other);
  }
}

/** The room two strangers need: they sit down as they come, and the languages take turns by themselves. */
export function wishOf(give: string, get: string): RoomWish {
  const title = (first: string, second: string) => `${ownName(first)} ⇄ ${ownName(second)}`;
  return {
    title: title(give, get),
    languages: [give, get],
    translations: [{ language: get, title: title(get, give), rules: "" }],
    topic: "",
    seats: 4,
    mode: "free",
    timetable: [give, get].map((language) => ({ language, seconds: 600 })),
  };
}
