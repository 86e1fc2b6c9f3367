import { describe, expect, it } from "vitest";
import { systemLine as say } from "../../room/chat/system";
import { tables } from "../tables";
import { author, systemLine } from "../fake/chat";

const en = (code: string, change: object = {}) => say(systemLine(1, code, { about: author(5), ...change }), tables.en, "en");
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "");

/** Every code of the contract, with the values it comes with. */
const codes: [string, object?][] = [
  ["host", { value: "joined" }], ["host", { value: "returned" }], ["host", { value: "transferred" }], ["host", { value: "succession" }],
  ["host", { value: "duty", from: null }], ["host", { value: "substitute", from: null }], ["duty_late", { from: null }],
  ["open_stage", { from: null, about: null }], ["role", { value: "moderator" }], ["role", { value: "listener" }], ["muted"], ["unmuted"],
  ["muted_all"], ["stage_removed"], ["kicked"], ["banned"], ["chat_muted"], ["chat_unmuted"], ["locked"], ["unlocked"],
  ["mode", { value: "free" }], ["mode", { value: "apply" }], ["mode", { value: "invite" }], ["slow_mode", { value: "30" }],
  ["slow_mode", { value: "0" }], ["settings"], ["turn_over", { from: null }],
  ["round", { from: null, about: null, value: "en" }], ["round_paused", { about: null }], ["round_resumed", { about: null }],
  ["round_extended", { about: null, value: "300" }], ["round_stopped", { about: null }],
  ...["answer", "word", "leaving", "quiet", "other"].map((reason): [string, object] => ["cut_in", { reason }]),
];

describe("a line of the room", () => {
  it.each(codes)("%s %j has words of its own in every language", (code, change = {}) => {
    for (const [locale, strings] of Object.entries(tables)) {
      const text = say(systemLine(1, code, { about: author(5), ...change }), strings, locale);
      expect(text).not.toBe("");
      expect(text).not.toMatch(/[(（]/); // the words for a code it does not know
    }
  });

  it.each([
    ["muted", {}, "Lena muted the microphone of Tom."],
    ["muted", { reason: "noise" }, "Lena muted the microphone of Tom. Reason: noise."],
    ["host", { value: "succession", from: null }, "Tom takes over as the host."],
    ["host", { value: "duty", from: null }, "Tom hosts from now on, as planned."],
    ["host", { value: "substitute", from: null }, "Tom stands in as the host."],
    ["duty_late", { from: null }, "It is the turn of Tom to host, who is not here yet."],
    ["host", { value: "transferred" }, "Lena made Tom the host."],
    ["slow_mode", { value: "30" }, "Slow mode: one message every 30 sec."],
    ["round", { value: "zh", about: null }, "The room speaks Chinese now."],
    ["round_extended", { value: "300", about: null }, "Lena gave this round 5 min more."],
    ["cut_in", { reason: "leaving" }, "Lena put Tom first in the line: has to go soon."],
    ["cut_in", { reason: "toString" }, "Lena put Tom first in the line: another reason."],
    ["of_next_year", {}, "Something changed in the room (of_next_year)."],
    ["toString", {}, "Something changed in the room (toString)."],
  ])("%s %j: %s", (code, change, text) => {
    expect(plain(en(code, change))).toBe(text);
  });

  it("shows a reason it does not know as it is", () => {
    expect(plain(en("kicked", { reason: "of_next_year" }))).toContain("of_next_year");
  });

  it("keeps a name of the other direction in its place", () => {
    expect(en("muted", { about: author(3) })).toContain("\u2068عمر\u2069");
  });
});
