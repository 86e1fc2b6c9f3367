import { describe, expect, it } from "vitest";
import { awakeText, firstLine, saysNight } from "../lobby/awake";
import { pairsOf, tagsOf } from "../lobby/choices";
import { dayPart, ownHours } from "../lobby/day";
import { News } from "../lobby/news";
import { whyText } from "../lobby/why";
import { checkWish, seatsKept, wishToSend, withTags } from "../lobby/wish";
import { discover as spanish, discoverErrors as spanishErrors } from "../strings/es/discover";
import { discoverErrors } from "../strings/en/discover";
import { tables } from "./tables";

const { en } = tables;
const zh = tables["zh-Hans"];
/** 26 November 2026, 03:00 in UTC: eleven in the morning in Shanghai, ten in the evening in New York. */
const now = Date.UTC(2026, 10, 26, 3);

describe("the part of the day", () => {
  it.each([
    ["Asia/Shanghai", "morning"],
    ["America/New_York", "evening"],
    ["Europe/London", "night"],
    ["Pacific/Auckland", "afternoon"],
    ["Nowhere/Invented", null],
    ["?", null],
    ["", null],
  ])("in %j is %j", (zone, part) => {
    expect(dayPart(now, zone)).toBe(part);
  });

  it.each([[4, "night"], [5, "morning"], [11, "morning"], [12, "afternoon"], [17, "afternoon"], [18, "evening"], [22, "evening"], [23, "night"]])(
    "at %i o'clock is %s",
    (hour, part) => expect(dayPart(Date.UTC(2026, 10, 26, hour), "UTC")).toBe(part),
  );
});

describe("who is awake", () => {
  const line = { language: "en", natives: 14, learners: 9, zones: [{ time_zone: "America/New_York", count: 9 }] };

  it.each([
    [line, "14 native English speakers online, mostly evening in New York", "14 位英语母语者在线，多数在纽约，那边是晚上"],
    [{ ...line, zones: [] }, "14 native English speakers online", "14 位英语母语者在线"],
    [{ ...line, zones: [{ time_zone: "Nowhere/Invented", count: 3 }] }, "14 native English speakers online", "14 位英语母语者在线"],
    [{ ...line, natives: 2 }, "A few native English speakers online", "有几位英语母语者在线"],
    [{ ...line, natives: 0 }, "No native English speaker is online just now", "现在没有英语母语者在线"],
  ])("is one sentence", (who, english, chinese) => {
    expect([awakeText(who, en, "en", now), awakeText(who, zh, "zh-Hans", now)]).toEqual([english, chinese]);
  });

  it("of fewer than three never says where they are", () => {
    expect(awakeText({ ...line, natives: 1 }, en, "en", now)).not.toContain("New York");
  });

  it("has a moon beside it when it says that it is night", () => {
    const there = (time_zone: string, natives = 14) => saysNight({ ...line, natives, zones: [{ time_zone, count: natives }] }, now);
    expect([there("Europe/London"), there("America/New_York"), there("Europe/London", 2), saysNight({ ...line, zones: [] }, now)]).toEqual([true, false, false, false]);
  });

  it("is told of a language that is learned first, and of one that somebody speaks before one that nobody does", () => {
    const lines = [{ ...line, language: "fr" }, { ...line, language: "en" }, { ...line, language: "zh" }];
    expect(firstLine(lines, ["zh-Hant"])?.language).toBe("zh");
    expect(firstLine([{ ...line, natives: 0, language: "zh" }, line], ["zh"])?.language).toBe("en");
    expect(firstLine([], ["zh"])).toBeNull();
  });
});

describe("the hours of one's own day", () => {
  const utc = { language: "zh", by_hour: Array.from({ length: 24 }, (_, hour) => hour) };

  it("are those of the server, moved", () => {
    const own = ownHours([utc], now, "Asia/Shanghai").map(({ counts }) => counts[0]);
    expect(own).toEqual([16, 17, 18, 19, 20, 21, 22, 23, ...Array.from({ length: 16 }, (_, hour) => hour)]);
  });

  it("lose nobody where a zone is half an hour off or unknown, or a list is short", () => {
    const all = (zone: string) => ownHours([utc], now, zone).reduce((sum, { counts }) => sum + (counts[0] ?? 0), 0);
    expect([all("Asia/Kolkata"), all("Nowhere/Invented")]).toEqual([276, 276]);
    expect(ownHours([{ language: "zh", by_hour: [5] }], now, "UTC")[0]).toEqual({ hour: 0, counts: [5] });
  });
});

describe("why a room stands where it stands", () => {
  it.each([
    [{ code: "exchange", give: "zh", get: "en", needed: "" }, "You can help with Chinese and practise English"],
    [{ code: "practise", give: "", get: "en", needed: "" }, "Practise English"],
    [{ code: "help", give: "zh", get: "", needed: "zh" }, "Help with Chinese"],
    [{ code: "open", give: "", get: "", needed: "" }, "Open to everyone"],
    [{ code: "heard of later", give: "zh", get: "en", needed: "" }, "Open to everyone"],
  ])("%j", (why, text) => {
    expect(whyText(why as Parameters<typeof whyText>[0], en, "en")).toBe(text);
  });
});

