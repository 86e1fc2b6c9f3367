import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { alike, wellHeard } from "../instruments/calm.ts";
import { click, type FirefoxPerson, openFirefox, type } from "../instruments/firefox.ts";
import { Keyboard } from "../instruments/keyboard.ts";
import { eventually, pause } from "../instruments/process.ts";
import { bestMatch, settled, slotStats, startListening, stopListening } from "../instruments/recording.ts";
import { speech, voices } from "../instruments/speech.ts";
import { desktop, newYork, shanghai } from "./evening.ts";
import { judge } from "./judge.ts";
import { Scene } from "./scene.ts";

const stretchMs = 5_000;
const minuteMs = 60_000;

// Two people on two clocks and in two languages agree on an hour, are reminded of it, and meet. Neither has a mouse.
describe("meeting again", () => {
  let scene: Scene;
  let yu: Person;
  let lena: Person;
  /** What the host and the guest have in the place of a mouse. */
  let host: Keyboard;
  let guest: Keyboard;
  let link: string;

  beforeAll(async () => {
    scene = await Scene.open();
    [yu, lena] = await Promise.all([
      scene.person("小雨", voices.ada, { context: { ...shanghai, viewport: desktop } }),
      scene.person("Lena", voices.bo, { context: newYork }),
    ]);
    [host, guest] = [new Keyboard(yu.page), new Keyboard(lena.page)];
  });

  afterAll(() => scene?.close());

  it("finds hours that both are awake, and plans one with one tap", async () => {
    await host.open(scene.server.url);
    await host.press("meetups");
    await yu.at("schedule-page").waitFor();
    await judge(yu.page, "week-agenda-zh");
    await host.reach("tab-agenda");
    await host.along("ArrowRight", "ArrowRight");
    await yu.at("schedule-best").first().waitFor();
    await judge(yu.page, "week-hours-zh");
    const best = (await yu.page.locator(".slot-times").first().textContent())!;
    expect(best).toContain("上海");
    expect(best).toContain("纽约");
    await host.press("schedule-best");
    await host.replace("nickname", "小雨");
    await host.along("Enter");
    await yu.at("plan-page").waitFor();
    await judge(yu.page, "week-plan-zh");
    link = yu.page.url();
  });

  it("shows whoever has the link when that is for them, and takes their word that they come", async () => {
    await moveTo(14);
    await guest.open(link);
    await lena.at("plan-page").waitFor();
    const when = (await lena.page.locator(".plan-when").textContent())!;
    expect(when).toContain("Shanghai");
    expect(when.length).toBeGreaterThan(0);
    await judge(lena.page, "week-plan-en");
    await guest.press("come");
    await guest.replace("nickname", "Lena");
    await guest.press("save-profile");
    await lena.page.locator("[data-testid=reply][data-you=going]").waitFor();
    await guest.press("not-come", "Space");
    await lena.page.locator('[data-testid=reply][data-you=""]').waitFor();
    await guest.press("come", "Space");
    await lena.page.locator("[data-testid=reply][data-you=going]").waitFor();
    await host.open();
    await eventually("Lena among those who come", async () => (await yu.at("who").textContent())?.includes("Lena"));
  });

  it("lets the host make a co-host of who comes, and take that back", async () => {
    await host.press("edit-plan");
    await host.press("co-host", "Space");
    await host.press("save-plan");
    await yu.at("save-plan").waitFor({ state: "detached" });
    await eventually("Lena as co-host", async () => (await coHosts()).includes("Lena"));
    await host.press("toast-action");
    await eventually("no co-host any more", async () => (await coHosts()).length === 0);
    expect(await going()).toBe(1);
  });

  it("can be read by whoever gets the link without opening it", async () => {
    const page = await (await fetch(link)).text();
    expect(page).toMatch(/<meta property="og:title" content="[^"]*中文/);
    expect(page).toMatch(/<meta property="og:description" content="[^"]*Shanghai/);
  });

  it("reminds who comes, on whatever page they are, and opens by itself", async () => {
    await guest.open(scene.server.url);
    await lena.page.locator("[data-testid=reminder][data-kind=soon]").waitFor();
    await judge(lena.page, "week-reminder-en");
    await guest.press("reminder-go");
    await lena.at("plan-page").waitFor();
    await guest.press("back");
    await moveTo(3);
    await yu.at("enter").waitFor();
    await judge(yu.page, "week-doors-zh");
    await guest.open(scene.server.url);
    await lena.page.locator("[data-testid=reminder][data-kind=open]").waitFor();
    await eventually("the room among those that are open", async () => {
      const { rooms } = (await (await fetch(`${scene.server.url}/v1/rooms`)).json()) as { rooms: { id: string }[] };
      return rooms.some(({ id }) => link.endsWith(id));
    });
  });

  it("brings them into the room with one key, and they hear each other", async () => {
    await host.press("enter");
    await yu.inside();
    await host.press("microphone");
    await yu.page.locator('[data-testid="microphone"][aria-pressed="true"]').waitFor();
    await guest.press("reminder-go");
    await lena.inside();
    await lena.hears();
    await settled(lena.page);
    const said = await wellHeard(async () => {
      await startListening(lena.page);
      await pause(stretchMs);
      return bestMatch(await stopListening(lena.page), await speech(voices.ada));
    }, ({ r }) => r);
    console.log(`Lena hears the host at the meetup: correlation ${said.r.toFixed(3)}`);
    expect(said.r).toBeGreaterThanOrEqual(alike);
  });

  it("gives the guest a seat and a voice, and lets them go home", async () => {
    await guest.press("hand-button");
    await host.press("invite");
    await guest.press("accept");
    await guest.press("microphone", "Space");
    await lena.page.locator('[data-testid="microphone"][aria-pressed="true"]').waitFor();
    await yu.hears();
    await pause(stretchMs); // so that there is something to tell at the end
    await guest.press("leave");
    await lena.at("tonight").waitFor();
    await judge(lena.page, "week-left-en");
    await guest.press("way-lobby");
    await lena.at("meetups").waitFor();
  });

  it("does the same in Firefox", { timeout: 120_000 }, async () => {
    await lena.page.close();
    const fox = await openFirefox({ zone: "America/New_York" });
    try {
      await inFirefox(fox.page);
    } finally {
      await fox.close();
    }
  });

  /** inFirefox opens the schedule, says that somebody comes to a meetup of next week, and hears the one that goes on. */
  async function inFirefox(page: FirefoxPerson["page"]): Promise<void> {
    await page.goto(`${scene.server.url}/schedule`);
    await click(page, "tab-hours");
    await click(page, "schedule-best");
    await type(page, "nickname", "Fox");
    await click(page, "save-profile");
    await page.waitForSelector("[data-testid=plan-page]");
    await click(page, "come");
    await page.waitForSelector("[data-testid=reply][data-you=going]");
    await page.goto(link);
    await click(page, "join");
    await eventually("sound at Fox", async () => (await slotStats(page)).some(({ energy }) => energy > 0), 30_000);
    await settled(page);
    const said = await wellHeard(async () => {
      await startListening(page);
      await pause(stretchMs);
      return bestMatch(await stopListening(page), await speech(voices.ada));
    }, ({ r }) => r);
    console.log(`Firefox hears the host at the meetup: correlation ${said.r.toFixed(3)}`);
    expect(said.r).toBeGreaterThanOrEqual(alike);
  }

  it("agrees on the next one at the end, under the same link", async () => {
    await host.press("leave");
    await yu.at("tonight").waitFor();
    await host.press("meet-again");
    await host.press("save-plan");
    await yu.at("save-plan").waitFor({ state: "detached" });
    await judge(yu.page, "week-again-zh");
    const days = (await told()).instances.map(({ start_ms }) => Math.round((start_ms - Date.now()) / (24 * 60 * minuteMs)));
    expect(days.at(-1)).toBe(7);
  });

  it("troubles nobody", () => {
    expect([...yu.troubles, ...lena.troubles]).toEqual([]);
  });

  interface Told {
    co_hosts: { name: string }[];
    instances: { start_ms: number; going: number }[];
  }

  /** told is the meetup as the server tells it. */
  async function told(): Promise<Told> {
    return (await (await fetch(link.replace("/r/", "/v1/schedules/"))).json()) as Told;
  }

  async function coHosts(): Promise<string[]> {
    return (await told()).co_hosts.map(({ name }) => name);
  }

  async function going(): Promise<number> {
    return (await told()).instances[0]!.going;
  }

  /** moveTo has the host change when the meetup is: in so many minutes, by the clock of Shanghai. */
  async function moveTo(minutes: number): Promise<void> {
    const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
    const [date, time] = parts.format(Date.now() + minutes * minuteMs).split(" ");
    await host.press("edit-plan");
    await host.date("date", date!);
    await host.time("time", time!);
    await host.press("save-plan");
    await yu.at("save-plan").waitFor({ state: "detached" });
  }
});
