import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Person } from "../instruments/app.ts";
import { alike, calmly, wellHeard } from "../instruments/calm.ts";
import { toneShare } from "../instruments/compare.ts";
import { type FirefoxPerson, firefoxToneHz, openFirefox } from "../instruments/firefox.ts";
import { type Peer, openPeer } from "../instruments/peer.ts";
import { eventually, pause } from "../instruments/process.ts";
import { bestMatch, settled, slotStats, startListening, stopListening } from "../instruments/recording.ts";
import { speech, voices } from "../instruments/speech.ts";
import { Scene } from "./scene.ts";

const stretchMs = 6_000;

describe("a Chromium host with guests of other kinds", () => {
  let scene: Scene;
  let host: Person;
  let link: string;

  beforeAll(async () => {
    scene = await Scene.open();
    host = await scene.person("Ada", voices.ada);
    link = await host.createRoom(scene.server.url, { title: "All kinds of browsers" });
    await host.unmute();
  });

  afterAll(() => scene?.close());

  describe("Firefox", () => {
    let firefox: FirefoxPerson;

    beforeAll(async () => {
      firefox = scene.keep(await openFirefox());
    });

    it("joins by the link and hears", async () => {
      const { page } = firefox;
      await page.goto(link);
      await type(page, "nickname", "Fox");
      await click(page, "join");
      await page.waitForSelector(at("leave"));
      await eventually("sound", async () => (await slotStats(page)).some((slot) => slot.energy > 0));
      await settled(page);
      const said = await wellHeard(async () => {
        await startListening(page);
        await pause(stretchMs);
        return bestMatch(await stopListening(page), await speech(voices.ada));
      }, ({ r }) => r);
      console.log(`Firefox hears the host: correlation ${said.r.toFixed(3)}`);
      expect(said.r).toBeGreaterThanOrEqual(alike);
    });

    it("is invited and heard", async () => {
      const { page } = firefox;
      await click(page, "hand-button");
      await host.invite("Fox");
      await click(page, "accept");
      await click(page, "microphone");
      await host.hears();
      const share = await calmly(async () => {
        await startListening(host.page);
        await pause(stretchMs);
        const heard = await stopListening(host.page);
        return Math.max(...heard.map(({ samples }) => toneShare(samples, firefoxToneHz)));
      });
      console.log(`the host hears Firefox: ${Math.round(share * 100)} % of the energy at ${firefoxToneHz} Hz`);
      expect(share).toBeGreaterThan(0.8);
      expect(await page.evaluate(() => window.probe.descriptions())).toEqual([{ local: 1, remote: 1 }]);
    });
  });

  describe("aiortc, whose only cipher is AES128_CM_HMAC_SHA1_80", () => {
    let peer: Peer;

    beforeAll(async () => {
      const room = new URL(link).pathname.split("/").at(-1)!;
      peer = scene.keep(
        await openPeer({ server: scene.server.url, room, name: "Cruz", microphone: await speech(voices.cruz) }),
      );
    });

    it("hears", async () => {
      const said = await wellHeard(async () => {
        peer.record();
        await pause(stretchMs);
        return bestMatch(await peer.save(), await speech(voices.ada));
      }, ({ r }) => r);
      console.log(`aiortc hears the host: correlation ${said.r.toFixed(3)}`);
      expect(said.r).toBeGreaterThanOrEqual(alike);
    });

    it("is invited and heard", async () => {
      peer.tell("hand.raise");
      await host.invite("Cruz");
      await peer.awaitLine("an invitation", (line) => line.type === "invitation.sent");
      peer.tell("invitation.accept");
      peer.speak();
      peer.tell("mute.self", { muted: false });
      const said = await wellHeard(async () => {
        await settled(host.page);
        await startListening(host.page);
        await pause(stretchMs);
        return bestMatch(await stopListening(host.page), await speech(voices.cruz));
      }, ({ r }) => r);
      console.log(`the host hears aiortc: correlation ${said.r.toFixed(3)}`);
      expect(said.r).toBeGreaterThanOrEqual(alike);
    });
  });
});

const at = (name: string) => `[data-testid="${name}"]`;

async function click(page: FirefoxPerson["page"], name: string): Promise<void> {
  await page.waitForSelector(at(name), { visible: true });
  await page.click(at(name));
}

async function type(page: FirefoxPerson["page"], name: string, text: string): Promise<void> {
  await page.waitForSelector(at(name), { visible: true });
  // Three clicks select the suggested name, which typing then replaces.
  await page.click(at(name), { count: 3 });
  await page.type(at(name), text);
}
