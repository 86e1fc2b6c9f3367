/** What the tests of an evening share: people of several places, rooms made for them, rounds, talk time. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { Person } from "../instruments/app.ts";
import { type ChromiumPerson, newVisitor } from "../instruments/chromium.ts";
import type { NewRoom } from "../instruments/server.ts";
import { believed } from "../instruments/state.ts";

export const phone = { width: 360, height: 640 };
export const desktop = { width: 1280, height: 800 };
export const shanghai: BrowserContextOptions = { locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: phone, colorScheme: "dark" };
export const newYork: BrowserContextOptions = { locale: "en-US", timezoneId: "America/New_York", viewport: phone, colorScheme: "light" };
export const madrid: BrowserContextOptions = { locale: "es-ES", timezoneId: "Europe/Madrid", viewport: phone, colorScheme: "dark" };

/** The shortest rounds there are. */
export const roundMs = 30_000;
export const rounds = (languages: string[]) => languages.map((language) => ({ language, seconds: roundMs / 1_000 }));

export async function visitor(chromium: ChromiumPerson, name: string, context: BrowserContextOptions): Promise<Person> {
  const opened = await newVisitor(chromium.browser, { context });
  return new Person(name, { ...opened, close: () => opened.page.context().close() });
}

/** own brings the guest who made a room into it: the host. */
export async function own(host: Person, server: string, room: NewRoom): Promise<void> {
  await host.page.goto(server);
  await host.page.evaluate((token) => localStorage.setItem("corner.guest", token), room.token);
  await visit(host, server, room);
}

export async function visit(person: Person, server: string, room: NewRoom): Promise<void> {
  await person.openLink(`${server}/r/${room.id}`);
  await person.join();
}

export async function idOf(page: Page): Promise<string> {
  return (await believed(page)).you.id;
}

/** talkOf is somebody's talk time as a page was told of it last, milliseconds; 0 for who hides it. */
export async function talkOf(page: Page, person: Person): Promise<number> {
  const id = await idOf(person.page);
  const talk = await page.evaluate(() => window.probe.lastTalk());
  return talk.find(([participant]) => participant === id)?.[1] ?? 0;
}

/** ownTalk is one's talk time as one was welcomed with it. */
export async function ownTalk(page: Page): Promise<number> {
  return (await believed(page)).you_voiced.reduce((sum, { ms }) => sum + ms, 0);
}
