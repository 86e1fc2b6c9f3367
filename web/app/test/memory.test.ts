import { describe, expect, it } from "vitest";
import { freshProfile, Memory, nameFault, parseProfile } from "../memory";
import { tables } from "./tables";

/** A storage of the browser's kind. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
}

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [{ language: "en", level: "B1" as const }], time_zone: "" };

describe("Memory", () => {
  it("gives back what it was given", () => {
    const area = storage();
    const memory = new Memory(() => area, () => area);
    memory.keepProfile(profile);
    memory.keepLocale("zh-Hans");
    memory.keepRoom("q3v");
    memory.keepAnnounces(false);
    memory.keepChimes(false);
    expect([memory.profile(), memory.locale(), memory.room(), memory.announces(), memory.chimes()]).toEqual([profile, "zh-Hans", "q3v", false, false]);
  });

  it("starts with nothing, and announces", () => {
    const memory = new Memory(storage, storage);
    expect([memory.profile(), memory.locale(), memory.room(), memory.announces(), memory.chimes(), memory.lowDelay()]).toEqual([null, "", "", true, true, false]);
  });

  it("lives without storage where a browser forbids it", () => {
    const forbidden = () => {
      throw new DOMException("denied", "SecurityError");
    };
    const memory = new Memory(forbidden, forbidden);
    memory.keepRoom("q3v");
    expect([memory.room(), memory.profile()]).toEqual(["", null]);
  });

  it("keeps the room for the tab and the rest for the browser", () => {
    const [lasting, tab] = [storage(), storage()];
    new Memory(() => lasting, () => tab).keepRoom("q3v");
    expect(new Memory(() => lasting, storage).room()).toBe("");
    expect(new Memory(storage, () => tab).room()).toBe("q3v");
  });
});

describe("forgetting", () => {
  it("leaves nothing of the app or of its SDK, touches nothing else, and can be taken back", () => {
    const [lasting, tab] = [storage(), storage()];
    const memory = new Memory(() => lasting, () => tab);
    memory.keepProfile(profile);
    memory.keepTheme("dark");
    memory.keepDevice("microphone", "headset");
    memory.keepToldInstall();
    memory.keepRoom("q3v");
    lasting.setItem("corner.guest", "token");
    lasting.setItem("other", "kept");
    const known = () => [memory.profile()?.name, memory.theme(), memory.device("microphone"), memory.toldInstall(), memory.room(), lasting.getItem("corner.guest")];
    const bringBack = memory.forget();
    expect([known(), lasting.length, tab.length, lasting.getItem("other")]).toEqual([[undefined, "system", "", false, "", null], 1, 0, "kept"]);
    bringBack();
    expect(known()).toEqual(["小雨", "dark", "headset", true, "q3v", "token"]);
  });

  it("is nothing where storage is forbidden", () => {
    const forbidden = () => {
      throw new DOMException("denied", "SecurityError");
    };
    new Memory(forbidden, forbidden).forget()();
  });
});

describe("parseProfile", () => {
  it.each([
    "", "null", "[]", "7", "{", '{"name":7,"speaks":["zh"]}', '{"name":"","speaks":["zh"]}', '{"name":"a","speaks":[]}',
    '{"name":"a","speaks":"zh"}', '{"name":"a","speaks":["<b>"]}', `{"name":"${"x".repeat(25)}","speaks":["zh"]}`,
  ])("refuses %s", (text) => {
    expect(parseProfile(text)).toBeNull();
  });

  it("drops languages nobody offers and more than eight", () => {
    const many = ["ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi"];
    const parsed = parseProfile(JSON.stringify({ name: "a", speaks: ["zh", 7, "xx"], learns: many }));
    expect(parsed).toEqual({ name: "a", speaks: ["zh"], learns: many.slice(0, 8), levels: [], time_zone: "" });
  });
});

describe("what is kept of levels", () => {
  const kept = (more: object) => parseProfile(JSON.stringify({ name: "a", speaks: ["zh"], learns: ["en", "ja"], ...more }));

  it.each([
    [[{ language: "ja", level: "A1" }, { language: "en", level: "C2" }], [{ language: "en", level: "C2" }, { language: "ja", level: "A1" }]],
    [[{ language: "en", level: "B1" }, { language: "en", level: "C2" }], [{ language: "en", level: "B1" }]],
    [[{ language: "zh", level: "B1" }, { language: "en", level: "Z9" }, null, 7], []],
    ["B1", []],
    [undefined, []],
  ])("%j is %j", (levels, known) => {
    expect(kept({ levels })?.levels).toEqual(known);
  });

  it("is whether one is counted, only if that was taken back", () => {
    expect([kept({ hidden: true }), kept({ hidden: "yes" }), kept({})].map((one) => one?.hidden)).toEqual([true, undefined, undefined]);
  });
});

describe("a nickname", () => {
  it.each([
    ["小雨", null],
    ["   ", "empty"],
    ["", "empty"],
    ["x".repeat(24), null],
    [` ${"x".repeat(24)} `, null],
    ["x".repeat(25), "long"],
    ["👩🏽‍🚀".repeat(24), null],
  ])("%j: %s", (name, fault) => {
    expect(nameFault(name)).toBe(fault);
  });
});

describe("a first profile", () => {
  it.each(Object.entries(tables))("is ready to join with, in %s, whatever the dice say", (_, table) => {
    for (const dice of [0, 0.5, 0.999_999]) {
      const fresh = freshProfile(table.profile, ["de-DE"], () => dice);
      expect(nameFault(fresh.name)).toBeNull();
      expect([fresh.speaks, fresh.learns]).toEqual([["de"], ["en"]]);
    }
  });
});
