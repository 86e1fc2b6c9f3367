import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { alike, wellHeard } from "../instruments/calm.ts";
import { chromiumPath } from "../instruments/chromium.ts";
import { click, type FirefoxPerson, firefoxPath, openFirefox, type } from "../instruments/firefox.ts";
import { Network, serverAddress } from "../instruments/network.ts";
import { type Line, type Peer, openPeer } from "../instruments/peer.ts";
import { eventually, pause } from "../instruments/process.ts";
import { bestMatch, settled, slotStats, startListening, stopListening } from "../instruments/recording.ts";
import { believed } from "../instruments/state.ts";
import { speech, voices } from "../instruments/speech.ts";
import { Scene } from "./scene.ts";

const stretchMs = 5_000;

/** How long a path may be gone, as the listener sees it. */
const healsMs = 3_000;

/** How soon there must be sound both ways where UDP is blocked, with the page's loading and a tap in it. */
const overTCPMs = 5_000;

const slotsOf = (line: Line) => (line.type === "speakers" ? (line.data?.slots as string[]) : []);

describe("somebody behind a NAT, on a path of 1,280 bytes", () => {
  const origin = `http://${serverAddress.v4}:8080`;
  const sixOrigin = `http://[${serverAddress.v6}]:8080`;
  let network: Network;
  let scene: Scene;
  let ada: Person;
  let bo: Peer;

  beforeAll(async () => {
    network = await Network.open();
    scene = await Scene.open({ network, origins: [sixOrigin] });
    const launcher = await network.launcher(network.client, chromiumPath());
    ada = await scene.person("Ada", voices.ada, { launcher, trusted: [origin, sixOrigin] });
    await meet(origin);
    // The first five seconds belong to the browser's own audio output.
    await pause(3_000);
  });

  afterAll(async () => {
    await scene?.close();
    await network?.close();
  });

  it("is heard and hears", () => bothWays("behind the NAT"));

  it("hears again within three seconds after the NAT's port has changed", async () => {
    await gap("rebinding", () => network.rebind());
  });

  it("hears again within three seconds at another address", async () => {
    await gap("another address", () => network.moveClient());
    await bothWays("at another address");
    // One membership through all of it: the connection was mended, not made anew.
    const frames = (await ada.page.evaluate(() => window.probe.numberedFrames())) as { data?: { guest_token?: string } }[];
    expect(frames.filter(({ data }) => data?.guest_token)).toHaveLength(1);
  });

  it("is heard and hears over TCP within five seconds where UDP is blocked", async () => {
    await network.blockUDP();
    const began = performance.now();
    const passed = () => Math.round(performance.now() - began);
    await ada.page.reload();
    await ada.hears();
    const hears = passed();
    bo.lines.length = 0;
    await ada.unmute();
    const { you } = await believed(ada.page);
    await bo.awaitLine("a slot with Ada in it", (line) => slotsOf(line).includes(you.id));
    const heard = passed();
    console.log(`over TCP: hears ${hears} ms after the page began to load, is heard after ${heard} ms`);
    expect(hears).toBeLessThanOrEqual(overTCPMs);
    expect(heard).toBeLessThanOrEqual(overTCPMs);
    await bothWays("over TCP");
  });

  it("is heard and hears there with Firefox too", { timeout: 180_000 }, async () => {
    const launcher = await network.drivenLauncher(network.client, firefoxPath());
    const fox = await openFirefox({ launcher, trusted: [serverAddress.v4] });
    try {
      await firefoxBothWays(fox.page);
    } finally {
      await fox.close();
      await network.allowUDP();
    }
  });

  /** firefoxBothWays brings a Firefox onto the stage by TCP, and times each way from its tap. */
  async function firefoxBothWays(page: FirefoxPerson["page"]): Promise<void> {
    await page.goto(ada.page.url());
    await type(page, "nickname", "Fox");
    const tapped = performance.now();
    await click(page, "join");
    await eventually("sound at Fox", async () => (await slotStats(page)).some(({ energy }) => energy > 0), 30_000, 50);
    const hears = Math.round(performance.now() - tapped);
    await settled(page);
    const said = await wellHeard(async () => {
      await startListening(page);
      await pause(stretchMs);
      return bestMatch(await stopListening(page), await speech(voices.bo));
    }, ({ r }) => r);

    await click(page, "hand-button");
    await ada.invite("Fox");
    await click(page, "accept");
    const { you } = await believed(page);
    const opened = performance.now();
    bo.lines.length = 0;
    await click(page, "microphone");
    await bo.awaitLine("a slot with Fox in it", (line) => slotsOf(line).includes(you.id));
    const heard = Math.round(performance.now() - opened);
    console.log(`Firefox over TCP: hears ${hears} ms after its tap with correlation ${said.r.toFixed(3)}, is heard after ${heard} ms`);
    expect(said.r).toBeGreaterThanOrEqual(alike);
    expect(hears).toBeLessThanOrEqual(overTCPMs);
    expect(heard).toBeLessThanOrEqual(overTCPMs);
  }

  it("is heard and hears where there is IPv6 only", async () => {
    await network.dropIPv4();
    await meet(sixOrigin);
    await bothWays("over IPv6");
  });

  /** meet opens a room and brings somebody outside of the network to its stage, who comes over IPv4 in any case. */
  async function meet(from: string): Promise<void> {
    const link = await ada.createRoom(from, { title: "From afar" });
    await ada.unmute();
    const room = new URL(link).pathname.split("/").at(-1)!;
    bo = scene.keep(await openPeer({ kind: "pion", server: origin, room, name: "Bo", voice: voices.bo }));
    bo.tell("hand.raise");
    await ada.invite("Bo");
    await bo.awaitLine("an invitation", (line) => line.type === "invitation.sent");
    bo.tell("invitation.accept");
    bo.speak();
    bo.tell("mute.self", { muted: false });
    await ada.hears();
  }

  /** gap does something to the path while the listener watches what comes. */
  async function gap(what: string, happen: () => Promise<void>): Promise<void> {
    await ada.page.evaluate((ms) => window.probe.watchArrivals(ms), healsMs + 1_000);
    await pause(500);
    await happen();
    const ms = await ada.page.evaluate(() => window.probe.longestGapMs());
    console.log(`${what}: nothing came for ${Math.round(ms)} ms`);
    expect(ms).toBeLessThanOrEqual(healsMs);
  }

  /** bothWays listens at either end. A slip of one browser says nothing of the other way: what was heard well once, was. */
  async function bothWays(where: string): Promise<void> {
    await settled(ada.page);
    let hears = 0;
    let heard = 0;
    await wellHeard(async () => {
      bo.record();
      await startListening(ada.page);
      await pause(stretchMs);
      const [atAda, atBo] = [await stopListening(ada.page), await bo.save()];
      hears = Math.max(hears, (await bestMatch(atAda, await speech(voices.bo))).r);
      heard = Math.max(heard, (await bestMatch(atBo, await speech(voices.ada))).r);
    }, () => Math.min(hears, heard));
    console.log(`${where}: hears with correlation ${hears.toFixed(3)}, is heard with ${heard.toFixed(3)}`);
    expect(hears).toBeGreaterThanOrEqual(alike);
    expect(heard).toBeGreaterThanOrEqual(alike);
  }
});
