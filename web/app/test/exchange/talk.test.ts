import { describe, expect, it } from "vitest";
import type { Snapshot } from "@sdk";
import { barOf, evening, spokenBy, spokenText, spokenTo, talkRows } from "../../room/talk/spoken";
import { talkTime } from "../fake/exchange";
import { room, seated, withYou } from "../fake/people";
import { tables } from "../tables";

const snapshot: Snapshot = room({ talk: talkTime, you_voiced: [{ language: "en", ms: 130_000 }] });

describe("talk time", () => {
  it("of a person is all their languages together, and null for who hides it or is not told of", () => {
    expect(spokenBy(talkTime, "p-lena")).toBe(740_000);
    expect(spokenBy(talkTime, "p-kenji")).toBeNull();
    expect(spokenBy(talkTime, "p-nobody")).toBeNull();
  });

  it("that is hidden is told to oneself, and drawn for nobody", () => {
    const hidden = { ...withYou(snapshot, seated(1, 5)), talk: { ...talkTime, hidden: ["p-yu"] } };
    expect(spokenTo(hidden, "p-yu")).toBe(130_000);
    expect(barOf(hidden, "p-yu")).toBeNull();
  });

  it("is never drawn of who hides, whatever else is told of them", () => {
    const told = { ...snapshot, talk: { ...talkTime, hidden: ["p-lena"] } };
    expect([spokenTo(told, "p-lena"), barOf(told, "p-lena")]).toEqual([null, null]);
  });

  it("puts who has talked most first, with the longest bar, and who hides last", () => {
    const rows = talkRows(snapshot);
    expect(rows.map(({ person }) => person.id)).toEqual(["p-lena", "p-omar", "p-marta", "p-hostile", "p-kenji"]);
    expect(rows.map(({ part }) => Math.round(part * 100))).toEqual([100, 57, 32, 5, 0]);
    expect(rows.at(-1)!.ms).toBeNull();
  });

  it("has a bar on a seat only for who was heard", () => {
    expect(barOf(snapshot, "p-lena")).toBe(1);
    expect(barOf(snapshot, "p-kenji")).toBeNull();
    expect(barOf(room(), "p-lena")).toBeNull();
  });

  it.each([[59_999, "less than a minute"], [60_000, "1 min"], [3 * 60_000 + 59_000, "3 min"], [7_200_000, "2 hr"]])("%i ms: %s", (ms, text) => {
    expect(spokenText(ms, tables.en, "en")).toBe(text);
  });

  it("of an evening begins with the language one spoke most, and leaves out what one never did", () => {
    const voiced = [{ language: "zh", ms: 20_000 }, { language: "en", ms: 130_000 }, { language: "", ms: 0 }];
    expect(evening(voiced).map(({ language }) => language)).toEqual(["en", "zh"]);
    expect(evening([])).toEqual([]);
  });
});
