import { describe, expect, it } from "vitest";
import type { Snapshot } from "@sdk";
import { changesOf, draftOf } from "../../console/draft";
import { draftWith, wishOf } from "../../console/exchange-part";
import { pairOf } from "../../format";
import { cardWords, packTitle } from "../../room/cards/card-words";
import { askableText, askedLanguage, askedPeople, question } from "../../room/reactions/say";
import { card, packs } from "../fake/exchange";
import { person, room } from "../fake/people";
import { tables } from "../tables";

describe("how do you say", () => {
  const as = (index: number): Snapshot => room({ you: person(index) });
  it.each([
    [1, "en", "en"], // 小雨 learns English
    [1, "zh", "en"], // in a round of her own language she asks about the other one
    [1, "", "en"],
    [0, "zh", "zh"],
    [3, "zh", "zh"], // in the room for another language than the round's, but it is the round's that is being spoken
    [3, "", "en"],
    [6, "", "en"],
  ])("person %i in a round of %j asks about %s", (index, round, language) => {
    expect(askedLanguage(as(index), round)).toBe(language);
  });

  it("asks in the language it is about, whatever the app speaks", () => {
    expect(question("夜宵", "en", tables["zh-Hans"], "zh-Hans")).toBe("How do you say “夜宵” in English?");
    expect(question("snack", "zh-Hant", tables.en, "en")).toBe("“snack”用中文怎么说？");
    expect(question("snack", "es-MX", tables.en, "en")).toBe("¿Cómo se dice «snack» en español?");
    expect(question("snack", "ja", tables.en, "en")).toBe("How do you say “snack” in Japanese?");
    expect(question("snack", "toString", tables.en, "en")).toContain("snack");
  });

  it.each([["", false], ["  ", false], ["夜宵", true], ["x".repeat(60), true], ["x".repeat(61), false], ["👨‍👩‍👧‍👦".repeat(60), true]])("%j may be asked about: %s", (text, may) => {
    expect(askableText(text)).toBe(may);
  });

  it("names those who speak it", () => {
    expect(askedPeople([person(0), person(3), person(2)], "en")).toEqual(["p-lena", "p-marta"]);
  });
});

describe("a card", () => {
  it.each([
    [["zh"], ["zh", "en"]],
    [["zh-Hans"], ["zh", "en"]],
    [["ar", "en"], ["en", "zh"]],
    [["fr"], ["en", "zh"]],
    [[], ["en", "zh"]],
  ])("for who reads %j", (reads, languages) => {
    expect(cardWords(card, reads).map(({ language }) => language)).toEqual(languages);
  });

  it("without words is no fault", () => {
    expect(cardWords({ text: [] }, ["en"])).toEqual([]);
    expect(packTitle({ id: "x", title: [] }, ["en"])).toBe("x");
    expect(packTitle(packs[0]!, ["zh-Hans"])).toBe("吃吃喝喝");
  });
});

describe("a pair of languages", () => {
  it("says how far somebody is in what they learn", () => {
    const learns = { speaks: ["zh"], learns: ["en", "ja"], levels: [{ language: "en", level: "B1" }] };
    expect(pairOf(learns, "en")).toBe("中文 → English B1 · 日本語");
    expect(pairOf({ speaks: ["zh"], learns: [] }, "en")).toBe("中文");
  });
});

describe("the exchange in the room's settings", () => {
  const now = { ...room().room, kept: [{ seat: 3, for: "native" as const, language: "en" }], timetable: [{ language: "zh", seconds: 45 }] };
  const draft = draftOf(now);
  const wish = wishOf(now, draft);

  it("changes what was changed and nothing else", () => {
    expect(changesOf(now, draftWith(draft, wish, { ...wish, level: "B1" }))).toEqual({ level: "B1" });
    expect(changesOf(now, draftWith(draft, wish, { ...wish, queue: "first_come", pace: "slow" }))).toEqual({ queue: "first_come", pace: "slow" });
  });

  it("gives seats that are kept their places from the back", () => {
    const more = [...now.kept, { seat: 0, for: "learner" as const, language: "zh" }];
    expect(changesOf(now, draftWith(draft, wish, { ...wish, kept: more })).kept?.map(({ seat }) => seat)).toEqual([7, 6]);
    expect(changesOf(now, draftWith(draft, wish, { ...wish, kept: [] }))).toEqual({ kept: [] });
  });

  it("gives turns a length when the next is to be asked by itself", () => {
    expect(changesOf(now, draftWith(draft, wish, { ...wish, turn_next: true }))).toEqual({ turn_next: true, turn_seconds: 180 });
    const timed = { ...draft, turn_seconds: 60 };
    expect(draftWith(timed, wish, { ...wish, turn_next: true }).turn_seconds).toBe(60);
  });

  it("has no rounds of no length", () => {
    const without = draftWith(draft, wish, { ...wish, timetable: [{ language: "zh", seconds: 0 }, { language: "en", seconds: 0 }] });
    expect(without.timetable).toEqual([]);
  });
});