describe("what the filters offer", () => {
  const profile = { name: "", speaks: ["zh"], learns: ["en", "ja"], levels: [], time_zone: "" };

  it("is one's own pairs, then those of the rooms, each once whichever way round", () => {
    const rooms = [{ languages: ["en", "zh"] }, { languages: ["es", "ja", "fr"] }, { languages: ["ko"] }];
    expect(pairsOf(rooms, profile, [])).toEqual([["zh", "en"], ["zh", "ja"], ["es", "ja"]]);
    expect(pairsOf([], profile, ["ar", "en"])[0]).toEqual(["ar", "en"]);
  });

  it("is the topics of most rooms first, and the chosen one in any case", () => {
    const rooms = [{ tags: ["food"] }, { tags: ["cats", "food"] }];
    expect(tagsOf(rooms, "")).toEqual(["food", "cats"]);
    expect(tagsOf(rooms, "moths")).toEqual(["moths", "food", "cats"]);
    expect(tagsOf(Array.from({ length: 99 }, (_, i) => ({ tags: [`t${i}`] })), "")).toHaveLength(30);
  });
});

describe("a word about the list", () => {
  it("comes when it has changed, at most every half a minute", () => {
    const news = new News();
    expect(news.next(0, "a b")).toBe(-1); // the first is no change
    expect(news.next(1000, "a b")).toBe(-1);
    expect(news.next(2000, "b a")).toBe(0);
    expect(news.next(3000, "a b")).toBe(29_000);
    expect(news.next(32_000, "a b")).toBe(0);
    expect(news.next(99_000, "a b")).toBe(-1);
  });

  it("is left out when the list is again what was told", () => {
    const news = new News();
    news.next(0, "a");
    news.next(1000, "b");
    expect([news.next(2000, "c"), news.next(40_000, "b")]).toEqual([29_000, -1]);
  });
});

describe("a wish for a room", () => {
  const wish = { title: "Tea", languages: ["zh", "en"], topic: "", seats: 4 };
  const keep = { seat: 0, for: "native" as const, language: "en" };

  it("takes turns in the languages that were chosen last", () => {
    const sent = wishToSend({ ...wish, languages: ["zh", "fr"], timetable: [{ language: "zh", seconds: 300 }, { language: "en", seconds: 300 }] });
    expect(sent.timetable).toEqual([{ language: "zh", seconds: 300 }, { language: "fr", seconds: 300 }]);
    expect(wishToSend({ ...wish, timetable: [{ language: "zh", seconds: 0 }] })).not.toHaveProperty("timetable");
  });

  it("keeps seats from the back, never the host's, and none for a language that is the room's no more", () => {
    expect(seatsKept({ ...wish, kept: [keep, { ...keep, for: "learner" }] })).toEqual([
      { seat: 3, for: "native", language: "en" },
      { seat: 2, for: "learner", language: "en" },
    ]);
    expect(seatsKept({ ...wish, seats: 2, kept: [keep, keep, keep] })).toEqual([{ ...keep, seat: 1 }]);
    expect(wishToSend({ ...wish, languages: ["zh", "fr"], kept: [keep] })).not.toHaveProperty("kept");
  });

  it("that asks the next by itself gives turns an end, where hands are raised at all", () => {
    expect(wishToSend({ ...wish, turn_next: true })).toMatchObject({ turn_next: true, turn_seconds: 180 });
    expect(wishToSend({ ...wish, turn_next: true, mode: "free" })).not.toHaveProperty("turn_next");
    expect(wishToSend({ ...wish, turn_next: false })).toEqual(wish);
  });

  it.each([
    ["food", ["food"]],
    [" Street  Food , 旅行、猫，", ["street food", "旅行", "猫"]],
    ["a,b,c,d,e,f", ["a", "b", "c", "d", "e"]],
    [" , ", []],
  ])("has of %j the topics %j", (typed, tags) => {
    expect(withTags([], typed)).toEqual(tags);
  });

  it("has each topic once, and none that is too long", () => {
    expect(withTags(["food"], "FOOD")).toEqual(["food"]);
    expect(checkWish({ ...wish, tags: ["x".repeat(24)] }, en).tags).toBe("");
    expect(checkWish({ ...wish, tags: ["x".repeat(25)] }, en).tags).not.toBe("");
  });
});

describe("the Spanish words", () => {
  type Leaf = [path: string, text: string];
  const leaves = (value: unknown, path = ""): Leaf[] => {
    if (typeof value === "string") return [[path, value]];
    if (typeof value === "function") return [[path, (value as (...args: unknown[]) => string)("«1»", "«2»", "«3»", "«4»", "America/New_York")]];
    return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
  };
  const words = leaves({ spanish, spanishErrors });

  it("are there for everything, and shout at nobody", () => {
    const paths = (all: Leaf[]) => all.map(([path]) => path);
    expect(paths(words)).toEqual(paths(leaves({ spanish: en.discover, spanishErrors: discoverErrors })));
    expect(words.filter(([, text]) => text.trim() === "" || /[!¡]/.test(text))).toEqual([]);
  });

  it("are no English ones", () => {
    const same = new Set(leaves({ spanish: en.discover, spanishErrors: discoverErrors }).map((leaf) => leaf.join()));
    expect(words.filter((leaf) => same.has(leaf.join())).map(([path]) => path)).toEqual([]);
  });

  it("count, and know the places", () => {
    expect(spanish.awake.line("1", 1, "inglés", "noche", "America/New_York")).toBe("1 hablante nativo de inglés en línea, sobre todo en Nueva York (noche)");
    expect(spanish.awake.line("9", 9, "inglés", "noche", "America/Lima")).toContain("9 hablantes nativos de inglés en línea, sobre todo en Lima");
    expect(spanish.list.changed(spanish.list.count("5", 5))).toBe("5 salas; la lista ha cambiado");
  });
});
