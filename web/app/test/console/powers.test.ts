import { describe, expect, it } from "vitest";
import type { Participant, Role, Seat, Snapshot } from "@sdk";
import { actsOn, deskTabs, mayTakeSeats, mutableAll, placesFor, seatActs, seatTap, wayUp } from "../../console/powers";
import { person, room, seated, withYou } from "../fake/people";

const off = { self: true, host: false, seat: false };

/** The lively room as somebody of this role sees it; the host in p-lena's place. */
function as(role: Role, change: Partial<Snapshot> = {}): Snapshot {
  const seat = role === "host" ? 0 : role === "listener" ? -1 : 5;
  const you = seat < 0 ? person(1) : seated(1, seat, { role, mute: off });
  return { ...withYou(room(), you), ...change };
}

const moderator = (s: Snapshot) => s.stage[1]!.occupant!;
const speaker = (s: Snapshot) => s.stage[2]!.occupant!;
const muted = (s: Snapshot) => s.stage[3]!.occupant!;
const away = (s: Snapshot) => s.stage[4]!.occupant!;
const listener = (s: Snapshot) => s.audience.sample[0]!;
const host = (s: Snapshot) => s.stage[0]!.occupant!;

const apart = ["report", "block"];
const stage = ["turn", "unseat", "place", "lock_seat", "mute_seat"];
const out = ["kick", "ban", ...apart];

describe("what may be done with a person", () => {
  it.each<[string, Role, (s: Snapshot) => Participant, string[]]>([
    ["a listener on a speaker", "listener", speaker, apart],
    ["a listener on the host", "listener", host, apart],
    ["a speaker on a moderator", "speaker", moderator, apart],
    ["a moderator on the host", "moderator", host, apart],
    ["a moderator on a moderator", "moderator", moderator, apart],
    ["a moderator on a speaker", "moderator", speaker, ["mute", ...stage, "mute_chat", ...out]],
    ["a moderator on a listener", "moderator", listener, ["invite", "mute_chat", ...out]],
    ["the host on a moderator", "host", moderator, ["mute", ...stage, "mute_chat", "demote", "transfer", ...out]],
    ["the host on a speaker", "host", speaker, ["mute", ...stage, "mute_chat", "promote", "transfer", ...out]],
    ["the host on a muted one", "host", muted, ["allow", ...stage, "mute_chat", "promote", "transfer", ...out]],
    ["the host on one who is away", "host", away, ["mute", ...stage, "mute_chat", "promote", ...out]],
    ["the host on a listener", "host", listener, ["invite", "mute_chat", "promote", "transfer", ...out]],
    ["the host on themselves", "host", (s) => s.you, []],
    ["a speaker on themselves", "speaker", (s) => s.you, []],
    ["a listener on themselves", "listener", (s) => s.you, []],
    ["a moderator on themselves", "moderator", (s) => s.you, ["place"]],
  ])("%s", (_, role, whom, acts) => {
    const snapshot = as(role);
    expect(actsOn(snapshot, whom(snapshot))).toEqual(acts);
  });

  it("turns each switch the other way once it is set", () => {
    const snapshot = as("host");
    const quiet = { ...speaker(snapshot), chat_muted: true };
    expect(actsOn(snapshot, quiet)).toContain("allow_chat");
    expect(actsOn({ ...snapshot, blocked: [quiet.id] }, quiet)).toContain("unblock");
    const seats = snapshot.stage.map((seat) => ({ ...seat, muted: true }));
    expect(actsOn({ ...snapshot, stage: seats }, quiet)).toContain("open_seat");
  });

  it("takes an invitation back instead of sending it twice, and lowers a hand that is up", () => {
    const snapshot = as("host");
    const one = listener(snapshot);
    const asked = { ...snapshot, invitations: [{ participant: one.id, by: "p-yu", expires_ms: 1 }], hands: [{ participant: one, raised_ms: 1 }] };
    expect(actsOn(asked, one).slice(0, 2)).toEqual(["take_back", "lower"]);
  });

  it("leaves a moderator off the stage where they are", () => {
    const you = person(1, { role: "moderator" });
    expect(actsOn(room({ you }), you)).toEqual([]);
  });
});

