import { describe, expect, test } from "vitest";
import { Commands } from "../src/commands";

/** Takes down what is sent, and answers as it is told. */
class Recorder extends Commands {
  sent: [string, object] | null = null;
  constructor(private readonly answer: unknown = {}) {
    super();
  }
  protected override async ask(type: string, data: object): Promise<unknown> {
    this.sent = [type, data];
    return this.answer;
  }
}

type Row = [type: string, call: (c: Recorder) => Promise<unknown>, data: object];

const rows: Row[] = [
  ["hand.raise", (c) => c.raiseHand(), {}],
  ["hand.lower", (c) => c.lowerHand(), { participant: "" }],
  ["hand.lower", (c) => c.lowerHand("p9"), { participant: "p9" }],
  ["invitation.send", (c) => c.invite("p9"), { participant: "p9" }],
  ["invitation.send", (c) => c.invite("p9", "leaving"), { participant: "p9", reason: "leaving" }],
  ["hand.advance", (c) => c.advanceHand("p9", "quiet"), { participant: "p9", reason: "quiet" }],
  ["round.start", (c) => c.startRounds(), { timetable: [], pack: "" }],
  [
    "round.start",
    (c) => c.startRounds([{ language: "zh", seconds: 300 }], "food"),
    { timetable: [{ language: "zh", seconds: 300 }], pack: "food" },
  ],
  ["round.pause", (c) => c.pauseRounds(true), { paused: true }],
  ["round.extend", (c) => c.extendRound(60), { seconds: 60 }],
  ["round.skip", (c) => c.skipRound(), {}],
  ["round.stop", (c) => c.stopRounds(), {}],
  ["talk.hide", (c) => c.hideTalk(true), { hidden: true }],
  ["card.deal", (c) => c.dealCard(), { pack: "" }],
  ["card.deal", (c) => c.dealCard("food"), { pack: "food" }],
  ["card.clear", (c) => c.clearCard(), {}],
  ["packs.list", (c) => c.listPacks(), {}],
  ["regulars.list", (c) => c.listRegulars(), {}],
  ["invitation.cancel", (c) => c.cancelInvitation("p9"), { participant: "p9" }],
  ["invitation.accept", (c) => c.acceptInvitation(), {}],
  ["invitation.decline", (c) => c.declineInvitation(), {}],
  ["seat.take", (c) => c.takeSeat(3), { index: 3 }],
  ["seat.take", (c) => c.takeSeat(), { index: -1 }],
  ["seat.move", (c) => c.moveSeat("p9", 2), { participant: "p9", index: 2 }],
  ["seat.swap", (c) => c.swapSeats(1, 2), { index: 1, other: 2 }],
  ["seat.lock", (c) => c.lockSeat(2, true), { index: 2, locked: true }],
  ["seat.mute", (c) => c.muteSeat(2, false), { index: 2, muted: false }],
  ["mute.participant", (c) => c.muteParticipant("p9", true), { participant: "p9", muted: true }],
  ["mute.participant", (c) => c.muteParticipant("p9", true, "noise"), { participant: "p9", muted: true, reason: "noise" }],
  ["mute.all", (c) => c.muteAll(), {}],
  ["stage.remove", (c) => c.removeFromStage("p9", "off_topic"), { participant: "p9", reason: "off_topic" }],
  ["turn.set", (c) => c.setTurn("p9", 120), { participant: "p9", seconds: 120 }],
  ["role.set", (c) => c.setRole("p9", "moderator"), { participant: "p9", role: "moderator" }],
  ["host.transfer", (c) => c.transferHost("p9"), { participant: "p9" }],
  ["participant.kick", (c) => c.kick("p9"), { participant: "p9" }],
  ["participant.ban", (c) => c.ban("p9", "hate"), { participant: "p9", reason: "hate" }],
  ["participant.ban", (c) => c.ban("p9", undefined, 0), { participant: "p9", seconds: 0 }],
  ["ban.lift", (c) => c.liftBan("b1"), { ban: "b1" }],
  ["bans.list", (c) => c.listBans(), {}],
  ["waiting.admit", (c) => c.admit("p9"), { participant: "p9" }],
  ["waiting.deny", (c) => c.deny("p9"), { participant: "p9" }],
  ["room.lock", (c) => c.lockRoom(true), { locked: true }],
  ["room.update", (c) => c.updateRoom({ title: "Cats", seats: 4 }), { title: "Cats", seats: 4 }],
  ["room.close", (c) => c.closeRoom(), {}],
  ["audit.list", (c) => c.listAudit(), { before: "", limit: 50 }],
  ["participant.report", (c) => c.report("p9", "spam"), { participant: "p9", reason: "spam" }],
  ["participant.report", (c) => c.report("p9", "other", "why"), { participant: "p9", reason: "other", text: "why" }],
  ["chat.send", (c) => c.sendMessage("hello"), { text: "hello" }],
  [
    "chat.send",
    (c) => c.sendMessage("hello", { replyTo: 7, mentions: ["p9"] }),
    { text: "hello", reply_to: 7, mentions: ["p9"] },
  ],
  ["chat.delete", (c) => c.deleteMessage(17), { message: 17 }],
  ["chat.mute", (c) => c.muteChat("p9", true, "spam"), { participant: "p9", muted: true, reason: "spam" }],
  ["chat.list", (c) => c.listMessages(), { before: 0, limit: 50 }],
  ["reaction.send", (c) => c.react("👏"), { emoji: "👏" }],
  ["signal.send", (c) => c.signal("p9", "slower"), { participant: "p9", signal: "slower" }],
  ["participants.list", (c) => c.listParticipants("c", 10), { cursor: "c", limit: 10 }],
];

test.each(rows)("%s is one frame with what it needs and no more", async (type, call, data) => {
  const commands = new Recorder();
  await call(commands);
  expect(commands.sent).toEqual([type, data]);
});

describe("lists that are empty may be left out", () => {
  test("of bans", async () => {
    expect(await new Recorder().listBans()).toEqual([]);
    expect(await new Recorder({ bans: [{ id: "b1" }] }).listBans()).toEqual([{ id: "b1" }]);
  });

  test("of audit records", async () => {
    expect(await new Recorder().listAudit()).toEqual({ records: [], next: "" });
  });

  test("of messages", async () => {
    expect(await new Recorder().listMessages()).toEqual({ messages: [], more: false });
  });

  test("of packs and regulars", async () => {
    expect(await new Recorder().listPacks()).toEqual([]);
    expect(await new Recorder().listRegulars()).toEqual([]);
    expect(await new Recorder({ packs: [{ id: "food" }] }).listPacks()).toEqual([{ id: "food" }]);
  });

  test("of people, and of what they say of their levels", async () => {
    const page = await new Recorder({ participants: [{ id: "p9" }] }).listParticipants();
    expect(page.participants).toEqual([{ id: "p9", levels: [] }]);
  });

  test("of nobody", async () => {
    expect(await new Recorder().listParticipants()).toEqual({ participants: [], next: "" });
  });
});
