import { signal } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import type { Message, MessageOptions, Snapshot } from "@sdk";
import { ChatAnnouncer } from "../../room/chat/announce";
import { Chat } from "../../room/chat/chat";
import { ScrollKeeper, type Scroller } from "../../room/chat/scroll";
import { codeOf } from "../../room/session";
import { chatter, message } from "../fake/chat";
import { person, room } from "../fake/people";

function visit(change: Partial<Snapshot> = {}) {
  const snapshot = signal<Snapshot | null>(null);
  const sent: [string, MessageOptions][] = [];
  const client = {
    sendMessage: vi.fn(async (text: string, options: MessageOptions = {}) => void sent.push([text, options])),
    listMessages: vi.fn(async (before = 0) => {
      const messages = chatter(Math.max(1, before - 50), before - 1);
      show([...messages, ...snapshot.peek()!.chat]);
      return { messages, more: before > 51 };
    }),
  };
  const clock = { now: 1000 };
  const chat = new Chat(client, snapshot, codeOf, () => clock.now);
  const show = (log: Message[]) => {
    snapshot.value = room({ ...change, chat: log });
    chat.follow(snapshot.value);
  };
  return { chat, client, sent, show, clock };
}

describe("writing", () => {
  it("sends the words, trimmed, with whom they speak to", async () => {
    const { chat, show, sent } = visit();
    show([]);
    chat.draft.value = "  @Lena hello \n";
    await chat.send();
    expect(sent).toEqual([["@Lena hello", { mentions: ["p-lena"] }]]);
    expect([chat.draft.value, chat.sending.value]).toEqual(["", false]);
  });

  it("answers a message, which speaks to its author, and not to oneself", async () => {
    const { chat, show, sent } = visit();
    show([message(1, 5, "?"), message(2, 1, "mine")]);
    chat.answer(message(1, 5, "?"));
    chat.draft.value = "!";
    await chat.send();
    chat.answer(message(2, 1, "mine"));
    chat.draft.value = "and @小雨";
    await chat.send();
    expect(sent).toEqual([["!", { replyTo: 1, mentions: ["p-tom"] }], ["and @小雨", { replyTo: 2, mentions: [] }]]);
    expect(chat.answering.value).toBe(0);
  });

  it.each([
    ["nothing", "   "],
    ["too much", "字".repeat(501)],
  ])("sends not: %s", async (_, text) => {
    const { chat, show, sent } = visit();
    show([]);
    chat.draft.value = text;
    await chat.send();
    expect([sent, chat.draft.value]).toEqual([[], text]);
  });

  it("takes 500 characters as people count them", async () => {
    const { chat, show, sent } = visit();
    show([]);
    chat.draft.value = "👨‍👩‍👧‍👦".repeat(500);
    await chat.send();
    expect(sent).toHaveLength(1);
  });

  it("gives the words back when they are refused, before what was written meanwhile, and the answer too", async () => {
    const { chat, show, client } = visit();
    show([message(1, 5, "?")]);
    client.sendMessage.mockRejectedValueOnce({ code: "rate_limited" });
    chat.answer(message(1, 5, "?"));
    chat.draft.value = "first";
    const sending = chat.send();
    chat.draft.value = " second";
    await sending;
    expect([chat.draft.value, chat.fault.value, chat.answering.value]).toEqual(["first second", "rate_limited", 1]);
  });

  it("waits as slow mode asks, and as a refusal asks", async () => {
    const { chat, show, client } = visit({ room: { ...room().room, slow_mode_seconds: 30 } });
    show([]);
    chat.draft.value = "a";
    await chat.send();
    expect(chat.nextAtMs.value).toBe(31_000);
    client.sendMessage.mockRejectedValueOnce({ code: "slow_mode", retryMs: 7000 });
    chat.draft.value = "b";
    await chat.send();
    expect(chat.nextAtMs.value).toBe(8000);
  });

  it("is not slowed down for who leads", async () => {
    const { chat, show } = visit({ room: { ...room().room, slow_mode_seconds: 30 }, you: person(1, { role: "moderator" }) });
    show([]);
    chat.draft.value = "a";
    await chat.send();
    expect(chat.nextAtMs.value).toBeLessThanOrEqual(1000);
  });

  it.each([
    ["", "@Tom "],
    ["hello", "hello @Tom "],
    ["hello ", "hello @Tom "],
  ])("after %j a mention makes %j", (draft, after) => {
    const { chat } = visit();
    chat.draft.value = draft;
    chat.mention("Tom");
    expect(chat.draft.value).toBe(after);
  });
});

