import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { alike, calmly, wellHeard } from "../instruments/calm.ts";
import { pause } from "../instruments/process.ts";
import {
  bestMatch, quality, settled, slotStats, soundAfterMs, startListening, stopListening,
} from "../instruments/recording.ts";
import { believed } from "../instruments/state.ts";
import { speech, voices } from "../instruments/speech.ts";
import { Scene, type Voice, percent } from "./scene.ts";

/** How long a stretch is listened to. */
const stretchMs = 8_000;

/** How much of what is heard may be invented. */
const concealedAtMost = 0.01;

describe("three people with a browser each", () => {
  let scene: Scene;
  let ada: Person;
  let bo: Person;
  let cruz: Person;

  beforeAll(async () => {
    scene = await Scene.open();
    [ada, bo, cruz] = await Promise.all([
      scene.person("Ada", voices.ada),
      scene.person("Bo", voices.bo),
      scene.person("Cruz", voices.cruz),
    ]);
  });

  afterAll(() => scene?.close());

  it("hear the host who opened the room from the lobby", async () => {
    const link = await ada.createRoom(scene.server.url, { title: "Late-night small talk", topic: "food" });
    await ada.unmute();
    await bo.openLink(link);
    await bo.join();
    await cruz.joinFromLobby(scene.server.url, "Late-night small talk");
    await Promise.all([bo.hears(), cruz.hears()]);
    await Promise.all([settled(bo.page), settled(cruz.page)]);
    // The first five seconds belong to the browser's own audio output.
    await pause(3_000);
    for (const { name, said, counted } of await wellHeard(() => listen([bo, cruz], ada, voices.ada), worst, gapless)) {
      console.log(`${name} hears Ada: correlation ${said.r.toFixed(3)}, concealed ${percent(counted.concealedShare)}`);
      expect(said.r).toBeGreaterThanOrEqual(alike);
      expect(counted.concealedShare).toBeLessThan(concealedAtMost);
    }
  });

  it("hear the listener whom the host invites, as soon as the microphone is open", async () => {
    await bo.takeTheStage(ada);
    await Promise.all([ada.hears(), cruz.hears()]);
    // In turns: a browser's echo canceller turns the own microphone down while somebody else is heard.
    await ada.mute();
    await Promise.all([settled(ada.page), settled(cruz.page)]);
    await pause(3_000);
    for (const { name, said, counted } of await wellHeard(() => listen([ada, cruz], bo, voices.bo), worst, gapless)) {
      console.log(`${name} hears Bo: correlation ${said.r.toFixed(3)}, concealed ${percent(counted.concealedShare)}`);
      expect(said.r).toBeGreaterThanOrEqual(alike);
      expect(counted.concealedShare).toBeLessThan(concealedAtMost);
    }
  });

  it("hear both when both speak, and nobody himself", async () => {
    await ada.unmute();
    await pause(3_000);
    const [atAda, atCruz] = await calmly(() => listen([ada, cruz], bo, voices.bo));
    for (const [name, voice] of [["Ada", voices.ada], ["Bo", voices.bo]] as const) {
      const said = await bestMatch(atCruz!.heard, await speech(voice));
      console.log(`Cruz hears ${name} while both speak: correlation ${said.r.toFixed(3)}`);
      expect(said.r).toBeGreaterThanOrEqual(0.8); // other speech gives 0.3 to 0.65
    }
    expect((await bestMatch(atAda!.heard, await speech(voices.ada))).r).toBeLessThan(0.75);
  });

  it("hear nothing of a muted person whose page ignores every message and goes on sending", async () => {
    const slot = await slotOf(cruz, bo);
    await bo.page.evaluate(() => window.probe.goDeaf());
    const open = await slotStats(cruz.page);
    await startListening(cruz.page);
    await pause(2_000);
    const { jitterBufferMs } = quality(open, await slotStats(cruz.page), slot);
    await ada.muteOther("Bo");
    const acknowledged = await ada.page.waitForFunction(() => window.probe.answeredMs("mute.participant"));
    const muted = await acknowledged.jsonValue();
    // Behind the last word the server plays three frames of silence of its own.
    await pause(1_000);
    const before = await Promise.all([slotStats(cruz.page), bo.page.evaluate(() => window.probe.sentPackets())]);
    await pause(6_000);
    const after = await Promise.all([slotStats(cruz.page), bo.page.evaluate(() => window.probe.sentPackets())]);
    const heard = (await stopListening(cruz.page)).find(({ mid }) => mid === slot)!;
    const rest = soundAfterMs(heard, muted);
    const sent = after[1] - before[1];
    const forwarded = quality(before[0], after[0], slot).packets;
    console.log(
      `after the mute: ${sent} packets sent, ${forwarded} forwarded, last sound ${rest.toFixed(0)} ms after the answer ` +
        `(jitter buffer ${jitterBufferMs.toFixed(0)} ms)`,
    );
    // What sounded before the mute must have been Bo, or the silence after it proves nothing.
    expect(soundAfterMs(heard, muted - 1_500)).toBeGreaterThan(0);
    expect(sent).toBeGreaterThan(150);
    expect(forwarded).toBe(0);
    // What was forwarded before the answer still lies in the listener's jitter buffer, and behind it in the sound device.
    expect(rest).toBeLessThan(jitterBufferMs + 250);
  });

  it("negotiated once: one offer and one answer each, in all of this", async () => {
    for (const person of [ada, bo, cruz]) {
      expect(await person.page.evaluate(() => window.probe.descriptions()), person.name).toEqual([{ local: 1, remote: 1 }]);
      expect(await person.page.evaluate(() => window.probe.violations()), person.name).toEqual([]);
      expect(person.troubles, person.name).toEqual([]);
    }
  });
});

/**
 * listen records several people over the same stretch, and counts the slot in which they hear the speaker: in the slot
 * of somebody who is silent a browser conceals all the time, and nobody hears it.
 */
async function listen(people: Person[], speaker: Person, voice: Voice) {
  const slots = await Promise.all(people.map((person) => slotOf(person, speaker)));
  const before = await Promise.all(people.map(({ page }) => slotStats(page)));
  await Promise.all(people.map(({ page }) => startListening(page)));
  await pause(stretchMs);
  const heard = await Promise.all(people.map(({ page }) => stopListening(page)));
  const after = await Promise.all(people.map(({ page }) => slotStats(page)));
  const spoken = await speech(voice);
  return Promise.all(
    people.map(async ({ name }, index) => ({
      name,
      heard: heard[index]!,
      said: await bestMatch(heard[index]!, spoken),
      counted: quality(before[index]!, after[index]!, slots[index]!),
    })),
  );
}

/** worst is the least alike of several recordings. */
function worst(all: { said: { r: number } }[]): number {
  return Math.min(...all.map(({ said }) => said.r));
}

/** gapless reports whether next to nothing was invented, in any of several recordings. */
function gapless(all: { counted: { concealedShare: number } }[]): boolean {
  return all.every(({ counted }) => counted.concealedShare < concealedAtMost);
}

/** slotOf is the line on which one person hears another: the one whose packets name that person last. */
async function slotOf(listener: Person, speaker: Person): Promise<string> {
  const { you } = await believed(speaker.page);
  const slots = await listener.page.evaluate(() => window.probe.slotsOf());
  const found = slots.find(({ participant }) => participant === you.id);
  if (!found) throw new Error(`${speaker.name} is in no slot of ${listener.name}: ${JSON.stringify(slots)}`);
  return found.mid;
}
