import type { Duty } from "@sdk";
import { describe, expect, it } from "vitest";
import { type DutySeen, dutyLine, dutySaid, placeOf } from "../room/duty/view";
import type { Locale } from "../strings";
import { lateTables } from "./tables";

const at = (text: string) => Date.parse(text);
/** Yu in Shanghai until 14:00 UTC, then Lena in New York, whose 9:00 in the morning it is. */
const duty: Duty = {
  now: { id: "p-yu", name: "Yu" }, until_ms: at("2026-11-28T14:00:00Z"), substitute: { id: "p-bo", name: "Bo" },
  next: { id: "p-lena", name: "Lena" }, next_ms: at("2026-11-28T14:00:00Z"), next_zone: "America/New_York",
};
const seen = (change: Partial<Duty> = {}, around: Partial<DutySeen> = {}): DutySeen => ({
  duty: { ...duty, ...change }, host: "p-yu", nowMs: at("2026-11-28T13:00:00Z"), zone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: "en-GB", ...around,
});
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "").replace(/[\u202f\u00a0]/g, " ");
const line = (given: DutySeen, locale: Locale = "en") => plain(dutyLine(given, lateTables[locale].duty));
/** As the tests' machine has it. */
const here = (ms: number, locale = "en-GB") => plain(new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(ms));

describe("the line about the duty", () => {
  const ten = here(duty.until_ms);
  it.each([
    ["who hosts, and who follows at once", seen(), `Host until ${ten}: Yu · then Lena (9:00 in New York)`],
    ["somebody who stands in", seen({}, { host: "p-bo" }), `Host until ${ten}: Bo, standing in · then Lena (9:00 in New York)`],
    ["somebody on duty who is not host", seen({}, { host: "p-tom" }), `On duty until ${ten}: Yu, not hosting yet · then Lena (9:00 in New York)`],
    ["nobody afterwards", seen({ next: null, next_ms: 0, next_zone: "" }), `Host until ${ten}: Yu`],
    ["a gap before the next", seen({ next_ms: duty.next_ms + 60_000 }), `Host until ${ten}: Yu · then Lena at ${here(duty.next_ms + 60_000)} (9:01 in New York)`],
    ["a gap now", seen({ now: null, until_ms: 0, substitute: null }), `Next to host: Lena at ${ten} (9:00 in New York)`],
    ["nobody at all", seen({ now: null, next: null, until_ms: 0, next_ms: 0, next_zone: "" }), ""],
    ["a zone that the browser does not know", seen({ next_zone: "Moon/Sea" }), `Host until ${ten}: Yu · then Lena`],
    ["a next one whose clock shows what ours does", seen({}, { zone: "America/Toronto" }), `Host until ${ten}: Yu · then Lena`],
  ])("says %s", (_, given, want) => {
    expect(line(given)).toBe(want);
  });

  it.each([
    ["zh-Hans", `房主到${here(duty.until_ms, "zh-Hans")}：Yu · 接着是Lena（纽约时间9:00）`],
    ["es", `Dirige Yu, hasta: ${here(duty.until_ms, "es")} · después, Lena (9:00, hora de Nueva York)`],
  ] as const)("says it in %s", (locale, want) => {
    expect(line(seen({}, { locale }), locale)).toBe(want);
  });

  it("says another day with its date", () => {
    expect(line(seen({ next_ms: duty.next_ms + 3 * 86_400_000 }))).toMatch(/then Lena at Tue.* 1 Dec.*\(9:00 in New York\)/);
  });

  it("keeps names of the other direction in their place", () => {
    expect(dutyLine(seen({ now: { id: "p-yu", name: "عمر" } }), lateTables.en.duty)).toContain("\u2068عمر\u2069");
  });
});

describe("what a screen reader is told when the host is another", () => {
  it.each([["p-yu", true], ["p-bo", true], ["p-tom", false], ["", false]])("%j: %s", (host, told) => {
    expect(dutySaid(seen({}, { host }), lateTables.en.duty) !== "").toBe(told);
  });

  it("is nobody in a gap", () => {
    expect(dutySaid(seen({ now: null, substitute: null }, { host: "" }), lateTables.en.duty)).toBe("");
  });
});

describe("where a zone is", () => {
  it.each([
    ["Asia/Kolkata", "en", "Kolkata"], ["America/Argentina/Buenos_Aires", "en-US", "Buenos Aires"], ["UTC", "en", "UTC"],
    ["Asia/Shanghai", "zh-Hans", "中国时间"], ["Australia/Sydney", "es", "hora de Sídney"], ["Moon/Sea", "es", "Sea"], ["", "es", ""],
  ])("%s in %s is %s", (zone, locale, want) => {
    expect(placeOf(duty.next_ms, zone, locale)).toBe(want);
  });
});
