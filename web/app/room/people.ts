import { computed, signal } from "@preact/signals";
import type { Participant } from "@sdk";

/** How many people are asked for at a time. */
const page = 50;

/** Asks for one page of those off the stage. */
type Read = (cursor: string, limit: number) => Promise<{ participants: Participant[]; next: string }>;

/** The list of the audience, read page by page; people come and go between two pages. */
export class People {
  readonly found = signal<readonly Participant[]>([]);
  readonly status = signal<"loading" | "ready" | "failed">("loading");
  /** The cursor of the next page, null at the end. */
  private readonly next = signal<string | null>("");
  /** Whether there is more to ask for. */
  readonly more = computed(() => this.status.value === "ready" && this.next.value !== null);
  private asking = false;

  constructor(private readonly read: Read) {}

  /** Reads the next page, or the one that failed again; one at a time. */
  async load(): Promise<void> {
    const cursor = this.next.peek();
    if (cursor === null || this.asking) return;
    this.asking = true;
    this.status.value = "loading";
    try {
      const { participants, next } = await this.read(cursor, page);
      this.take(participants, next === cursor ? "" : next); // a page that leads to itself is the last
      this.status.value = "ready";
    } catch {
      this.status.value = "failed";
    } finally {
      this.asking = false;
    }
  }

  /** Who left and came back while it was read stands twice in it, and is shown once, as they are now. */
  private take(participants: Participant[], next: string): void {
    const fresh = new Set(participants.map(({ id }) => id));
    this.found.value = [...this.found.peek().filter(({ id }) => !fresh.has(id)), ...participants];
    this.next.value = next === "" ? null : next;
  }
}
