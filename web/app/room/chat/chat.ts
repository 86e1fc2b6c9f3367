import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message, MessageOptions, Snapshot } from "@sdk";
import { graphemes } from "../../format";
import { moderates } from "../view";
import { findMessage, mayBeOlder, type Unread, unreadOf } from "./log";
import { maxMentions, mentionsIn, peopleKnown } from "./mentions";

/** The bound a message has at the server. */
export const maxMessage = 500;
/** How many older messages are asked for at a time. */
const page = 50;
const none: readonly Message[] = [];

/** What the chat needs of a room. */
export interface ChatCommands {
  sendMessage(text: string, options?: MessageOptions): Promise<void>;
  listMessages(before?: number, limit?: number): Promise<{ more: boolean }>;
}

/** The chat of one visit: what is being written, what has been read, and what lies further back. */
export class Chat {
  /** Whether the sheet is up on a phone; a desktop always shows the chat. */
  readonly open = signal(false);
  readonly draft = signal("");
  /** The message that is being answered, 0 for none. */
  readonly answering = signal(0);
  /** Why the last message was not taken, a refusal's code. */
  readonly fault = signal("");
  readonly sending = signal(false);
  /** When slow mode lets the person here write again, by the local clock. */
  readonly nextAtMs = signal(0);
  readonly paging = signal<"idle" | "loading" | "failed">("idle");
  /** Messages of blocked people that were unfolded. */
  readonly opened = signal<ReadonlySet<number>>(new Set());
  /** The message a tapped quote leads to. */
  readonly target = signal(0);

  readonly log: ReadonlySignal<readonly Message[]>;
  readonly unread: ReadonlySignal<Unread>;
  private readonly readTo = signal(0);
  private readonly exhausted = signal(false);
  private begun = false;

  constructor(
    private readonly client: ChatCommands,
    private readonly snapshot: ReadonlySignal<Snapshot | null>,
    private readonly codeOf: (fault: unknown) => string,
    private readonly now: () => number = Date.now,
  ) {
    this.log = computed(() => snapshot.value?.chat ?? none);
    this.unread = computed(() => {
      const { you, blocked } = snapshot.value ?? { you: null, blocked: [] };
      return unreadOf(this.log.value, this.readTo.value, you?.id ?? "", blocked);
    });
  }

  /** Whether something older can be asked for. */
  get older(): boolean {
    return !this.exhausted.value && mayBeOlder(this.log.value);
  }

  /** Call with each snapshot: what was said before one came is history, not news. */
  follow(snapshot: Snapshot): void {
    const newest = snapshot.chat.at(-1)?.id ?? 0;
    if (!this.begun || newest < this.readTo.peek()) this.readTo.value = newest;
    this.begun = true;
  }

  /** Everything so far has been seen. */
  read(): void {
    this.readTo.value = Math.max(this.readTo.peek(), this.log.peek().at(-1)?.id ?? 0);
  }

  /** Sends what is written. What was refused comes back into the field. */
  async send(): Promise<void> {
    const snapshot = this.snapshot.peek();
    const text = this.draft.peek().trim();
    if (snapshot === null || this.sending.peek() || text === "" || graphemes(text) > maxMessage) return;
    const replyTo = this.answering.peek();
    this.sending.value = true;
    this.fault.value = "";
    this.draft.value = "";
    this.answering.value = 0;
    try {
      await this.client.sendMessage(text, { ...(replyTo > 0 && { replyTo }), mentions: this.spokenTo(text, replyTo, snapshot) });
      // Who leads a room is not slowed down by it.
      if (!moderates(snapshot.you.role)) this.nextAtMs.value = this.now() + snapshot.room.slow_mode_seconds * 1000;
    } catch (fault) {
      this.refused(fault, text, replyTo);
    } finally {
      this.sending.value = false;
    }
  }

  /** Asks for the page before the oldest known message. */
  async readOlder(): Promise<void> {
    const first = this.log.peek()[0];
    if (first === undefined || this.paging.peek() === "loading") return;
    this.paging.value = "loading";
    try {
      const { more } = await this.client.listMessages(first.id, page);
      this.exhausted.value = !more;
      this.paging.value = "idle";
    } catch {
      this.paging.value = "failed";
    }
  }

  /** Leads to a message, however far back; false when the room does not keep it any more. */
  async goTo(id: number): Promise<boolean> {
    while (findMessage(this.log.peek(), id) === null) {
      const first = this.log.peek()[0]?.id;
      if (!this.older) return false;
      await this.readOlder();
      if (this.log.peek()[0]?.id === first) return false;
    }
    this.target.value = id;
    return true;
  }

  /** Begins an answer. */
  answer(message: Message): void {
    this.answering.value = message.id;
  }

  /** Puts a name at the end of what is written. */
  mention(name: string): void {
    const draft = this.draft.peek();
    this.draft.value = `${draft}${draft === "" || /\s$/.test(draft) ? "" : " "}@${name} `;
  }

  /** Shows a blocked person's messages after all. */
  unfold(messages: readonly Message[]): void {
    this.opened.value = new Set([...this.opened.peek(), ...messages.map((message) => message.id)]);
  }

  /** An answer speaks to whom it answers, named or not. */
  private spokenTo(text: string, replyTo: number, snapshot: Snapshot): string[] {
    const log = this.log.peek();
    const named = mentionsIn(text, peopleKnown(snapshot, log));
    const author = findMessage(log, replyTo)?.from?.id;
    const all = author === undefined ? named : [author, ...named];
    return [...new Set(all)].filter((id) => id !== snapshot.you.id).slice(0, maxMentions);
  }

  private refused(fault: unknown, text: string, replyTo: number): void {
    const code = this.codeOf(fault);
    this.fault.value = code;
    this.draft.value = text + this.draft.peek();
    if (this.answering.peek() === 0) this.answering.value = replyTo;
    const retryMs = (fault as { retryMs?: number } | null)?.retryMs ?? 0;
    if (code === "slow_mode") this.nextAtMs.value = this.now() + retryMs;
  }
}