describe("reading", () => {
  it("counts what came after one did, and nothing once it is read", () => {
    const { chat, show } = visit();
    show(chatter(1, 5));
    expect(chat.unread.value.count).toBe(0);
    show(chatter(1, 7));
    expect(chat.unread.value.count).toBe(2);
    chat.read();
    expect(chat.unread.value.count).toBe(0);
  });

  it("begins anew with another room under the same name", () => {
    const { chat, show } = visit();
    show(chatter(90, 100));
    show(chatter(1, 1));
    expect(chat.unread.value.count).toBe(0);
    show(chatter(1, 2));
    expect(chat.unread.value.count).toBe(1);
  });

  it("pages back until there is nothing older", async () => {
    const { chat, show, client } = visit();
    show(chatter(61, 110));
    expect(chat.older).toBe(true);
    await chat.readOlder();
    await chat.readOlder();
    expect([client.listMessages.mock.calls.map(([before]) => before), chat.log.value[0]?.id, chat.older]).toEqual([[61, 11], 1, false]);
  });

  it("can be tried again when a page failed", async () => {
    const { chat, show, client } = visit();
    show(chatter(61, 110));
    client.listMessages.mockRejectedValueOnce({ code: "network" });
    await chat.readOlder();
    expect([chat.paging.value, chat.older]).toEqual(["failed", true]);
    await chat.readOlder();
    expect(chat.paging.value).toBe("idle");
  });

  it("goes to a message however far back, and says when it is gone", async () => {
    const { chat, show, client } = visit();
    show(chatter(120, 169));
    expect([await chat.goTo(30), chat.target.value]).toEqual([true, 30]);
    client.listMessages.mockRejectedValue({ code: "network" });
    show(chatter(120, 169));
    expect(await chat.goTo(10)).toBe(false);
  });
});

describe("ScrollKeeper", () => {
  /** A list of rows, 50 px each, seen through 200 px. */
  function list(ids: number[], scrollTop: number): Scroller {
    const children = ids.map((id, i) => ({ offsetTop: i * 50, offsetHeight: 50, dataset: { id: `${id}` } }));
    return { scrollTop, scrollHeight: ids.length * 50, clientHeight: 200, children };
  }
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it("follows the newest at the end", () => {
    const keeper = new ScrollKeeper();
    expect(keeper.note(list(range(1, 10), 300))).toBe(true);
    const longer = list(range(1, 11), 300);
    keeper.restore(longer);
    expect(longer.scrollTop).toBe(550);
  });

  it.each([
    ["a message below", range(1, 11), 120],
    ["a page above", range(-9, 10), 620],
    ["the oldest gone", range(2, 11), 70],
    ["what one reads gone", range(5, 14), 120],
  ])("moves nothing further up: %s", (_, ids, top) => {
    const keeper = new ScrollKeeper();
    expect(keeper.note(list(range(1, 10), 120))).toBe(false);
    const after = list(ids, 120);
    keeper.restore(after);
    expect(after.scrollTop).toBe(top);
  });

  it("goes to the end when asked, and stays there", () => {
    const keeper = new ScrollKeeper();
    keeper.note(list(range(1, 10), 0));
    const log = list(range(1, 10), 0);
    keeper.toEnd(log);
    expect([log.scrollTop, keeper.atEnd]).toEqual([500, true]);
  });
});

describe("ChatAnnouncer", () => {
  const said = (id: number, text = "hello") => message(id, 0, text);

  it("says nothing of what was there before", () => {
    expect(new ChatAnnouncer().next(0, [said(1)], 1)).toBeNull();
  });

  it("says one message in full and several as a number, three seconds apart", () => {
    const announcer = new ChatAnnouncer();
    announcer.next(0, [], 0);
    expect(announcer.next(0, [said(1)], 1)).toMatchObject({ kind: "one", text: "hello" });
    expect(announcer.next(2999, [said(1), said(2)], 2)).toBeNull();
    expect(announcer.next(3000, [said(1), said(2), said(3)], 3)).toEqual({ kind: "many", count: 2 });
    expect(announcer.next(9000, [said(3)], 3)).toBeNull();
  });

  it("cuts what would take too long, between characters", () => {
    const announcer = new ChatAnnouncer();
    announcer.next(0, [], 0);
    const news = announcer.next(0, [said(1, "👍".repeat(400))], 1);
    expect(news?.kind === "one" && [...news.text].length).toBe(142);
  });
});
