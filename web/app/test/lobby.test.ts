import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RoomList } from "@sdk";
import { guess, nearest, offered, optionLabel, sorted } from "../languages";
import { Rooms } from "../lobby/rooms";
import { checkWish, wishToSend } from "../lobby/wish";
import { parsePath, pathOf } from "../router";
import { tables } from "./tables";
import { listings } from "./fake/people";

describe("languages", () => {
  it("all have a name in every language of the app", () => {
    for (const locale of Object.keys(tables)) {
      expect(offered.filter((tag) => optionLabel(tag, locale).split(" ")[0] === tag)).toEqual([]);
    }
  });

  it("are each offered once, in alphabetical order of the app's language", () => {
    expect(new Set(sorted("en")).size).toBe(offered.length);
    expect(sorted("en").slice(0, 2)).toEqual(["ar", "bn"]);
    expect(sorted("es").slice(0, 2)).toEqual(["de", "ar"]); // alemán, árabe
    expect(sorted("zh-Hans")).not.toEqual(sorted("en"));
  });

  it.each([["zh-Hant-TW", "zh"], ["en-GB", "en"], ["no", "nb"], ["fil-PH", "tl"], ["tlh", ""], ["", ""]])("nearest to %j is %j", (tag, near) => {
    expect(nearest(tag)).toBe(near);
  });

  it.each([
    [["zh-CN"], ["zh"], ["en"]],
    [["en-US", "zh"], ["en"], ["zh"]],
    [["tlh", "ja"], ["ja"], ["en"]],
    [[], ["en"], ["zh"]],
  ])("are guessed from %j", (preferred, speaks, learns) => {
    expect(guess(preferred)).toEqual({ speaks, learns });
  });
});

describe("addresses", () => {
  it.each([
    ["/r/q3vX0m1Lr8s2T5uW9yZbCd", { page: "room", id: "q3vX0m1Lr8s2T5uW9yZbCd" }],
    ["/r/q3v/", { page: "room", id: "q3v" }],
    ["/", { page: "lobby" }],
    ["/r/", { page: "lobby" }],
    ["/r/a/b", { page: "lobby" }],
    ["/r/%3Cscript%3E", { page: "lobby" }],
    [`/r/${"x".repeat(65)}`, { page: "lobby" }],
  ])("%s", (path, route) => {
    expect(parsePath(path)).toEqual(route);
  });

  it("lead back to where they came from", () => {
    expect(parsePath(pathOf({ page: "room", id: "a-_9" }))).toEqual({ page: "room", id: "a-_9" });
  });
});

describe("a wish for a room", () => {
  const wish = { title: "Tea", languages: ["zh", "en"], topic: "", seats: 8 };
  it.each([
    [{}, []],
    [{ title: "  " }, ["title"]],
    [{ title: "x".repeat(81) }, ["title"]],
    [{ title: "茶".repeat(80) }, []],
    [{ languages: ["en", "en"] }, ["pair"]],
    [{ topic: "x".repeat(121) }, ["topic"]],
    [{ rules: "x".repeat(601) }, ["rules"]],
    [{ translations: [{ language: "en", title: "", rules: "x".repeat(601) }] }, ["rules"]],
  ])("%j is wrong in %j", (change, wrong) => {
    const faults = checkWish({ ...wish, ...change }, tables.en);
    expect(Object.entries(faults).flatMap(([key, fault]) => (fault === "" ? [] : [key]))).toEqual(wrong);
  });
});

describe("a wish that is sent", () => {
  const wish = { title: " Tea ", languages: ["zh", "en"], topic: " cats ", seats: 8 };

  it("is trimmed, and has no more than what was written", () => {
    expect(wishToSend(wish)).toEqual({ title: "Tea", languages: ["zh", "en"], topic: "cats", seats: 8 });
    expect(wishToSend({ ...wish, rules: " Be kind ", mode: "free", waiting_room: true })).toMatchObject({ rules: "Be kind", mode: "free", waiting_room: true });
  });

  it("has the second language's words, in the language that was chosen last", () => {
    const written = { ...wish, translations: [{ language: "en", title: " Tea time ", rules: "" }] };
    expect(wishToSend(written).translations).toEqual([{ language: "en", title: "Tea time", rules: "" }]);
    expect(wishToSend({ ...written, languages: ["zh", "fr"] }).translations).toEqual([{ language: "fr", title: "Tea time", rules: "" }]);
    expect(wishToSend({ ...wish, translations: [{ language: "en", title: " ", rules: "" }] })).not.toHaveProperty("translations");
  });
});

describe("the list of rooms", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const answer = (rooms = listings, stale = false): RoomList => ({ rooms, stale });
  const make = (listRooms: () => Promise<RoomList>, hidden = () => false) => new Rooms({ listRooms }, hidden);

  it("is read at once and again every five seconds while somebody looks", async () => {
    const read = vi.fn(async () => answer());
    const stop = make(read).watch();
    await vi.advanceTimersByTimeAsync(10_100);
    expect(read).toHaveBeenCalledTimes(3);
    stop();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it("is read once for two who look, until both have gone", async () => {
    const read = vi.fn(async () => answer());
    const rooms = make(read);
    const stops = [rooms.watch(), rooms.watch()];
    stops[0]!();
    stops[0]!(); // twice is once
    await vi.advanceTimersByTimeAsync(5_100);
    expect(read).toHaveBeenCalledTimes(2);
    stops[1]!();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("is not read in a hidden tab", async () => {
    const read = vi.fn(async () => answer());
    const stop = make(read, () => true).watch();
    await vi.advanceTimersByTimeAsync(10_100);
    expect(read).not.toHaveBeenCalled();
    stop();
  });

  it("says that it is loading, then what there is", async () => {
    const rooms = make(async () => answer([], true));
    expect(rooms.list.value.status).toBe("loading");
    await rooms.refresh();
    expect(rooms.list.value).toEqual({ status: "ready", rooms: [], stale: true });
  });

  it("keeps the rooms on the screen when a later reading fails, marked as old", async () => {
    const read = vi.fn(async () => answer());
    const rooms = make(read);
    await rooms.refresh();
    read.mockRejectedValueOnce(new Error("away"));
    await rooms.refresh();
    expect(rooms.list.value).toEqual({ status: "ready", rooms: listings, stale: true });
    await rooms.refresh();
    expect(rooms.list.value.stale).toBe(false);
  });

  it("says so when it could never be read", async () => {
    const rooms = make(() => Promise.reject(new Error("away")));
    await rooms.refresh();
    expect(rooms.list.value.status).toBe("failed");
  });
});
