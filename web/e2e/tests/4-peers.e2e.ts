import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { alike, calmly, wellHeard } from "../instruments/calm.ts";
import { toneShare } from "../instruments/compare.ts";
import { at, click, type FirefoxPerson, firefoxToneHz, openFirefox, type } from "../instruments/firefox.ts";
import { type Kind, type Peer, openPeer, suites } from "../instruments/peer.ts";
import { eventually, pause } from "../instruments/process.ts";
import { type Heard, bestMatch, settled, slotStats, startListening, stopListening } from "../instruments/recording.ts";
import { believed } from "../instruments/state.ts";
import { speech, voices } from "../instruments/speech.ts";
import { Scene, type Voice } from "./scene.ts";

const stretchMs = 6_000;

/** The part of the energy that the tone of Firefox's microphone must have. */
const toneAtLeast = 0.8;

/** A guest that is no browser, what it says, and the suite it ends up with: AEAD_AES_128_GCM where it knows it. */
interface Guest {
  name: string;
  kind: Kind;
  voice: Voice;
  suite: keyof typeof suites;
}

/** Three voices are heard at a time. */
const groups: Guest[][] = [
  [
    { name: "aiortc", kind: "aiortc", voice: voices.bo, suite: "cm" },
    { name: "GStreamer", kind: "gstreamer", voice: voices.cruz, suite: "cm" },
    { name: "werift", kind: "werift", voice: voices.dina, suite: "gcm" },
  ],
  [
    { name: "Pion GCM", kind: "pion", voice: voices.bo, suite: "gcm" },
    { name: "Pion CM", kind: "pion", voice: voices.cruz, suite: "cm" },
  ],
];

describe("a Chromium host with guests of every kind", () => {
  let scene: Scene;
  let host: Person;
  let link: string;
  const peers = new Map<Guest, Peer>();

  beforeAll(async () => {
    scene = await Scene.open({ debug: true });
    host = await scene.person("Ada", voices.ada);
    link = await host.createRoom(scene.server.url, { title: "All kinds of browsers" });
    await host.unmute();
  });

  afterAll(() => scene?.close());

  describe("Firefox", () => {
    let firefox: FirefoxPerson;

    beforeAll(async () => {
      firefox = await openFirefox();
    });

    // Two cores are for two browsers: the other guests come when this one has gone.
    afterAll(() => firefox?.close());

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
      expect(scene.server.suites.get((await believed(page)).you.id)).toBe(suites.gcm);
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
      }, 3, (tone) => tone > toneAtLeast);
      console.log(`the host hears Firefox: ${Math.round(share * 100)} % of the energy at ${firefoxToneHz} Hz`);
      expect(share).toBeGreaterThan(toneAtLeast);
      expect(await page.evaluate(() => window.probe.descriptions())).toEqual([{ local: 1, remote: 1 }]);
    });
  });

  describe("aiortc, GStreamer, werift and Pion", () => {
    beforeAll(async () => {
      await Promise.all(groups.flat().map(arrive));
    });

    it("come to the strongest suite they know", async () => {
      const suiteOf = (id: string) => scene.server.suites.get(id);
      expect(suiteOf((await believed(host.page)).you.id), "Chromium").toBe(suites.gcm);
      for (const [{ name, suite }, peer] of peers) expect(suiteOf(peer.id), name).toBe(suites[suite]);
    });

    it("hear", { timeout: 240_000 }, async () => {
      await eachWellHeard([...peers.keys()].map(({ name }) => ({ name: `${name} hears the host`, voice: voices.ada })), async () => {
        for (const peer of peers.values()) peer.record();
        await pause(stretchMs);
        return Promise.all([...peers.values()].map((peer) => peer.save()));
      });
    });

    it("are invited and heard, three at a time", { timeout: 240_000 }, async () => {
      await host.mute();
      for (const group of groups) {
        await heardTogether(group);
        for (const guest of group) peers.get(guest)!.hush();
        for (const guest of group) peers.get(guest)!.tell("stage.leave");
      }
    });
  });

  async function arrive(guest: Guest): Promise<void> {
    const room = new URL(link).pathname.split("/").at(-1)!;
    const { name, kind, voice } = guest;
    // Only Pion can be held to one suite; of the others we assert what they come to.
    const held = kind === "pion" ? { suite: guest.suite } : {};
    peers.set(guest, scene.keep(await openPeer({ server: scene.server.url, room, name, kind, voice, ...held })));
  }

  /** heardTogether brings guests to the stage, and lets the host listen to all of them at once. */
  async function heardTogether(guests: Guest[]): Promise<void> {
    for (const guest of guests) {
      const peer = peers.get(guest)!;
      peer.tell("hand.raise");
      await host.invite(guest.name);
      await peer.awaitLine("an invitation", (line) => line.type === "invitation.sent");
      peer.tell("invitation.accept");
      peer.speak();
      peer.tell("mute.self", { muted: false });
    }
    await eachWellHeard(guests.map(({ name, voice }) => ({ name: `the host hears ${name}`, voice })), async () => {
      await settled(host.page);
      await startListening(host.page);
      await pause(stretchMs);
      const heard = await stopListening(host.page);
      return guests.map(() => heard);
    });
  }
});

/** eachWellHeard listens to several at once, and again for those who were not well heard the time before. */
async function eachWellHeard(wanted: { name: string; voice: Voice }[], listen: () => Promise<Heard[][]>): Promise<void> {
  const figures = new Map<string, number>();
  await wellHeard(listenOnce, () => Math.min(...figures.values()));
  for (const [name, r] of figures) console.log(`${name}: correlation ${r.toFixed(3)}`);
  for (const [name, r] of figures) expect(r, name).toBeGreaterThanOrEqual(alike);

  async function listenOnce(): Promise<void> {
    const heard = await listen();
    for (const [index, { name, voice }] of wanted.entries()) {
      if ((figures.get(name) ?? 0) >= alike) continue;
      figures.set(name, (await bestMatch(heard[index]!, await speech(voice))).r);
    }
  }
}
