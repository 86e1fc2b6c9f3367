import { describe, expect, it } from "vitest";
import { clock, count, duration, graphemes, isNight, languageName, list, ownName, pairOf, zoneName } from "../format";
import { offered } from "../languages";
import { firstNames, ownNames } from "../language-names";
import { type Locale, localeNames } from "../strings";

const at = Date.UTC(2026, 10, 22, 14, 5);

describe("the names that languages give themselves", () => {
  it.each(offered.filter((tag) => tag !== "yue"))("are in %s as Intl has them", (tag) => {
    expect(ownNames[tag]).toBe(new Intl.DisplayNames([tag], { type: "language" }).of(tag));
  });

  it("are known of every language that is offered", () => {
    expect(Object.keys(ownNames).sort()).toEqual([...offered].sort());
  });
});

describe("the names of the languages that most come for", () => {
  it.each(Object.keys(localeNames) as Locale[])("are in %s as Intl has them", (locale) => {
    const names = new Intl.DisplayNames(locale, { type: "language" });
    expect(firstNames[locale]).toEqual({ en: names.of("en"), zh: names.of("zh") });
  });
});

describe("clock", () => {
  it.each([
    ["Asia/Shanghai", "en", "10:05 PM"],
    ["Asia/Shanghai", "zh-Hans", "22:05"],
    ["America/New_York", "en", "9:05 AM"],
    ["America/New_York", "es", "9:05"],
    ["America/New_York", "ar", "9:05 ص"],
    ["Asia/Shanghai", "ar", "10:05 م"],
    ["Asia/Kolkata", "en", "7:35 PM"],
  ])("is the wall clock of %s in %s", (zone, locale, text) => {
    expect(clock(at, zone, locale).replace(/[\u202f\u00a0]/, " ")).toBe(text);
  });

  it("says nothing for a zone this browser does not know", () => {
    expect(clock(at, "Nowhere/Invented", "en")).toBe("");
    expect(clock(at, "", "en")).toBe("");
  });
});

describe("isNight", () => {
  const hour = (h: number, minute = 0) => Date.UTC(2026, 0, 1, h, minute);
  it.each([
    [21, 59, false],
    [22, 0, true],
    [0, 0, true],
    [5, 59, true],
    [6, 0, false],
    [12, 0, false],
  ])("at %i:%i is %s", (h, minute, night) => {
    expect(isNight(hour(h, minute), "UTC")).toBe(night);
  });

  it("follows the zone and not the viewer", () => {
    expect(isNight(at, "Asia/Shanghai")).toBe(true);
    expect(isNight(at, "America/New_York")).toBe(false);
  });

  it("is no for an unknown zone", () => {
    expect(isNight(hour(0), "Nowhere/Invented")).toBe(false);
  });
});

describe("names of languages and zones", () => {
  it("come in the app's language and in their own", () => {
    expect(languageName("zh", "en")).toBe("Chinese");
    expect(languageName("zh", "es")).toBe("chino");
    expect(ownName("zh")).toBe("中文");
    expect(ownName("es")).toBe("español");
    expect(ownName("yue")).toMatch(/^[廣广粵粤]/); // no browser has words in it, its speakers have
  });

  it("leave a tag alone that is none", () => {
    expect(ownName("not a tag")).toBe("not a tag");
    expect(languageName("<b>", "en")).toBe("<b>");
  });

  it("write a person as what they speak and what they learn", () => {
    expect(pairOf({ speaks: ["zh"], learns: ["en"] }, "en")).toBe("中文 → English");
    expect(pairOf({ speaks: ["en", "pl"], learns: ["ja"] }, "zh-Hans")).toBe("English · polski → 日本語");
    expect(pairOf({ speaks: ["en"], learns: [] }, "en")).toBe("English");
  });

  it("keep a language that runs from the right in its place, and turn the whole in a page that does", () => {
    expect(pairOf({ speaks: ["ar"], learns: ["he"] }, "en")).toBe("\u2068العربية\u2069 → \u2068עברית\u2069");
    const levels = [{ language: "en", level: "B1" }];
    expect(pairOf({ speaks: ["zh"], learns: ["en"], levels }, "ar")).toBe("\u2068中文\u2069 ← \u2068English B1\u2069");
  });

  it("name a zone, and fall back to its tag", () => {
    expect(zoneName(at, "Asia/Shanghai", "en")).toBe("China Standard Time");
    expect(zoneName(at, "Asia/Shanghai", "es")).toBe("hora estándar de China");
    expect(zoneName(at, "Nowhere/Invented", "en")).toBe("Nowhere/Invented");
  });
});

describe("numbers", () => {
  it("are grouped the way the language does it", () => {
    expect(count(1031, "en")).toBe("1,031");
    expect([count(1031, "es"), count(10_310, "es")]).toEqual(["1031", "10.310"]);
    expect([count(1031, "ar"), count(7, "ar")]).toEqual(["1,031", "7"]);
  });

  it.each([
    [-4000, "0 sec"],
    [29_600, "30 sec"],
    [59_400, "59 sec"],
    [60_000, "1 min"],
    [719_000, "11 min"],
    [7_199_000, "119 min"],
    [86_400_000, "24 hr"],
  ])("%i ms are %s", (ms, text) => {
    expect(duration(ms, "en")).toBe(text);
  });

  it("carry units in other languages too", () => {
    expect(duration(180_000, "zh-Hans")).toMatch(/3\s?分钟/);
    expect([4000, 180_000, 86_400_000].map((ms) => duration(ms, "es").replace(/\s/, " "))).toEqual(["4 s", "3 min", "24 h"]);
    expect([4000, 180_000, 86_400_000].map((ms) => duration(ms, "ar").replace(/\s/, " "))).toEqual(["4 ث", "3 د", "24 س"]);
  });

  it("join names with the language's own and", () => {
    expect(list(["Lena", "Tom"], "en")).toBe("Lena and Tom");
    expect(list(["Lena", "小雨"], "zh-Hans")).toBe("Lena和小雨");
    expect([list(["Lena", "Tom"], "es"), list(["Lena", "Inés"], "es")]).toEqual(["Lena y Tom", "Lena e Inés"]);
  });

  it.each([
    ["小雨", 2],
    ["👩🏽‍🚀", 1],
    ["e\u0301", 1],
    ["", 0],
  ])("count %j as people do", (text, characters) => {
    expect(graphemes(text)).toBe(characters);
  });
});
