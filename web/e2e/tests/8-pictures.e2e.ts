import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Person } from "../instruments/app.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { type NewRoom, createRoom } from "../instruments/server.ts";
import { silence } from "../instruments/speech.ts";
import { addTalker, startTalking } from "../instruments/talkers.ts";
import { judge } from "./judge.ts";
import { Scene } from "./scene.ts";

const sizes = [{ width: 360, height: 640 }, { width: 1280, height: 800 }];
const schemes = ["dark", "light"] as const;
const locales = ["en-US", "zh-CN"];
const looks = sizes.flatMap((viewport) => schemes.flatMap((colorScheme) => locales.map((locale) => ({ viewport, colorScheme, locale }))));

describe("the pages as they look", () => {
  let scene: Scene;
  let room: NewRoom;
  let chromium: ChromiumPerson;

  beforeAll(async () => {
    scene = await Scene.open();
    room = await createRoom(scene.server.url, { title: "深夜闲聊 · Late-night small talk", topic: "street food" });
    const talkers = await scene.talkers();
    const host = await startTalking(talkers, room, 150);
    await addTalker(talkers, room.id, host, "小雨", 220);
    await talkers.call("crowd", room.id, ["Cruz", "阿明", "Noor"]);
    chromium = scene.keep(await openChromium({ microphone: await silence() }));
  });

  afterAll(() => scene?.close());

  it.each(looks)("$viewport.width px, $colorScheme, $locale: nothing is inaccessible or wider than the screen", async (look) => {
    const visitor = await newVisitor(chromium.browser, { context: look });
    const person = new Person("Pia", { ...visitor, close: () => visitor.page.context().close() });
    const name = `${look.viewport.width}-${look.colorScheme}-${look.locale}`;
    await person.page.goto(scene.server.url);
    await person.at("room").first().waitFor();
    await judge(person.page, `lobby-${name}`);
    await person.openLink(`${scene.server.url}/r/${room.id}`);
    await judge(person.page, `card-${name}`);
    await person.join();
    await person.hears();
    await judge(person.page, `room-${name}`);
    expect(person.troubles).toEqual([]);
    await person.close();
  });
});
