import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Person } from "../instruments/app.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { eventually, freePort, pause } from "../instruments/process.ts";
import { silence } from "../instruments/speech.ts";
import { believed } from "../instruments/state.ts";
import { type Wire, openWire } from "../instruments/wire.ts";
import { Scene } from "./scene.ts";

/** How long a host whose connection is lost stays host, and how much later the next one must be at the latest. */
const graceMs = 30_000;
const lateMs = 5_000;

// THREATS 53, in real browsers.
describe("a room whose host goes", () => {
  let scene: Scene;
  let wire: Wire;
  let crowd: ChromiumPerson;
  let hostBrowser: ChromiumPerson;
  let ada: Person;
  let bo: Person;
  let cruz: Person;
  let link: string;

  beforeAll(async () => {
    const port = await freePort();
    scene = await Scene.open({ origins: [`http://127.0.0.1:${port}`] });
    wire = scene.keep(await openWire(scene.server.port, port));
    const microphone = await silence();
    hostBrowser = await openChromium({ microphone });
    crowd = scene.keep(await openChromium({ microphone }));
    ada = new Person("Ada", hostBrowser);
    [bo, cruz] = await Promise.all([visitor(crowd, "Bo"), visitor(crowd, "Cruz")]);
    link = await ada.createRoom(wire.url, { title: "A host who comes and goes" });
    for (const person of [bo, cruz]) {
      await person.openLink(link.replace(wire.url, scene.server.url));
      await person.join();
    }
    await promote("Bo");
    await eventually("Bo to be a moderator", async () => (await believed(bo.page)).you.role === "moderator");
  });

  afterAll(async () => {
    await hostBrowser?.close().catch(() => undefined);
    await scene?.close();
  });

  it("has the moderator as host as soon as the host leaves, and the owner again when they return", async () => {
    await ada.at("leave").click();
    await hostIs(bo, 3_000);
    await ada.openLink(link);
    await ada.join();
    await hostIs(ada, 5_000);
    expect((await believed(bo.page)).you.role).toBe("moderator");
  });

  it("has the moderator as host when the host's network is gone for the grace, and the owner again when it is back", async () => {
    const cut = Date.now();
    wire.cut();
    await pause(graceMs - 5_000);
    expect(await hostOf(cruz), "within the grace").toBe(await idOf(ada));
    await hostIs(bo, 5_000 + lateMs);
    console.log(`the network gone: a new host after ${((Date.now() - cut) / 1000).toFixed(1)} s`);
    wire.mend();
    await hostIs(ada, 20_000);
  });

  it("has the moderator as host when the host's browser is killed, and the owner again when they come by another", async () => {
    const storageState = await ada.page.context().storageState();
    const killed = Date.now();
    const control = await hostBrowser.browser.newBrowserCDPSession();
    await control.send("Browser.crash").catch(() => undefined); // the answer dies with it
    await hostIs(bo, graceMs + lateMs);
    console.log(`the browser killed: a new host after ${((Date.now() - killed) / 1000).toFixed(1)} s`);
    ada = await visitor(crowd, "Ada", { storageState });
    await ada.openLink(link);
    await ada.join();
    await hostIs(ada, 5_000);
    expect((await believed(bo.page)).you.role).toBe("moderator");
  });

  it("never had two hosts", async () => {
    for (const person of [bo, cruz]) {
      const { stage } = await believed(person.page);
      expect(stage.filter(({ occupant }) => occupant?.role === "host")).toHaveLength(1);
      expect(person.troubles, person.name).toEqual([]);
    }
  });

  /** promote makes a listener a moderator, by the sheet that the host sees. */
  async function promote(name: string): Promise<void> {
    await ada.at("people").click();
    await ada.page.locator('[data-testid^="person-"]', { hasText: name }).click();
    await ada.at("act-promote").click();
  }

  /** hostIs waits until a bystander sees a person as host. */
  async function hostIs(person: Person, withinMs: number): Promise<void> {
    await eventually(`${person.name} to be host`, async () => (await hostOf(cruz)) === (await idOf(person)), withinMs);
  }
});

async function hostOf(witness: Person): Promise<string> {
  return (await believed(witness.page)).host;
}

async function idOf(person: Person): Promise<string> {
  return (await believed(person.page)).you.id;
}

/** visitor is somebody in a shared browser, with storage of their own. */
async function visitor(chromium: ChromiumPerson, name: string, context: object = {}): Promise<Person> {
  const made = await newVisitor(chromium.browser, { context });
  return new Person(name, { ...made, close: () => made.page.context().close() });
}
