import { describe, expect, it } from "vitest";
import { findMessage, isNews, mayBeOlder, unreadOf } from "../../room/chat/log";
import { rowId, rowsOf } from "../../room/chat/rows";
import { chatter, message, systemLine } from "../fake/chat";

const reader = { you: "p-yu", blocked: [] as string[], opened: new Set<number>() };
const shapes = (log: Parameters<typeof rowsOf>[0], change: Partial<typeof reader> = {}) =>
  rowsOf(log, { ...reader, ...change }).map((row) => {
    if (row.kind === "folded") return `folded ${row.messages.map((one) => one.id).join("+")}`;
    return row.kind === "system" ? `system ${row.message.id}` : `${row.headed ? "head" : "line"} ${row.message.id}`;
  });

describe("the rows of the chat", () => {
  it("give one head to what somebody says in a row", () => {
    expect(shapes([message(1, 0, "a"), message(2, 0, "b"), message(3, 5, "c"), message(4, 0, "d")]))
      .toEqual(["head 1", "line 2", "head 3", "head 4"]);
  });

  it.each([
    [299_000, "line 2"],
    [300_000, "head 2"],
  ])("give a new head after a pause of %d ms: %s", (pause, row) => {
    const first = message(1, 0, "a");
    expect(shapes([first, message(2, 0, "b", { sent_ms: first.sent_ms + pause })])[1]).toBe(row);
  });

  it("let a line of the room begin a new head", () => {
    expect(shapes([message(1, 0, "a"), systemLine(2, "locked"), message(3, 0, "b")])).toEqual(["head 1", "system 2", "head 3"]);
  });

  it("fold what blocked people say in a row into one, and nobody else", () => {
    const log = [message(1, 5, "a"), message(2, 6, "b"), message(3, 0, "c"), message(4, 5, "d")];
    expect(shapes(log, { blocked: ["p-tom", "p-hostile"] })).toEqual(["folded 1+2", "head 3", "folded 4"]);
  });

  it("show a folded message that was opened", () => {
    expect(shapes([message(1, 5, "a"), message(2, 5, "b")], { blocked: ["p-tom"], opened: new Set([1]) })).toEqual(["head 1", "folded 2"]);
  });

  it("mark one's own, and what speaks to one, but never one's own words as spoken to oneself", () => {
    const rows = rowsOf([message(1, 1, "@小雨", { mentions: ["p-yu"] }), message(2, 0, "@小雨", { mentions: ["p-yu"] })], reader);
    expect(rows.map((row) => row.kind === "line" && [row.mine, row.toYou])).toEqual([[true, false], [false, true]]);
  });

  it("keep a deleted message in its place", () => {
    expect(shapes([message(1, 0, "a"), message(2, 0, "", { deleted: true })])).toEqual(["head 1", "line 2"]);
  });

  it("are found by their first message", () => {
    expect(rowsOf([message(7, 5, "a"), message(8, 5, "b")], { ...reader, blocked: ["p-tom"] }).map(rowId)).toEqual([7]);
  });
});

describe("what is unread", () => {
  const log = [
    message(1, 0, "seen"), message(2, 0, "new"), message(3, 1, "mine"), systemLine(4, "locked"),
    message(5, 5, "to you", { mentions: ["p-yu"] }), message(6, 6, "blocked"), message(7, 0, "", { deleted: true }),
  ];

  it("is what others have written since, and of that what speaks to one", () => {
    expect(unreadOf(log, 1, "p-yu", ["p-hostile"])).toEqual({ count: 2, mentions: 1 });
  });

  it("is nothing when all is read", () => {
    expect(unreadOf(log, 7, "p-yu", [])).toEqual({ count: 0, mentions: 0 });
  });

  it.each([
    ["somebody's words", message(1, 0, "a"), true],
    ["one's own", message(1, 1, "a"), false],
    ["a line of the room", systemLine(1, "locked"), false],
    ["a deleted one", message(1, 0, "", { deleted: true }), false],
    ["a blocked one's", message(1, 6, "a"), false],
  ])("counts %s: %s", (_, one, news) => {
    expect(isNews(one, "p-yu", ["p-hostile"])).toBe(news);
  });
});

describe("the log", () => {
  it("finds a message by its number", () => {
    const log = chatter(5, 9);
    expect([findMessage(log, 7)?.id, findMessage(log, 4)]).toEqual([7, null]);
  });

  it.each([
    ["nothing", [], false],
    ["the first message", chatter(1, 20), false],
    ["a middle", chatter(51, 100), true],
    ["all a room keeps", chatter(51, 250), false],
  ])("that begins with %s may have older ones: %s", (_, log, older) => {
    expect(mayBeOlder(log)).toBe(older);
  });
});
