import { describe, expect, it } from "vitest";
import type { NoticeAction } from "@sdk";
import { exclusionLines, mutedWords, showingOf, toldOf } from "../room/told";
import { tables } from "./tables";
import { notice } from "./fake/told-states";

const around = { strings: tables.en, locale: "en", mode: "apply" as const, nowMs: 1_700_000_000_000 };
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "");
const told = (...given: Parameters<typeof notice>) => {
  const { title, text } = toldOf(notice(...given), around);
  return [plain(title), plain(text)];
};
const actions: NoticeAction[] = [
  "stage_removed", "moved", "role", "host", "host_lost", "chat_muted", "chat_unmuted", "message_deleted", "turn_warning",
  "turn_over", "seat_locked", "blocked",
];

describe("what a notice says", () => {
  it.each(actions)("%s has words in every language, with and without a name", (action) => {
    for (const [locale, strings] of Object.entries(tables)) {
      for (const by_name of ["Lena", ""]) {
        expect(toldOf(notice(action, { by_name }), { ...around, strings, locale }).title).not.toBe("");
      }
    }
  });

  it.each([
    ["who and why", told("stage_removed", { reason: "noise" }), ["Lena moved you to the listeners", "Reason: noise. You hear everything as before, and you can raise your hand again."]],
    ["no reason that none gave", told("stage_removed"), ["Lena moved you to the listeners", "You hear everything as before, and you can raise your hand again."]],
    ["never who blocked", told("blocked"), ["You are among the listeners now", "You hear everything as before, and you can raise your hand again."]],
    ["the seat as people count", told("moved", { seat: 5 }), ["Lena moved you to seat 6.", ""]],
    ["the new role", told("role", { role: "moderator" })[0], "Lena made you a moderator"],
    ["the old role", told("role", { role: "listener" })[0], "You are no longer a moderator"],
    ["the time that is left", told("turn_warning", { until_ms: around.nowMs + 10_000 })[0], "10 sec left of your turn"],
    ["why a message is gone", told("message_deleted", { reason: "spam" }), ["Lena deleted a message of yours.", "Reason: spam."]],
    ["no machine's reason of a turn", told("turn_over", { reason: "turn" })[1], ""],
  ])("%s", (_, said, expected) => {
    expect(said).toEqual(expected);
  });

  it.each([
    ["free", "you can take a free seat again"],
    ["apply", "you can raise your hand again"],
    ["invite", "by invitation"],
  ] as const)("says what one can do now where seats are %s", (mode, words) => {
    expect(toldOf(notice("stage_removed"), { ...around, mode }).text).toContain(words);
  });

  it.each([
    ["stage_removed", "banner"],
    ["host", "banner"],
    ["moved", "toast"],
    ["kicked", "none"],
    ["banned", "none"],
    ["of_next_year", "none"],
    ["toString", "none"],
  ])("%s is shown as %s", (action, showing) => {
    expect(showingOf(action)).toBe(showing);
  });
});

describe("a closed microphone", () => {
  it.each([
    [null, "The host muted your microphone", false],
    [{ by: "Lena", reason: "host" }, "Lena muted your microphone", false],
    [{ by: "Lena", reason: "all" }, "Lena muted all speakers", false],
    [{ by: "", reason: "turn" }, "Your turn is over and your microphone is muted", false],
    [{ by: "Lena", reason: "noise" }, "Lena muted your microphone", true],
    [{ by: "", reason: "spam" }, "The host muted your microphone", true],
  ])("because of %j: %s", (cause, title, because) => {
    const words = mutedWords(cause, tables.en);
    expect([plain(words.title), words.text.startsWith("Reason: ")]).toEqual([title, because]);
  });
});

describe("an exclusion", () => {
  const lines = (kind: string, exclusion: object) =>
    exclusionLines(kind, { reason: "", untilMs: 0, byName: "", ...exclusion }, around).map(plain);
  const { appeal, noEnd } = tables.en.ended.detail;

  it("says who, why, until when and how to object", () => {
    const said = lines("banned", { reason: "hate", byName: "عمر", untilMs: around.nowMs + 60_000 });
    expect([said[0], said[1], said[2]?.startsWith("You can come back from "), said[3]]).toEqual(["Decided by عمر.", "Reason: hate.", true, appeal]);
  });

  it.each([
    ["banned", [noEnd, appeal]],
    ["kicked", [appeal]],
    ["denied", [appeal]],
    ["", [appeal]],
  ])("%s of which nothing more is known", (kind, said) => {
    expect(lines(kind, {})).toEqual(said);
  });

  it("names the day when it is not today", () => {
    const [today, later] = [60_000, 40 * 3_600_000].map((ms) => lines("banned", { untilMs: around.nowMs + ms })[0]!);
    expect(later!.length).toBeGreaterThan(today!.length);
  });
});
