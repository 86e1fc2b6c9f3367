import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChromiumPerson, openChromium } from "./chromium.ts";
import { eventually, pause } from "./process.ts";
import { bestMatch, quality, settled, slotStats, soundAfterMs, startListening, stopListening } from "./recording.ts";
import { type BlankSite, type Callee, connect, serveBlank } from "./rehearsal.ts";
import { speech, voices } from "./speech.ts";

describe("two Chromium processes in a call without a server", () => {
  let site: BlankSite;
  let speaker: ChromiumPerson;
  let listener: ChromiumPerson;

  beforeAll(async () => {
    site = await serveBlank();
    [speaker, listener] = await Promise.all([
      openChromium({ microphone: await speech(voices.ada) }),
      openChromium({ microphone: await speech(voices.bo) }),
    ]);
    await Promise.all([speaker.page.goto(site.url), listener.page.goto(site.url)]);
    await connect(speaker.page as Callee, listener.page as Callee);
    await eventually("sound", async () => (await slotStats(listener.page)).some((slot) => slot.energy > 0));
  });

  afterAll(async () => {
    await Promise.all([speaker?.close(), listener?.close()]);
    await site?.close();
  });

  it("hears what was said and nothing else", async () => {
    await settled(listener.page);
    const before = await slotStats(listener.page);
    await startListening(listener.page);
    await pause(8_000);
    const heard = await stopListening(listener.page);
    const counted = quality(before, await slotStats(listener.page));
    const said = await bestMatch(heard, await speech(voices.ada));
    console.log(`rehearsal: correlation ${said.r.toFixed(3)}, concealed ${(counted.concealedShare * 100).toFixed(2)} %`);
    expect(said.r).toBeGreaterThan(0.95);
    expect((await bestMatch(heard, await speech(voices.bo))).r).toBeLessThan(0.75);
    expect(counted.samples).toBeGreaterThan(7 * 48_000);
    expect(counted.jitterBufferMs).toBeGreaterThan(0);
  });

  it("counts one description each way", async () => {
    expect(await listener.page.evaluate(() => window.probe.descriptions())).toEqual([{ local: 1, remote: 1 }]);
  });

  it("notices the moment at which a voice ends", async () => {
    await startListening(listener.page);
    await pause(2_000);
    const stopped = await speaker.page.evaluate(async () => {
      const pc = (window as unknown as { call: RTCPeerConnection }).call;
      await pc.getSenders()[0]!.replaceTrack(null);
      return performance.timeOrigin + performance.now();
    });
    await pause(2_000);
    const [heard] = await stopListening(listener.page);
    expect(soundAfterMs(heard!, stopped)).toBeLessThan(500);
    expect(soundAfterMs(heard!, stopped - 2_000)).toBeGreaterThan(500);
  });
});
