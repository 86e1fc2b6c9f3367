import { describe, expect, it } from "vitest";
import type { RoomInfo } from "@sdk";
import { rulesAhead, withAgreement } from "../../console/agreed";
import { banText } from "../../console/ban-list";
import { changesOf, draftFault, draftOf, previousOf, rulesTooLong } from "../../console/draft";
import { recordDetail, recordText } from "../../console/record";
import { roomWords } from "../../console/room-words";
import { turnClock, turnLeft, turnPhase } from "../../console/turns";
import { nextTab } from "../../ui/tabs";
import { tables } from "../tables";
import { room, seated } from "../fake/people";

describe("a turn", () => {
  const ends = 1_000_000;
  it.each([
    [0, 0, null],
    [ends, ends - 10_001, "running"],
    [ends, ends - 10_000, "ending"],
    [ends, ends - 1, "ending"],
    [ends, ends, "over"],
    [ends, ends + 15_000, "over"],
    [ends, ends + 15_001, null],
  ])("that ends at %i is at %i %s", (end, now, phase) => {
    expect(turnPhase(end, now)).toBe(phase);
  });

  it.each([
    [92_000, "1:32"],
    [60_000, "1:00"],
    [9_001, "0:10"],
    [1, "0:01"],
    [-5, "0:00"],
    [3_600_000, "60:00"],
  ])("with %i ms left shows %s", (left, shown) => {
    expect(turnClock(ends + left, ends)).toBe(shown);
  });

  it.each([
    [0, 0],
    [ends - 1, 0],
    [ends + 90_500, 91],
    [ends + 3_000, 10],
  ])("that ended at %i comes back as %i s", (turn_ends_ms, seconds) => {
    expect(turnLeft({ turn_ends_ms }, ends)).toBe(seconds);
  });
});

describe("a room's words", () => {
  const bilingual = {
    title: "深夜食堂",
    rules: "友善",
    languages: ["zh", "en"],
    translations: [{ language: "en", title: "Night kitchen", rules: "" }, { language: "ja", title: "", rules: "やさしく" }],
  };
  it.each([
    [["en"], "Night kitchen", "友善", "en"],
    [["en-GB"], "Night kitchen", "友善", "en"],
    [["zh-Hans"], "深夜食堂", "友善", "zh"],
    [["fr", "en"], "Night kitchen", "友善", "en"],
    [["ja"], "深夜食堂", "やさしく", "ja"],
    [["fr"], "深夜食堂", "友善", "zh"],
    [[], "深夜食堂", "友善", "zh"],
  ])("for who reads %j", (wanted, title, rules, language) => {
    expect(roomWords(bilingual, wanted)).toEqual({ title, rules, language });
  });
});

describe("the settings", () => {
  const now: RoomInfo = {
    ...room().room,
    title: "深夜食堂",
    rules: "友善",
    translations: [{ language: "en", title: "Night kitchen", rules: "" }, { language: "ja", title: "夜食", rules: "" }],
  };

  it("untouched change nothing", () => {
    expect(changesOf(now, draftOf(now))).toEqual({});
  });

  it("touched send what is different, trimmed, and nothing else", () => {
    const draft = { ...draftOf(now), seats: 4, topic: " street food " };
    expect(changesOf(now, draft)).toEqual({ seats: 4 });
  });

  it("keep translations they do not show, and drop those left empty", () => {
    const draft = draftOf(now);
    const emptied = { ...draft, words: draft.words.map((one, i) => (i === 1 ? { ...one, title: " " } : one)) };
    expect(changesOf(now, emptied)).toEqual({ translations: [{ language: "ja", title: "夜食", rules: "" }] });
  });

  it("go back by the values there were, of what was changed alone", () => {
    expect(previousOf(now, { seats: 4, mode: "free" })).toEqual({ seats: 8, mode: "apply" });
  });

  it.each<[string, Parameters<typeof draftFault>[0], string | null]>([
    ["as they are", draftOf(now), null],
    ["without a title", { ...draftOf(now), words: [{ language: "zh", title: " ", rules: "" }] }, "title"],
    ["with a title of 81", { ...draftOf(now), words: [{ language: "zh", title: "夜".repeat(81), rules: "" }] }, "title"],
    ["with a long topic", { ...draftOf(now), topic: "x".repeat(121) }, "topic"],
    ["with rules of 601", { ...draftOf(now), words: [{ language: "zh", title: "a", rules: "x".repeat(601) }] }, "rules"],
  ])("%s", (_, draft, fault) => {
    expect(draftFault(draft)).toBe(fault);
  });

  it("hold rules of 20 lines", () => {
    expect([rulesTooLong("a\n".repeat(20)), rulesTooLong("a\n".repeat(20) + "a")]).toEqual([false, true]);
  });
});

