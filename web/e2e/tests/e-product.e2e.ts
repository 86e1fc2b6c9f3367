/** The app as a thing one keeps: it opens without a network, is pushed to, looks as it was chosen, and remembers people. */

import { createServer } from "node:http";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlan } from "../../sdk/src/schedule.ts";
import { Person } from "../instruments/app.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { answered, eventually, freePort } from "../instruments/process.ts";
import { createRoom, type NewRoom } from "../instruments/server.ts";
import { speech, voices } from "../instruments/speech.ts";
import { startTalking } from "../instruments/talkers.ts";
import { Scene } from "./scene.ts";

const light = "rgb(251, 246, 238)";
const dark = "rgb(23, 19, 14)";

describe("the app as a product", () => {
  let scene: Scene;
  let room: NewRoom;
  let host: string;
  let chromium: ChromiumPerson;

  beforeAll(async () => {
    scene = await Scene.open();
    room = await createRoom(scene.server.url, { title: "Tea, slowly" });
    host = await startTalking(await scene.talkers(), room);
    chromium = scene.keep(await openChromium({ microphone: await speech(voices.ada) }));
  });

  afterAll(() => scene?.close());

  async function visitor(context: BrowserContextOptions = {}): Promise<Person> {
    const made = await newVisitor(chromium.browser, { context });
    return new Person("Pia", { ...made, close: () => made.page.context().close() });
  }

  it("shows a chosen theme in its first paint, before any module has come", async () => {
    // Without a worker, which would hand out the module that is held back below.
    const person = await visitor({ colorScheme: "dark", serviceWorkers: "block" });
    const { page } = person;
    await page.goto(`${scene.server.url}/settings`);
    expect(await ground(page)).toBe(dark);
    await person.at("theme-light").check({ force: true });
    expect(await ground(page)).toBe(light);

    let letGo = () => undefined as void;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/assets/begin-*.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(scene.server.url, { waitUntil: "commit" });
    await eventually("the style sheet", async () => (await ground(page)) !== "rgba(0, 0, 0, 0)");
    expect([await ground(page), await page.locator("#app").innerHTML()]).toEqual([light, ""]);
    letGo();
    await person.at("room").first().waitFor();
    expect(await ground(page)).toBe(light);
    await person.close();
  });

  it("hears the microphone before a room does, and plays back what it heard", async () => {
    const person = await visitor();
    const { page } = person;
    await page.goto(`${scene.server.url}/settings`);
    await person.at("check-microphone").click();
    await eventually("the level of a voice", async () => Number(await level(page)) > 0.2);
    expect(await person.at("microphone-choice").locator("option").count()).toBeGreaterThan(1);
    await person.at("record").click();
    await person.at("playback").waitFor();
    await eventually("a recording of some seconds", () =>
      person.at("playback").evaluate((player) => (player as HTMLAudioElement).currentTime > 0.5),
    );
    await person.at("close-microphone").click();
    await person.at("about").getByText(/^2\d{3}[a-z]$/).waitFor(); // the time zone data of this very server
    expect(await page.locator("[data-testid=level]").count()).toBe(0);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it("keeps how loud somebody is, and who is silent, over a reload", async () => {
    const person = await visitor();
    await person.openLink(`${scene.server.url}/r/${room.id}`);
    await person.join();
    await eventually("the room on the lock screen", async () => (await person.page.evaluate(() => navigator.mediaSession.metadata?.title)) === "Tea, slowly");
    await openSeat(person, host);
    await person.at("volume").fill("40");
    await person.at("hush").check();
    await person.page.reload();
    await person.inside();
    await openSeat(person, host);
    expect([await person.at("volume").inputValue(), await person.at("hush").isChecked()]).toEqual(["40", true]);
    const played = () => person.page.locator("audio").evaluateAll((all) => (all as HTMLAudioElement[]).map(({ muted, volume }) => (muted ? 0 : volume)));
    await eventually("their slot to be silent", async () => (await played()).includes(0));
    await person.at("hush").uncheck();
    await eventually("their slot to be as loud as chosen", async () => (await played()).includes(0.4));
    await person.close();
  });

  it("shows a traveller the times of where they have come to, a moment after they look", async () => {
    const person = await visitor();
    const { page } = person;
    const devtools = await page.context().newCDPSession(page);
    const travel = (timezoneId: string) => devtools.send("Emulation.setTimezoneOverride", { timezoneId });
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const settings = { title: "Tea on the way", languages: ["zh", "en"] };
    const { plan } = await createPlan(scene.server.url, { start: `${day}T20:00`, zone: "Asia/Shanghai", minutes: 60, settings }, "");
    const shows = (time: string) => page.locator(".plan-when strong", { hasText: time }).waitFor({ timeout: 2_000 });
    await travel("Asia/Kolkata");
    await page.goto(`${scene.server.url}/r/${plan.id}`);
    await person.at("plan-page").waitFor();
    await shows("5:30 PM");
    await travel("Asia/Tokyo");
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await shows("9:00 PM");
    await travel("Asia/Dubai");
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await shows("4:00 PM");
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it("shows what is pushed, with the address of its room", async () => {
    const person = await visitor({ permissions: ["notifications"] });
    const { page } = person;
    await page.goto(scene.server.url);
    await kept(page);
    await push(page, { title: "Tea, slowly", body: "21:30", url: `/r/${room.id}`, tag: "tea" });
    const shown = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, body, data, tag }) => ({ title, body, data: data as unknown, tag }));
      });
    await eventually("a notification", async () => (await shown()).length > 0);
    expect(await shown()).toEqual([{ title: "Tea, slowly", body: "21:30", data: `/r/${room.id}`, tag: "tea" }]);
    await person.close();
  });

  it("tells of a newer version between rooms, and begins it when the person says so", async () => {
    const person = await visitor();
    const { page } = person;
    const newer = scene.keep(await newerApp(scene.server.url));
    await page.goto(newer.url);
    await kept(page);
    const builds = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("corner-shell-")).length);
    expect(await builds()).toBe(1);
    newer.publish();
    await page.goto(`${newer.url}/settings`);
    await person.at("new-version").waitFor();
    await page.evaluate(() => Object.assign(window, { older: true }));
    await person.at("new-version").getByRole("button").click();
    await eventually("a page of the newer version", () => answered(begun(page), 3_000));
    expect(await builds()).toBe(2); // what pages of the older one may still need is kept
    expect(await person.at("new-version").count()).toBe(0);
    expect(person.troubles).toEqual([]);
    await person.close();
  });

  it("opens without a network after the first visit, and says in the person's language that there is none", async () => {
    const person = await visitor({ locale: "zh-CN" });
    const { page } = person;
    await page.goto(scene.server.url);
    await person.at("room").first().waitFor();
    await kept(page);
    await scene.server.child.stop();
    await page.reload();
    await page.context().setOffline(true);
    await page.getByText("当前没有网络，恢复后列表会自动出现。").waitFor();
    await page.context().setOffline(false); // a page that is loaded forgets that it is offline; it is told again
    await page.goto(`${scene.server.url}/r/${room.id}`);
    await page.context().setOffline(true);
    await page.getByRole("heading", { name: "当前没有网络" }).waitFor();
    await scene.server.restart(true);
    await page.context().setOffline(false);
    await person.at("join").waitFor();
    await page.getByText("Tea, slowly").waitFor();
    expect(person.troubles).toEqual([]);
    await person.close();
  });
});