describe("an empty seat", () => {
  const empty = (change: Partial<Seat> = {}): Seat => ({ index: 6, locked: false, muted: false, occupant: null, ...change });
  const free = (role: Role) => ({ ...as(role), room: { ...room().room, mode: "free" as const } });
  const invite = (role: Role) => ({ ...as(role), room: { ...room().room, mode: "invite" as const } });
  const open = (role: Role) => as(role, { host: "" });

  it.each<[string, Snapshot, Seat, string[]]>([
    ["the host", as("host"), empty(), ["invite", "lock", "mute"]],
    ["the host, locked", as("host"), empty({ locked: true }), ["unlock", "mute"]],
    ["the host, muted", as("host"), empty({ muted: true }), ["invite", "lock", "open"]],
    ["a moderator", as("moderator"), empty(), ["take", "invite", "lock", "mute"]],
    ["a moderator, locked", as("moderator"), empty({ locked: true }), ["unlock", "mute"]],
    ["a moderator, the host's seat", as("moderator"), empty({ index: 0 }), []],
    ["a listener", as("listener"), empty(), []],
    ["a listener where seats are free", free("listener"), empty(), ["take"]],
    ["a listener where seats are free, locked", free("listener"), empty({ locked: true }), []],
    ["anyone, once it is taken", free("listener"), empty({ occupant: seated(2, 6) }), []],
  ])("%s may: %s", (_, snapshot, seat, acts) => {
    expect(seatActs(snapshot, seat)).toEqual(acts);
  });

  it.each<[string, Snapshot, Seat, string | null]>([
    ["opens its options for the host", as("host"), empty(), "options"],
    ["opens its options for a moderator, locked or not", as("moderator"), empty({ locked: true }), "options"],
    ["is nothing when it is the host's", as("moderator"), empty({ index: 0 }), null],
    ["asks for a listener", as("listener"), empty(), "ask"],
    ["is nothing for who sits already", as("speaker"), empty(), null],
    ["is nothing for a listener when locked", as("listener"), empty({ locked: true }), null],
    ["is nothing where one has to be invited", invite("listener"), empty(), null],
    ["takes it where seats are free", free("listener"), empty(), "take"],
    ["moves who sits already where seats are free", free("speaker"), empty(), "take"],
    ["takes it on an open stage, whatever the mode", open("listener"), empty(), "take"],
    ["is nothing on an open stage when it is the host's", open("listener"), empty({ index: 0 }), null],
  ])("%s", (_, snapshot, seat, tap) => {
    expect(seatTap(snapshot, seat)).toBe(tap);
  });

  it("is nothing for who has asked already, or is asked", () => {
    const snapshot = as("listener");
    expect(seatTap({ ...snapshot, hands: [{ participant: snapshot.you, raised_ms: 1 }] }, empty())).toBeNull();
    expect(seatTap({ ...snapshot, invitations: [{ participant: "p-yu", by: "p-lena", expires_ms: 1 }] }, empty())).toBeNull();
  });

  it("shares the link where a listener is alone", () => {
    const stage = room().stage.map((seat) => ({ ...seat, occupant: null }));
    expect(seatTap(as("listener", { stage, audience: { count: 1, hands: 0, sample: [] } }), empty())).toBe("share");
  });

  it.each<[string, Snapshot, boolean]>([
    ["the host never: the first seat is theirs", free("host"), false],
    ["a moderator always", invite("moderator"), true],
    ["a listener who has to raise a hand", as("listener"), false],
    ["a listener on an open stage", open("listener"), true],
  ])("is taken by %s", (_, snapshot, may) => {
    expect(mayTakeSeats(snapshot)).toBe(may);
  });

  it.each<[string, Snapshot, string]>([
    ["a hand", as("listener"), "hand"],
    ["a seat where they are free", free("listener"), "take"],
    ["nothing where one is invited", invite("listener"), "closed"],
    ["a hand that is up, to lower it", { ...invite("listener"), hands: [{ participant: person(1), raised_ms: 1 }] }, "hand"],
  ])("is reached by the big button: %s", (_, snapshot, way) => {
    expect(wayUp(snapshot)).toBe(way);
  });
});

describe("where somebody on the stage may go", () => {
  const ways = (snapshot: Snapshot, who: Participant) => placesFor(snapshot, who).map(({ way }) => way);

  it("for a host's hand: everywhere but the first seat, the own, and a locked one", () => {
    const snapshot = as("host");
    expect(ways(snapshot, speaker(snapshot))).toEqual([null, "swap", null, "swap", "swap", "move", "move", null]);
  });

  it("for a moderator's hand: not in exchange with another moderator, but with themselves", () => {
    const snapshot = as("moderator");
    expect(ways(snapshot, speaker(snapshot))).toEqual([null, null, null, "swap", "swap", "swap", "move", null]);
  });
});

describe("mute all", () => {
  it("silences speakers nobody has muted, and neither host nor moderators", () => {
    expect(mutableAll(as("host")).map(({ id }) => id)).toEqual(["p-omar", "p-hostile"]);
  });
});

describe("the desk", () => {
  it.each([
    ["host", ["now", "settings", "removed", "record"]],
    ["moderator", ["now", "removed"]],
  ] as const)("of a %s", (role, tabs) => {
    expect(deskTabs(seated(1, 5, { role }))).toEqual(tabs);
  });
});
