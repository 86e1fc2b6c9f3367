import { describe, expect, test } from "vitest";
import { heal, healthy, type Health, type Remedy, type Symptom } from "../src/healing";

const up: Symptom = { type: "signaling", up: true };
const down: Symptom = { type: "signaling", up: false };
const path = (path: RTCPeerConnectionState): Symptom => ({ type: "path", path });
const stalled: Symptom = { type: "stalled" };
const flowing: Symptom = { type: "flowing" };
const silent: Symptom = { type: "silent" };
const suspect: Symptom = { type: "suspect" };
const answered: Symptom = { type: "answered" };
const renewed: Symptom = { type: "renewed" };
const refused = (why: "gone" | "later" | "unable", retryMs = 0): Symptom => ({ type: "refused", why, retryMs });

/** What was done, and when: "1000 restart". */
type Deed = `${number} ${NonNullable<Remedy>}`;

/** Lets symptoms happen at their times; between them time itself is felt whenever it is due. */
function course(symptoms: readonly (readonly [number, Symptom])[], until = 0, begin: Health = healthy) {
  let health = begin;
  const deeds: Deed[] = [];
  const take = (symptom: Symptom, now: number) => {
    const [after, remedy] = heal(health, symptom, now);
    health = after;
    if (remedy !== null) deeds.push(`${now} ${remedy}`);
  };
  const wait = (to: number) => {
    for (let i = 0; health.due <= to; i++) {
      if (i === 1000) throw new Error("time goes round in a circle");
      take({ type: "time" }, health.due);
    }
  };
  for (const [at, symptom] of symptoms) {
    wait(at);
    take(symptom, at);
  }
  wait(Math.max(until, symptoms.at(-1)?.[0] ?? 0));
  return { deeds, health };
}

/** A person in a room who hears. */
const { health: fine } = course([[-100_000, up], [-100_000, path("connected")], [-100_000, flowing]]);
/** The same, of whom no packet has been heard yet. */
const { health: unheard } = course([[-100_000, up], [-100_000, path("connected")]]);

describe("a way that is lost", () => {
  test.each<[string, readonly (readonly [number, Symptom])[], number, Deed[]]>([
    ["failed: at once", [[0, path("failed")]], 0, ["0 restart"]],
    ["disconnected: after a second", [[0, path("disconnected")]], 1000, ["1000 restart"]],
    ["a stumble that gets up in time needs nothing", [[0, path("disconnected")], [999, path("connected")]], 60_000, []],
    ["a stumble that ends in a fall is not waited for", [[0, path("disconnected")], [300, path("failed")]], 300, ["300 restart"]],
    ["a stumble in which a voice is missed is not waited for", [[0, path("disconnected")], [300, stalled]], 300, ["300 restart"]],
    ["a voice that is missed: at once", [[0, stalled]], 0, ["0 restart"]],
    ["another network: at once", [[0, suspect]], 0, ["0 restart"]],
    ["one trouble is treated once", [[0, stalled], [10, path("disconnected")], [20, path("failed")], [30, stalled]], 1000, ["0 restart"]],
    ["mended by the browser's word", [[0, path("failed")], [100, answered], [200, path("connected")]], 60_000, ["0 restart"]],
    ["mended by the voice", [[0, stalled], [100, answered], [200, flowing]], 60_000, ["0 restart"]],
    ["mended before the answer", [[0, stalled], [100, flowing], [200, answered]], 60_000, ["0 restart"]],
    ["not mended in 3 s from the answer: joins again", [[0, path("failed")], [500, answered]], 3500, ["0 restart", "3500 rejoin"]],
    ["not answered in 3 s: joins again", [[0, path("failed")]], 3000, ["0 restart", "3000 rejoin"]],
    ["still missed 3 s later: joins again", [[0, stalled], [100, answered], [600, stalled]], 3100, ["0 restart", "3100 rejoin"]],
    ["who fell silent meanwhile is not missed", [[0, stalled], [100, answered], [600, silent]], 60_000, ["0 restart"]],
    ["packets that come do not say that any go", [[0, path("failed")], [100, answered], [200, flowing]], 3100, ["0 restart", "3100 rejoin"]],
    ["a restart that is not to be had: joins again", [[0, path("failed")], [100, refused("gone")]], 100, ["0 restart", "100 rejoin"]],
    ["nor understood: the same", [[0, path("failed")], [100, refused("unable")]], 100, ["0 restart", "100 rejoin"]],
    ["one asked for in vain of a healthy way is let be", [[0, suspect], [100, refused("unable")]], 60_000, ["0 restart"]],
    ["a server that knows no such connection is believed", [[0, suspect], [100, refused("gone")]], 100, ["0 restart", "100 rejoin"]],
    ["a server that asks for patience gets it", [[0, path("failed")], [100, refused("later", 1700)]], 1800, ["0 restart", "1800 restart"]],
  ])("%s", (_, symptoms, until, deeds) => {
    expect(course(symptoms, until, fine).deeds).toEqual(deeds);
  });

  test("another network while a restart is under way is one more restart, a second later", () => {
    expect(course([[0, suspect], [200, suspect], [250, answered], [300, flowing]], 3250, fine).deeds).toEqual(["0 restart", "1000 restart"]);
  });

  test("silence on a connection that never brought a packet is never a reason to join again", () => {
    const { deeds } = course([[0, stalled]], 20_000, unheard);
    expect(deeds.length).toBeGreaterThan(2);
    expect(deeds.every((deed) => deed.endsWith("restart"))).toBe(true);
  });
});

