import { describe, expect, it } from "vitest";
import type { Role } from "@sdk";
import { actionsOn } from "../../room/chat/actions";
import { message, systemLine } from "../fake/chat";
import { person, room, seated, withYou } from "../fake/people";

const as = (role: Role, change: object = {}) => room({ you: person(1, { role, ...change }) });
const host = withYou(room(), seated(1, 0, { role: "host" }));
const speaker = message(1, 3, "words of a speaker");
const moderator = message(2, 2, "words of a moderator");
const stranger = message(3, 0, "words of somebody who left", { from: { id: "gone", name: "Gone", speaks: [], learns: [] } });
const mine = message(4, 1, "my words");

describe("what may be done with a message", () => {
  it.each([
    ["a listener with a speaker's", as("listener"), speaker, "reply mention copy report block"],
    ["a listener with their own", as("listener"), mine, "reply copy delete"],
    ["a moderator with a speaker's", as("moderator"), speaker, "reply mention copy mute delete report block"],
    ["a moderator with another's", as("moderator"), moderator, "reply mention copy report block"],
    ["the host with a moderator's", host, moderator, "reply mention copy mute delete report block"],
    ["a moderator with one of somebody who left", as("moderator"), stranger, "reply mention copy delete report block"],
    ["a listener with one of somebody who left", as("listener"), stranger, "reply mention copy report block"],
    ["who may not write", as("listener", { chat_muted: true }), speaker, "copy report block"],
    ["who may not write, with their own", as("listener", { chat_muted: true }), mine, "copy delete"],
    ["anybody with a line of the room", host, systemLine(5, "locked"), ""],
    ["anybody with a deleted one", host, message(6, 3, "", { deleted: true }), ""],
  ])("%s", (_, snapshot, one, actions) => {
    expect(actionsOn(one, snapshot).join(" ")).toBe(actions);
  });

  it("offers the way back: to write again, and to unblock", () => {
    const stage = room().stage.map((seat) => (seat.index === 2 ? { ...seat, occupant: seated(3, 2, { chat_muted: true }) } : seat));
    const snapshot = room({ you: person(1, { role: "moderator" }), stage, blocked: ["p-omar"] });
    expect(actionsOn(speaker, snapshot)).toEqual(["reply", "mention", "copy", "unmute", "delete", "report", "unblock"]);
  });
});