/** What the page is painted on. */
function ground(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

function level(page: Page): Promise<string> {
  return page.locator("[data-testid=level]").evaluate((bar) => (bar as HTMLElement).style.getPropertyValue("--level"));
}

async function openSeat(person: Person, participant: string): Promise<void> {
  await person.page.locator(`.seat[data-participant="${participant}"] button`).click();
  await person.at("volume").waitFor();
}

/** kept waits until the worker has the whole shell and is in charge. */
async function kept(page: Page): Promise<void> {
  await eventually("the worker in charge", () => page.evaluate(() => navigator.serviceWorker.controller !== null), 30_000);
}

/** begun reports whether the page is not the one that was marked as older any more, and has the worker that was waiting. */
function begun(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const found = await navigator.serviceWorker.getRegistration();
    const { controller } = navigator.serviceWorker;
    return !("older" in window) && found?.waiting === null && controller?.state === "activated" && controller === found.active;
  });
}

/** newerApp stands before a server and, once it is told to, serves a service worker of a build that is newer. */
async function newerApp(server: string): Promise<{ url: string; publish(): void; close(): Promise<void> }> {
  let published = false;
  const proxy = createServer(async (request, response) => {
    try {
      const ask = () => fetch(server + request.url!, { redirect: "manual" });
      const answer = await ask().catch(ask); // the server may close a connection in the moment in which it is used again
      const text = request.url === "/sw.js" && published;
      const body = text ? (await answer.text()).replace(/build:`[^`]+`/, "build:`newer`") : Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") ?? "", "Cache-Control": answer.headers.get("Cache-Control") ?? "" });
      response.end(body);
    } catch {
      response.writeHead(502).end();
    }
  });
  const port = await freePort("tcp");
  await new Promise<void>((listening) => proxy.listen(port, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${port}`,
    publish: () => (published = true),
    close: () => new Promise((closed) => (proxy.closeAllConnections(), proxy.close(() => closed()))),
  };
}

/** push delivers a message as the browser's push service would. */
async function push(page: Page, message: object): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [registration] = registrations;
      if (registration !== undefined) resolve(registration.registrationId);
    }),
  );
  await devtools.send("ServiceWorker.enable");
  const registrationId = await registered;
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: new URL(page.url()).origin, registrationId, data: JSON.stringify(message) });
}
