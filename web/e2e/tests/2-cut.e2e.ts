import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { alike, wellHeard } from "../instruments/calm.ts";
import { eventually, freePort, pause } from "../instruments/process.ts";
import { bestMatch, quality, settled, slotStats, startListening, stopListening } from "../instruments/recording.ts";
import { believed, shared } from "../instruments/state.ts";
import { speech, voices } from "../instruments/speech.ts";
import { type Wire, openWire } from "../instruments/wire.ts";
import { Scene, percent } from "./scene.ts";

const outageMs = 10_000;

/** How much of what is heard may be invented. */
const concealedAtMost = 0.01;

describe("a speaker whose WebSocket is cut", () => {
  let scene: Scene;
  let wire: Wire;
  let ada: Person;
  let bo: Person;
  let cruz: Person;

  beforeAll(async () => {
    // The speaker's page comes through the wire, so its origin is the wire's address.
    const port = await freePort();
    scene = await Scene.open({ origins: [`http://127.0.0.1:${port}`] });
    wire = scene.keep(await openWire(scene.server.port, port));
    [ada, bo, cruz] = await Promise.all([
      scene.person("Ada", voices.ada),
      scene.person("Bo", voices.bo),
      scene.person("Cruz", voices.cruz),
    ]);
    const link = await ada.createRoom(scene.server.url, { title: "A bad network" });
    await cruz.openLink(link);
    await cruz.join();
    await bo.openLink(link.replace(scene.server.url, wire.url));
    await bo.join();
    await bo.takeTheStage(ada);
    await cruz.hears();
    await settled(cruz.page);
  });

  afterAll(() => scene?.close());

  it("is heard without a gap, seen by all, and up to date after ten seconds", async () => {
    const seats = await ada.stage();
    const membersBefore = await members(ada);
    const { said, concealedShare } = await wellHeard(cutOnce, ({ said: { r } }) => r, (cut) => cut.concealedShare < concealedAtMost);
    console.log(`during the cut: correlation ${said.r.toFixed(3)}, concealed ${percent(concealedShare)}`);
    expect(said.r).toBeGreaterThanOrEqual(alike);
    expect(concealedShare).toBeLessThan(concealedAtMost);

    const atServer = await serverSnapshot();
    expect(shared(await believed(bo.page))).toEqual(shared(atServer));
    expect(await ada.stage()).toEqual(seats);
    expect(await members(ada)).toEqual(membersBefore);
    expect(await departures(ada)).toEqual([]);
    expect(await bo.page.evaluate(() => window.probe.descriptions())).toEqual([{ local: 1, remote: 1 }]);
  });

  it("keeps the seat when the page is reloaded", async () => {
    const seat = (await believed(bo.page)).you.seat;
    expect(seat).toBeGreaterThanOrEqual(0);
    await bo.page.reload();
    await bo.inside();
    const back = await eventually("the welcome", () => believed(bo.page).catch(() => null));
    expect(back.you.seat).toBe(seat);
    expect(shared(back)).toEqual(shared(await believed(ada.page)));
    expect(await departures(ada)).toEqual([]);
  });

  /** cutOnce listens through one cut, and returns when the speaker knows what happened meanwhile. */
  async function cutOnce() {
    const before = await slotStats(cruz.page);
    await startListening(cruz.page);
    wire.cut();
    await pause(outageMs / 2);
    // The room moves on while the speaker is away: a hand goes up, or down again.
    await cruz.raiseHand();
    await pause(outageMs / 2);
    wire.mend();
    const heard = await stopListening(cruz.page);
    const { concealedShare } = quality(before, await slotStats(cruz.page));
    const { hands } = await believed(cruz.page);
    // A listener knows of no hand but the own; who is on the stage sees them all.
    const resumed = async () => (await believed(bo.page)).hands.length === hands.length;
    await eventually("the speaker's resume", resumed, 15_000);
    return { said: await bestMatch(heard, await speech(voices.bo)), concealedShare };
  }

  /** serverSnapshot is what a newcomer is told, who then counts as one more listener to everybody. */
  async function serverSnapshot() {
    const page = await scene.talkers();
    const id = new URL(ada.page.url()).pathname.split("/").at(-1)!;
    await page.call("join", id, "Newcomer", "", 200);
    const snapshot = await believed(page);
    const counted = async () => (await believed(bo.page)).audience.count === snapshot.audience.count;
    await eventually("the newcomer to be counted", counted);
    return snapshot;
  }
});

/** members is everybody on the stage, by id. */
async function members(person: Person): Promise<string[]> {
  const { stage } = await believed(person.page);
  return stage.flatMap(({ occupant }) => (occupant ? [occupant.id] : []));
}

/** departures are the events that told a person of an emptied seat. */
async function departures(person: Person): Promise<unknown[]> {
  const frames = (await person.page.evaluate(() => window.probe.numberedFrames())) as { type?: string; data?: { seat?: { occupant: unknown } } }[];
  return frames.filter(({ type, data }) => type === "seat.changed" && data?.seat?.occupant === null);
}
