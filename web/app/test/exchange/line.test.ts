import { describe, expect, it } from "vitest";
import type { Ahead, Snapshot } from "@sdk";
import { actsOn, seatActs, seatTap } from "../../console/powers";
import { fits, suits } from "../../room/kept";
import { placeWords } from "../../room/line/place";
import { person, room, seated, withYou } from "../fake/people";
import { tables } from "../tables";

const none: Ahead = { cut_in: 0, patience: 0, share: 0, learner: 0, time: 0 };
const mine = [{ participant: person(1), raised_ms: 0 }];
const waiting = (place: number, ahead: Partial<Ahead> = {}, most = 0): Snapshot =>
  room({ hands: mine, hand_position: place, hand_ahead: { ...none, ...ahead }, hand_at_most: most, audience: { ...room().audience, hands: 8 } });

describe("one's place in the line", () => {
  it.each<[Snapshot, string, string, string]>([
    [waiting(0), "Your hand is up", "", ""],
    [waiting(1, {}, 3), "You are next", "", ""],
    [waiting(2, { time: 1 }, 1), "Number 2 of 8", "Before you: 1 asked before you.", "at most 1 turn until yours"],
    [
      waiting(5, { cut_in: 1, share: 2, learner: 1 }, 9), "Number 5 of 8",
      "Before you: 1 put first by the host, 2 spoke less than you, and 1 learning this round’s language.", "at most 9 turns until yours",
    ],
    [waiting(3, {}, 0), "Number 3 of 8", "", ""],
    [waiting(12, { patience: 11 }, 4), "Number 12 of 12", "Before you: 11 passed over several times already.", "at most 4 turns until yours"],
  ])("%#", (snapshot, place, why, atMost) => {
    expect(placeWords(snapshot, tables.en, "en")).toEqual({ place, why, atMost });
  });

  it("is said in every language, with each of the reasons", () => {
    const all = waiting(6, { cut_in: 1, patience: 1, share: 1, learner: 1, time: 1 }, 7);
    for (const [locale, strings] of Object.entries(tables)) {
      const { why, atMost } = placeWords(all, strings, locale);
      expect(why.match(locale === "ar" ? /شخص واحد/g : /1/g)).toHaveLength(5);
      expect(atMost).toContain("7");
    }
    expect(placeWords(all, tables["zh-Hans"], "zh-Hans").why).toMatch(/^排在你前面的：/);
  });
});

describe("putting first", () => {
  const leader = withYou(room(), seated(1, 0, { role: "host" }));
  const hands = [5, 7].map((index, i) => ({ participant: person(index), raised_ms: i }));
  it("is offered of a hand that is not first and not invited", () => {
    const snapshot = { ...leader, hands };
    expect(actsOn(snapshot, person(7)).slice(0, 3)).toEqual(["invite", "first", "lower"]);
    expect(actsOn(snapshot, person(5)).slice(0, 2)).toEqual(["invite", "lower"]);
    const invited = { ...snapshot, invitations: [{ participant: "p-an", by: "p-yu", expires_ms: 1 }] };
    expect(actsOn(invited, person(7))).not.toContain("first");
    expect(actsOn({ ...leader, hands: [] }, person(7))).not.toContain("first");
  });
});

describe("a seat that is kept", () => {
  const kept = [{ seat: 5, for: "native" as const, language: "zh" }, { seat: 6, for: "learner" as const, language: "zh" }];
  const keeping = (mode: "free" | "apply", change: Partial<Snapshot> = {}): Snapshot => ({ ...room(change), room: { ...room().room, mode, kept } });
  const seat = (snapshot: Snapshot, index: number) => snapshot.stage[index]!;

  it.each([
    [{ for: "native", language: "zh" }, ["zh-Hant"], [], true],
    [{ for: "native", language: "zh" }, ["en"], ["zh"], false],
    [{ for: "learner", language: "zh" }, ["en"], ["zh-CN"], true],
    [{ for: "learner", language: "zh" }, ["zh"], [], false],
  ] as const)("%j is for who speaks %j and learns %j: %s", (keep, speaks, learns, fit) => {
    expect(fits({ seat: 5, ...keep }, { speaks: [...speaks], learns: [...learns] })).toBe(fit);
  });

  it("is taken by whom it is for, and by nobody else", () => {
    const snapshot = keeping("free");
    expect([suits(snapshot, 5), suits(snapshot, 6), suits(snapshot, 4)]).toEqual([true, false, true]);
    expect([seatTap(snapshot, seat(snapshot, 5)), seatTap(snapshot, seat(snapshot, 6))]).toEqual(["take", null]);
  });

  it("is still run by who leads the room, but not sat on", () => {
    const snapshot = keeping("free", { you: person(1, { role: "moderator" }) });
    expect(seatTap(snapshot, seat(snapshot, 6))).toBe("options");
    expect(seatActs(snapshot, seat(snapshot, 6))).not.toContain("take");
    expect(seatActs(snapshot, seat(snapshot, 5))).toContain("take");
  });

  it("may be asked for where hands are raised", () => {
    const snapshot = keeping("apply");
    expect(seatTap(snapshot, seat(snapshot, 6))).toBe("ask");
  });
});
