import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { eventually, freePort } from "../instruments/process.ts";
import { type Redis, redisDump, startRedis } from "../instruments/redis.ts";
import { serveBlank } from "../instruments/rehearsal.ts";
import { createRoom, listRooms } from "../instruments/server.ts";
import { believed } from "../instruments/state.ts";
import { voices } from "../instruments/speech.ts";
import type { TalkerPage } from "../instruments/talkers.ts";
import { openWire } from "../instruments/wire.ts";
import { impostors, longPayloads, shortPayloads } from "./payloads.ts";
import { Scene, pictures } from "./scene.ts";

/** Where the stranger's connection comes from, and what the stranger's offer claims. */
const canaries = ["127.0.0.77", "203.0.113.77"];

describe("a room with strangers in it", () => {
  let redis: Redis;
  let scene: Scene;
  let ada: Person;
  let strangers: TalkerPage;
  let room: string;

  beforeAll(async () => {
    redis = await startRedis();
    const port = await freePort();
    scene = await Scene.open({ redis: redis.url, origins: [`http://127.0.0.1:${port}`] });
    const wire = scene.keep(await openWire(scene.server.port, port, canaries[0]));
    ada = await scene.person("Ada", voices.ada);
    room = new URL(await ada.createRoom(scene.server.url, { title: "Open to strangers" })).pathname.split("/").at(-1)!;
    strangers = await scene.talkers(wire.url);
  });

  afterAll(async () => {
    await scene?.close();
    await redis?.close();
  });

  it("shows what they call themselves as text", async () => {
    const names = [...shortPayloads, ...impostors];
    const accepted = await strangers.call("crowd", room, names);
    expect(accepted.length).toBeGreaterThan(20);
    await eventually("the crowd", async () => (await believed(ada.page)).audience.count >= accepted.length);
    await ada.at("people").click();
    await ada.page.locator("dialog").getByText("<svg onload=a()>").first().waitFor(); // the list is asked of the server
    await unharmed();
    await ada.page.keyboard.press("Escape");
  });

  it("gives the host's badge to the host alone, whatever somebody is called", async () => {
    const names = (await believed(ada.page)).hands.map(({ participant }) => participant.name);
    // Every stranger has a hand up, so every name is on a card.
    expect(names.length).toBeGreaterThan(20);
    expect(await ada.at("badge-host").count()).toBe(1);
    expect(await ada.page.locator(".seat", { has: ada.at("badge-host") }).getAttribute("data-participant")).toBe(
      (await believed(ada.page)).host,
    );
    expect(await ada.at("badge-moderator").count()).toBe(0);
    await ada.page.screenshot({ path: `${pictures}hostile-names.png` });
  });

  it("shows the titles and topics of their rooms as text", async () => {
    const made = [];
    for (const [index, title] of longPayloads.entries()) {
      made.push(await createRoom(scene.server.url, { title, topic: longPayloads.at(-index - 1)! }).catch(String));
    }
    const rooms = made.filter((one) => typeof one !== "string");
    expect(rooms.length, String(made.find((one) => typeof one === "string"))).toBeGreaterThan(10);
    await ada.page.goto(scene.server.url);
    await ada.at("room").filter({ hasText: "window.marked" }).first().waitFor();
    await unharmed();
    await ada.page.goto(`${scene.server.url}/r/${rooms[0]!.id}`);
    await ada.page.getByText("window.marked").first().waitFor();
    await unharmed();
  });

  it("never shows where they are", async () => {
    const witness = await scene.person("Bo", voices.bo);
    await witness.openLink(`${scene.server.url}/r/${room}`);
    await witness.join();
    const { hands } = (await believed(witness.page)).audience;
    await strangers.call("joinFrom", room, canaries[1]!);
    // A listener sees a hand as one more of a number.
    await eventually("the stranger", async () => (await believed(witness.page)).audience.hands > hands);
    const places = {
      frames: JSON.stringify(await witness.page.evaluate(() => window.probe.numberedFrames())),
      page: await witness.page.content(),
      log: scene.server.child.output,
      metrics: await (await fetch(scene.server.metricsUrl)).text(),
      directory: JSON.stringify(await listRooms(scene.server.url)),
      redis: await redisDump(redis.url),
    };
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(20);
      for (const canary of canaries) expect(text, place).not.toContain(canary);
    }
  });

  it("cannot be joined by a page of another origin", async () => {
    const elsewhere = scene.keep(await serveBlank());
    const socket = `${scene.server.url.replace("http", "ws")}/v1/signal`;
    await ada.page.goto(elsewhere.url);
    expect(await opens(ada, socket)).toBe(false);
    const made = ada.page.evaluate((url) => fetch(url, { method: "POST", body: "{}" }).then(() => "done"), `${scene.server.url}/v1/rooms`);
    await expect(made).rejects.toThrow();
    // The same script on the server's own page: it was the origin that made the difference.
    await ada.page.goto(scene.server.url);
    expect(await opens(ada, socket)).toBe(true);
  });

  /** unharmed checks that nothing that was written has become anything but text. */
  async function unharmed(): Promise<void> {
    expect(ada.troubles).toEqual([]);
    expect(await ada.page.evaluate(() => window.probe.violations())).toEqual([]);
    expect(await ada.page.evaluate(() => "marked" in window)).toBe(false);
    const foreign = "img, iframe, object, embed, video, base, marquee, math, body script, [onload], [onerror], [onclick]";
    expect(await ada.page.locator(foreign).count()).toBe(0);
  }
});

/** opens tells whether a page can open a WebSocket. */
function opens(person: Person, url: string): Promise<boolean> {
  return person.page.evaluate(
    (to) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(to, "corner.v1");
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      }),
    url,
  );
}