describe("backoff", () => {
  test("a voice missed again and again is sought at once, then after 1, 2, 4, 8 s at least", () => {
    const starts: number[] = [];
    let health = fine;
    for (let now = 0; now < 60_000; now += 100) {
      for (const symptom of [stalled, { type: "time" }] as const) {
        const [after, remedy] = heal(health, symptom, now);
        health = after;
        if (remedy !== "restart") continue;
        starts.push(now);
        [health] = heal(health, answered, now);
        [health] = heal(health, flowing, now); // comes back each time, and is lost again
      }
    }
    expect(starts.slice(0, 7).map((at, i) => at - (starts[i - 1] ?? 0))).toEqual([0, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  test("after a quiet quarter of a minute the next restart is at once again", () => {
    const bout = (at: number) => [[at, stalled], [at + 10, answered], [at + 20, flowing]] as const;
    const { deeds } = course([...bout(0), ...bout(1000), ...bout(17_000), ...bout(18_000)], 0, fine);
    expect(deeds).toEqual(["0 restart", "1000 restart", "17000 restart", "18000 restart"]);
  });

  test("joins that do not help come after 0, 2, 4, 8, 16, 30, 30 s", () => {
    let health = fine;
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      // A new connection that fails at once; the first is the old one, whose restart was refused.
      if (i === 0) [health] = heal(heal(health, path("failed"), now)[0], refused("gone"), now);
      else [health] = heal(health, path("failed"), now);
      const due = i === 0 ? now : health.due;
      const [after, remedy] = i === 0 ? [health, "rejoin"] : heal(health, { type: "time" }, due);
      expect(remedy).toBe("rejoin");
      pauses.push(due - now);
      now = due;
      [health] = heal(after, renewed, now);
    }
    expect(pauses).toEqual([0, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test("a join that helped makes the next one the first again", () => {
    const lost = [[0, path("failed")], [1, refused("gone")], [2, renewed], [50, path("connected")]] as const;
    const again = [[20_000, path("failed")], [20_001, refused("gone")]] as const;
    expect(course([...lost, ...again], 0, fine).deeds).toEqual(["0 restart", "1 rejoin", "20000 restart", "20001 rejoin"]);
  });

  test("a way that comes up before its join needs none", () => {
    const twice = [[0, path("failed")], [1, refused("gone")], [2, renewed], [3, path("failed")], [500, path("connected")]] as const;
    expect(course(twice, 60_000, fine).deeds).toEqual(["0 restart", "1 rejoin"]);
  });
});

describe("a new connection", () => {
  const fresh = course([[-1, up], [-1, renewed]]).health;

  test.each<[string, Symptom]>([["a missing voice", stalled], ["another network", suspect]])("%s is no trouble before it has been through", (_, symptom) => {
    expect(course([[0, symptom]], 60_000, fresh).deeds).toEqual([]);
  });

  test("that fails is replaced, not restarted: it has no way to come back to", () => {
    expect(course([[0, path("failed")]], 0, fresh).deeds).toEqual(["0 rejoin"]);
  });

  test("takes the time it needs: over TCP, or from far away", () => {
    expect(course([[0, path("connecting")], [14_000, path("connected")]], 60_000, fresh).deeds).toEqual([]);
  });
});

describe("while the socket is away", () => {
  test.each<[string, Symptom]>([["failed", path("failed")], ["missed", stalled], ["another network", suspect]])("%s: the restart waits for it", (_, symptom) => {
    expect(course([[0, down], [10, symptom], [5000, up]], 0, fine).deeds).toEqual(["5000 restart"]);
  });

  test("a stumble too waits, and what has got up by then needs nothing", () => {
    expect(course([[0, down], [0, path("disconnected")], [5000, up]], 0, fine).deeds).toEqual(["5000 restart"]);
    expect(course([[0, down], [0, path("disconnected")], [4000, path("connected")], [5000, up]], 60_000, fine).deeds).toEqual([]);
  });

  test("a restart that the socket took with it is made again, not sooner than a second after", () => {
    expect(course([[0, stalled], [800, down], [900, up]], 1000, fine).deeds).toEqual(["0 restart", "1000 restart"]);
    expect(course([[0, stalled], [800, down], [3000, up]], 3000, fine).deeds).toEqual(["0 restart", "3000 restart"]);
  });

  test("nothing is joined: there is nobody to ask", () => {
    expect(course([[0, path("failed")], [1, down]], 600_000, fine).deeds).toEqual(["0 restart"]);
  });
});
