import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Person } from "../instruments/app.ts";
import { bundle } from "../instruments/bundle.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { eventually, pause } from "../instruments/process.ts";
import { slotStats } from "../instruments/recording.ts";
import { silence } from "../instruments/speech.ts";
import { believed } from "../instruments/state.ts";
import { judge } from "./judge.ts";
import { shortPayloads } from "./payloads.ts";
import { Scene } from "./scene.ts";

const phone = { viewport: { width: 360, height: 640 }, colorScheme: "dark" as const };
const desktop = { viewport: { width: 1280, height: 800 }, colorScheme: "light" as const };

describe("a host with one thumb", () => {
  let scene: Scene;
  let chromium: ChromiumPerson;
  let ada: Person;
  let bo: Person;
  let link: string;

  beforeAll(async () => {
    scene = await Scene.open();
    chromium = scene.keep(await openChromium({ microphone: await silence() }));
    ada = await visitor("Ada", { ...phone, locale: "en-US" });
    bo = await visitor("小波", { ...phone, locale: "zh-CN", colorScheme: "light" });
    link = await ada.createRoom(scene.server.url, { title: "Small talk" });
    await bo.openLink(link);
    await bo.join();
    await bo.takeTheStage(ada);
  });

  afterAll(() => scene?.close());

  it("mutes in two taps; the muted person reads who and what now, in their language", async () => {
    await ada.muteOther("小波");
    const notice = bo.at("notice");
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(/[\u4e00-\u9fff]/);
    await judge(bo.page, "muted-360-light-zh");
    await judge(ada.page, "host-after-mute-360-dark-en");
    await ada.at("toast-action").click(); // undo
    await eventually("the mute to be lifted", async () => !(await believed(bo.page)).you.mute.host);
    expect((await believed(bo.page)).you.mute.self).toBe(true);
  });

  it("chats across two languages, and words stay words", async () => {
    await openChat(bo);
    await say(bo, "你吃了吗?");
    await openChat(ada);
    await ada.page.locator('[data-testid="message"]', { hasText: "你吃了吗" }).waitFor();
    for (const text of [shortPayloads.join("\n").slice(0, 200), shortPayloads.slice(8).join(" ")]) await say(ada, text);
    await bo.page.locator('[data-testid="message"]', { hasText: "<input autofocus>" }).waitFor();
    await judge(bo.page, "chat-360-light-zh");
    await judge(ada.page, "chat-360-dark-en");
    expect([...ada.troubles, ...bo.troubles]).toEqual([]);
    for (const person of [ada, bo]) await person.at("chat-close").click();
  });

  it("removes somebody with a reason; they read it, and every way back is closed or waits for the host", async () => {
    await ada.at("open-seat-1").click();
    await ada.at("act-kick").click();
    await ada.at("reason-spam").click();
    await judge(ada.page, "remove-360-dark-en");
    await ada.at("exclude").click();
    await bo.page.locator('[data-testid="ended"][data-reason="kicked"]').waitFor();
    await judge(bo.page, "removed-360-light-zh");

    await bo.page.goto(link); // a reload, the same token
    await bo.at("nickname").fill("又是我");
    await bo.at("join").click();
    await bo.page.locator('[data-testid="ended"][data-reason="kicked"]').waitFor();

    const tab = new Person("小波", { page: await bo.page.context().newPage(), troubles: [], close: async () => undefined });
    await tab.page.goto(scene.server.url);
    await tab.page.evaluate(() => localStorage.clear()); // another name, no token: the same browser all the same
    await tab.openLink(link);
    await tab.at("join").click();
    await tab.page.locator('[data-testid="ended"][data-reason="kicked"]').waitFor();

    const other = await visitor("Angel", { ...phone, locale: "en-US" });
    await other.openLink(link);
    await other.at("join").click();
    await other.at("waiting").waitFor();
    await judge(other.page, "waiting-360-dark-en");
    await ada.at("desk").click();
    await ada.at("admit").waitFor();
    await judge(ada.page, "desk-waiting-360-dark-en");
    await ada.at("admit").click();
    await other.inside();
    await ada.page.keyboard.press("Escape");
    await other.close();
  });

  it("sees who is out, and lets them back", async () => {
    await ada.at("desk").click();
    await ada.at("tab-removed").click();
    await ada.at("ban").first().waitFor();
    await judge(ada.page, "ban-list-360-dark-en");
    await ada.at("lift").first().click();
    await ada.page.keyboard.press("Escape");
    await bo.openLink(link);
    await bo.join();
  });

  it("reads the record of what was done", async () => {
    await ada.at("desk").click();
    await ada.at("tab-record").click();
    await ada.at("record").first().waitFor();
    await judge(ada.page, "record-360-dark-en");
    await ada.page.keyboard.press("Escape");
  });

  /** visitor is somebody with storage of their own. */
  async function visitor(name: string, context: object): Promise<Person> {
    const made = await newVisitor(chromium.browser, { context });
    return new Person(name, { ...made, close: () => made.page.context().close() });
  }
});

// THREATS 73.
describe("one guest in three tabs", () => {
  let scene: Scene;
  let chromium: ChromiumPerson;

  beforeAll(async () => {
    scene = await Scene.open();
    chromium = scene.keep(await openChromium({ microphone: await silence() }));
  });

  afterAll(() => scene?.close());

  it("is heard and hears in the newest only, and the others say why", async () => {
    const host = await newVisitor(chromium.browser, { context: { ...desktop } });
    const ada = new Person("Ada", { ...host, close: () => host.page.context().close() });
    const link = await ada.createRoom(scene.server.url, { title: "Three tabs" });
    const context = await chromium.browser.newContext({ locale: "en-US", permissions: ["microphone"] });
    await context.addInitScript({ content: await bundle("probe") });
    const tabs: Person[] = [];
    for (let i = 0; i < 3; i++) {
      const page = await context.newPage();
      tabs.push(new Person("Bo", { page, troubles: [], close: async () => undefined }));
      await tabs[i]!.openLink(link);
      await tabs[i]!.join();
      if (i === 0) await tabs[0]!.takeTheStage(ada);
    }
    const [first, second, third] = tabs as [Person, Person, Person];
    for (const old of [first, second]) await old.page.locator('[data-testid="ended"][data-reason="replaced"]').waitFor();
    const seats = (await believed(ada.page)).stage.filter(({ occupant }) => occupant?.name === "Bo");
    expect(seats).toHaveLength(1);
    expect((await believed(third.page)).you.seat).toBe(seats[0]!.index);
    await ada.unmute();
    await third.hears();
    const before = await Promise.all([first, second].map(({ page }) => packets(page)));
    await pause(1_000);
    expect(await Promise.all([first, second].map(({ page }) => packets(page)))).toEqual(before);
  });
});

/** packets counts what a page has received on any line; 0 where its connection is gone. */
async function packets(page: Person["page"]): Promise<number> {
  const lines = await slotStats(page).catch(() => []);
  return lines.reduce((sum, line) => sum + line.packets, 0);
}

async function openChat(person: Person): Promise<void> {
  await person.at("chat-button").click();
  await person.at("chat-text").waitFor();
}

async function say(person: Person, text: string): Promise<void> {
  await person.at("chat-text").fill(text);
  await person.at("chat-send").click();
}
