import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChromiumPerson, openChromium } from "./chromium.ts";
import { toneShare } from "./compare.ts";
import { type FirefoxPerson, firefoxToneHz, openFirefox } from "./firefox.ts";
import { eventually, pause } from "./process.ts";
import { bestMatch, settled, slotStats, startListening, stopListening } from "./recording.ts";
import { type BlankSite, type Callee, connect, serveBlank } from "./rehearsal.ts";
import { speech, voices } from "./speech.ts";

describe("Firefox and Chromium in a call without a server", () => {
  let site: BlankSite;
  let chromium: ChromiumPerson;
  let firefox: FirefoxPerson;

  beforeAll(async () => {
    site = await serveBlank();
    [chromium, firefox] = await Promise.all([
      openChromium({ microphone: await speech(voices.cruz) }),
      openFirefox(),
    ]);
    await Promise.all([chromium.page.goto(site.url), firefox.page.goto(site.url)]);
  });

  afterAll(async () => {
    await Promise.all([chromium?.close(), firefox?.close()]);
    await site?.close();
  });

  it("lets Firefox hear what was said", async () => {
    await connect(chromium.page as Callee, firefox.page as unknown as Callee);
    await eventually("sound", async () => (await slotStats(firefox.page)).some((slot) => slot.energy > 0));
    await settled(firefox.page);
    await startListening(firefox.page);
    await pause(6_000);
    const said = await bestMatch(await stopListening(firefox.page), await speech(voices.cruz));
    console.log(`rehearsal: Firefox hears with correlation ${said.r.toFixed(3)}`);
    expect(said.r).toBeGreaterThan(0.9);
  });

  it("lets Chromium hear Firefox's tone", async () => {
    await connect(firefox.page as unknown as Callee, chromium.page as Callee);
    await eventually("sound", async () => (await slotStats(chromium.page)).some((slot) => slot.energy > 0));
    await startListening(chromium.page);
    await pause(3_000);
    const [heard] = await stopListening(chromium.page);
    expect(toneShare(heard!.samples, firefoxToneHz)).toBeGreaterThan(0.8);
  });
});