describe("the rules of the house", () => {
  const snapshot = { ...room(), room: { ...room().room, rules: "Be kind" } };

  it("stand before the first word, once, until they change", () => {
    const agreed = withAgreement([], "demo", "Be kind");
    expect(rulesAhead(snapshot, [])).toBe(true);
    expect(rulesAhead(snapshot, agreed)).toBe(false);
    expect(rulesAhead({ ...snapshot, room: { ...snapshot.room, rules: "Be kinder" } }, agreed)).toBe(true);
    expect(rulesAhead({ ...snapshot, room: { ...snapshot.room, id: "other" } }, agreed)).toBe(true);
  });

  it("ask neither the host nor where there are none", () => {
    expect(rulesAhead({ ...snapshot, you: seated(1, 0, { role: "host" }) }, [])).toBe(false);
    expect(rulesAhead(room(), [])).toBe(false);
  });

  it("are remembered of a hundred rooms", () => {
    let agreed: string[] = [];
    for (let i = 0; i <= 100; i++) agreed = withAgreement(agreed, `room-${i}`, "Be kind");
    expect([agreed.length, agreed[0]?.startsWith("room-1 ")]).toEqual([100, true]);
    expect(withAgreement(agreed, "room-50", "Be kind")).toHaveLength(100);
  });
});

describe("the record", () => {
  const entry = {
    id: "a", time_ms: 0, node: "n", by: "p-yu", by_name: "小雨", action: "mute.participant", target: "p-tom", target_name: "Tom", reason: "", detail: "",
  };
  const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "");
  it.each([
    [{}, "小雨 muted Tom"],
    [{ detail: "off" }, "小雨 allowed Tom to speak again"],
    [{ action: "seat.lock", detail: "seat 3 off" }, "小雨 unlocked a seat"],
    [{ by: "", by_name: "", action: "participant.report" }, "Tom was reported"],
    [{ by: "", by_name: "", action: "host.succession" }, "Tom took over as the host"],
    [{ by: "", by_name: "", action: "cat.pet" }, "The room: cat.pet (Tom)"],
    [{ action: "toString", target: "", target_name: "" }, "小雨: toString"],
    [{ target_name: "" }, "小雨 muted someone"],
  ])("%j is told as %s", (change, text) => {
    expect(plain(recordText(tables.en, { ...entry, ...change }))).toBe(text);
  });

  it.each([
    ["3600 s", "60 min"],
    ["seat 7", "Seat 8"],
    ["seat 7 off", "Seat 8"],
    ["permanent", "For good"],
    ["moderator", "Moderator"],
    ["off", ""],
    ["toString", ""],
    ["title rules", ""],
  ])("detail %s: %s", (detail, text) => {
    expect(recordDetail(tables.en, { ...entry, detail }, "en")).toBe(text);
  });
});

describe("an exclusion", () => {
  it.each([
    ["kick", 0, "Removed until the room ends"],
    ["ban", 0, "Banned for good"],
    ["ban", 5, "Banned until T"],
    ["deny", 5, "Not let in until T"],
  ] as const)("%s, %i: %s", (kind, expires_ms, text) => {
    expect(banText(tables.en, { kind, expires_ms }, "T")).toBe(text);
  });
});

describe("a row of tabs", () => {
  it.each([
    ["ArrowRight", 0, false, 1],
    ["ArrowRight", 3, false, 0],
    ["ArrowLeft", 0, false, 3],
    ["ArrowLeft", 0, true, 1],
    ["Home", 2, false, 0],
    ["End", 0, false, 3],
    ["a", 1, false, -1],
  ])("%s from %i, right to left %s: %i", (key, at, rightToLeft, next) => {
    expect(nextTab(key, at, 4, rightToLeft)).toBe(next);
  });
});
