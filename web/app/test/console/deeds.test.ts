import { describe, expect, it } from "vitest";
import type { Snapshot } from "@sdk";
import { Deeds } from "../../console/deeds";
import { tables } from "../tables";
import { FakeRoom } from "../fake/client";
import { person, room, seated, withYou } from "../fake/people";

const off = { self: true, host: false, seat: false };
const hosted = withYou(room(), seated(1, 0, { role: "host", mute: off }));

interface Said {
  text: string;
  undo: (() => void) | undefined;
}

/** A host's hand in a scripted room: what was sent, what was said, and its undo. */
async function hand(snapshot: Snapshot = hosted, answers: Record<string, object> = {}) {
  const fake = new FakeRoom({ snapshot, answers });
  await fake.join();
  const said: Said[] = [];
  const refused: string[] = [];
  const session = {
    client: fake,
    snapshot: { peek: () => fake.state },
    run: (command: () => Promise<void>) =>
      command().then(() => true, (fault: { code: string }) => (refused.push(fault.code), false)),
  };
  const shell = {
    strings: { peek: () => tables.en },
    locale: { peek: () => "en" },
    tell: (text: string, action?: { run: () => void }) => void said.push({ text, undo: action?.run }),
  };
  const sent = () => fake.sent.filter((command) => command !== "join");
  const undo = async () => {
    said.at(-1)?.undo?.();
    for (let i = 0; i < 8; i++) await Promise.resolve();
  };
  return { deeds: new Deeds(session, shell), fake, said, refused, sent, undo };
}

const speaker = hosted.stage[2]!.occupant!;
const other = hosted.stage[4]!.occupant!;
const listener = hosted.audience.sample[0]!;

type Row = [name: string, deed: (deeds: Deeds) => Promise<boolean>, sent: string[], undone: string[]];

describe("each deed and its inverse", () => {
  it.each<Row>([
    ["mute", (d) => d.mute(speaker, true), ["mute p-omar true"], ["mute p-omar false"]],
    ["allow", (d) => d.mute(speaker, false), ["mute p-omar false"], ["mute p-omar true"]],
    ["mute all, sparing who was muted before", (d) => d.muteAll(), ["mute.all"], ["mute p-omar false", "mute p-hostile false"]],
    ["take off the stage", (d) => d.unseat(speaker), ["stage.remove p-omar"], ["invite p-omar"]],
    ["move", (d) => d.move(speaker, 5), ["seat.move p-omar 5"], ["seat.move p-omar 2"]],
    ["swap", (d) => d.swap(speaker, other), ["seat.swap 2 4"], ["seat.swap 2 4"]],
    ["lock an empty seat", (d) => d.lockSeat(5, true), ["seat.lock 5 true"], ["seat.lock 5 false"]],
    ["lock a taken seat", (d) => d.lockSeat(2, true), ["seat.lock 2 true"], ["seat.lock 2 false", "invite p-omar"]],
    ["unlock", (d) => d.lockSeat(7, false), ["seat.lock 7 false"], ["seat.lock 7 true"]],
    ["mute a seat", (d) => d.muteSeat(5, true), ["seat.mute 5 true"], ["seat.mute 5 false"]],
    ["open a seat", (d) => d.muteSeat(5, false), ["seat.mute 5 false"], ["seat.mute 5 true"]],
    ["give a turn", (d) => d.setTurn(speaker, 120), ["turn.set p-omar 120"], ["turn.set p-omar 0"]],
    ["pause messages", (d) => d.muteChat(listener, true), [`chat.mute ${listener.id} true`], [`chat.mute ${listener.id} false`]],
    ["make moderator", (d) => d.setModerator(speaker, true), ["role.set p-omar moderator"], ["role.set p-omar listener"]],
    ["take the role back", (d) => d.setModerator(speaker, false), ["role.set p-omar listener"], ["role.set p-omar moderator"]],
    ["lock the room", (d) => d.lockRoom(true), ["room.lock true"], ["room.lock false"]],
    ["change the room", (d) => d.update({ seats: 4, title: "Tea" }), ["room.update 4 Tea"], [`room.update 8 ${hosted.room.title}`, `invite ${other.id}`, "seat.lock 7 true"]],
    ["take an invitation back", (d) => d.takeBack(listener), [`cancel ${listener.id}`], [`invite ${listener.id}`]],
    ["block who is seated", (d) => d.block("p-omar", "عمر", true), ["block p-omar true"], ["block p-omar false", "invite p-omar"]],
    ["block a listener", (d) => d.block(listener.id, "Tom", true), [`block ${listener.id} true`], [`block ${listener.id} false`]],
    ["leave fewer seats than people", (d) => d.update({ seats: 4 }), ["room.update 4"], ["room.update 8", `invite ${other.id}`, "seat.lock 7 true"]],
  ])("%s", async (_, deed, done, undone) => {
    const { deeds, sent, said, undo } = await hand();
    expect(await deed(deeds)).toBe(true);
    expect(sent()).toEqual(done);
    expect(said).toHaveLength(1);
    await undo();
    expect(sent().slice(done.length)).toEqual(undone);
  });
});

describe("a deed", () => {
  it("that is refused says nothing of its own and offers nothing", async () => {
    const { deeds, said, refused } = await hand();
    expect(await deeds.move(person(99), 5)).toBe(false);
    expect([said, refused]).toEqual([[], ["not_found"]]);
  });

  it("that silences nobody says so and sends nothing", async () => {
    const stage = hosted.stage.map((seat) => (seat.index > 0 ? { ...seat, occupant: null } : seat));
    const { deeds, said, sent } = await hand({ ...hosted, stage });
    expect(await deeds.muteAll()).toBe(false);
    expect([sent(), said[0]?.text]).toEqual([[], tables.en.acts.nobodyToMute]);
  });

  it("brings back what was left of a turn", async () => {
    const running = { ...speaker, turn_ends_ms: Date.now() + 90_000 };
    const { deeds, sent, undo } = await hand();
    await deeds.setTurn(running, 0);
    await undo();
    expect(sent().at(-1)).toMatch(/^turn\.set p-omar (89|90)$/);
  });

  it("lets in again whom it did not let in", async () => {
    const bans = { "bans.list": { bans: [{ id: "b1", kind: "ban", participant: "p-tom" }, { id: "b2", kind: "deny", participant: "p-tom" }] } };
    const { deeds, sent, undo } = await hand(hosted, bans);
    await deeds.deny("p-tom", "Tom");
    await undo();
    expect(sent()).toEqual(["waiting.deny p-tom", "bans.list", "ban.lift b2"]);
  });

  it.each<[string, number | null, string[]]>([
    ["until the room ends", null, ["participant.kick p-omar spam"]],
    ["for an hour", 3600, ["participant.ban p-omar spam 3600"]],
    ["for good", 0, ["participant.ban p-omar spam 0"]],
  ])("puts somebody out %s, with nothing to undo", async (_, seconds, done) => {
    const { deeds, sent, said } = await hand();
    await deeds.exclude("p-omar", "عمر", seconds, "spam");
    expect([sent(), said[0]?.undo]).toEqual([done, undefined]);
  });
});
