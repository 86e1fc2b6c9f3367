import { describe, expect, it } from "vitest";
import { errorText, loadStrings, pickLocale } from "../strings";
import { tables } from "./tables";

type Leaf = { path: string; text: string };

/** Every text of a table; functions are called with marks that must appear in what they return. */
function leaves(value: unknown, path = ""): Leaf[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value === "function") return [{ path, text: (value as (...args: unknown[]) => string)("«1»", "«2»") }];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const en = leaves(tables.en);
const zh = leaves(tables["zh-Hans"]);

describe("the words", () => {
  it("exist in every language under the same keys", () => {
    expect(zh.map((leaf) => leaf.path)).toEqual(en.map((leaf) => leaf.path));
  });

  it.each(Object.entries(tables))("are never empty in %s", (_, table) => {
    expect(leaves(table).filter((leaf) => leaf.text.trim() === "")).toEqual([]);
  });

  it.each(Object.entries(tables))("shout at nobody in %s", (_, table) => {
    expect(leaves(table).filter((leaf) => /[!\uff01]/.test(leaf.text))).toEqual([]);
  });

  it("are Chinese in Chinese: no sentence was forgotten in English", () => {
    const brand = new Set([".app.name", ".room.moreListeners", ".profile.suggestion", ".reasons.joined"]);
    expect(zh.filter((leaf) => !brand.has(leaf.path) && !/[\u4e00-\u9fff]/.test(leaf.text))).toEqual([]);
  });

  it("use full-width punctuation between Chinese characters", () => {
    expect(zh.filter((leaf) => /[\u4e00-\u9fff][,:;?()]|[,:;?()][\u4e00-\u9fff]/.test(leaf.text))).toEqual([]);
  });

  it.each([
    ["a name", (t: typeof tables.en) => t.hands.sent("Lena")],
    ["a person's invitation", (t: typeof tables.en) => t.invitation.from("Lena")],
    ["a host", (t: typeof tables.en) => t.lobby.hostedBy("Lena")],
  ])("keep %s in every language", (_, say) => {
    for (const table of Object.values(tables)) expect(say(table)).toContain("Lena");
  });

  it("count in English: one listener, two listeners, none are listeners", () => {
    const { listeners } = tables.en.lobby;
    expect([listeners("1", 1), listeners("2", 2), listeners("0", 0)]).toEqual(["1 listener", "2 listeners", "0 listeners"]);
  });
});

describe("loadStrings", () => {
  it.each(["en", "zh-Hans"] as const)("fetches every word of %s", async (locale) => {
    expect(await loadStrings(locale)).toBe(tables[locale]);
  });
});

describe("errorText", () => {
  it("translates a known code", () => {
    expect(errorText(tables.en, "stage_full")).toBe("Every seat is taken right now.");
    expect(errorText(tables["zh-Hans"], "stage_full")).toContain("麦位");
  });

  it("shows a code it does not know, and is not fooled by names of the object", () => {
    expect(errorText(tables.en, "weird")).toContain("weird");
    expect(errorText(tables.en, "other")).toContain("(other)");
    expect(errorText(tables.en, "toString")).toContain("toString");
  });
});

describe("pickLocale", () => {
  it.each([
    ["", ["zh-CN", "en"], "zh-Hans"],
    ["", ["fr-FR", "en-GB"], "en"],
    ["", ["de"], "en"],
    ["", ["fr", "zh-TW"], "zh-Hans"],
    ["en", ["zh-CN"], "en"],
    ["nonsense", ["zh"], "zh-Hans"],
    ["", [], "en"],
  ])("remembered %j, browser %j: %s", (remembered, preferred, picked) => {
    expect(pickLocale(remembered, preferred)).toBe(picked);
  });
});
