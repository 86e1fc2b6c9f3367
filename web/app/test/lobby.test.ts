import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LobbyRoom, LobbyState } from "@sdk";
import { guess, nearest, offered, optionLabel, sorted } from "../languages";
import { Rooms } from "../lobby/rooms";
import { checkWish, wishToSend } from "../lobby/wish";
import { parsePath, pathOf } from "../router";
import { tables } from "./tables";
import { FakeLobby, lobbyRooms } from "./fake/lobby";

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
    ["/schedule", { page: "schedule" }],
    ["/settings/", { page: "settings" }],
    ["/schedule/2026", { page: "lobby" }],
    ["/lobby", { page: "lobby" }],
    ["/r/", { page: "lobby" }],
    ["/r/a/b", { page: "lobby" }],
    ["/r/%3Cscript%3E", { page: "lobby" }],
    [`/r/${"x".repeat(65)}`, { page: "lobby" }],
  ])("%s", (path, route) => {
    expect(parsePath(path)).toEqual(route);
  });

  it("lead back to where they came from", () => {
    expect(parsePath(pathOf({ page: "room", id: "a-_9" }))).toEqual({ page: "room", id: "a-_9" });
    expect(parsePath(pathOf({ page: "settings" }))).toEqual({ page: "settings" });
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

  const make = (state: Partial<LobbyState> = {}) => {
    const feed = new FakeLobby(state);
    return { feed, rooms: new Rooms(feed) };
  };
  const [a, b, c] = lobbyRooms as [LobbyRoom, LobbyRoom, LobbyRoom];
  const shown = (rooms: Rooms) => rooms.list.value.rooms;

  it("is followed once for two who look, until both have gone", () => {
    const { feed, rooms } = make();
    const stops = [rooms.watch(), rooms.watch()];
    stops[0]!();
    stops[0]!(); // twice is once
    expect(feed.asked).toEqual(["start"]);
    stops[1]!();
    expect(feed.asked).toEqual(["start", "stop"]);
  });

  it("says that it is loading, then what there is", () => {
    const { feed, rooms } = make({ status: "loading", rooms: [] });
    rooms.watch();
    expect(rooms.list.value.status).toBe("loading");
    feed.tell({ status: "live", rooms: [], stale: true });
    expect(rooms.list.value).toEqual({ status: "ready", rooms: [], more: false, stale: true });
  });

  it("keeps the rooms on the screen while nobody answers, marked as old", () => {
    const { feed, rooms } = make();
    rooms.watch();
    feed.tell({ status: "away" });
    expect(rooms.list.value).toMatchObject({ status: "ready", rooms: lobbyRooms, stale: true });
    feed.tell({ status: "polling" });
    expect(rooms.list.value.stale).toBe(false);
  });

  it("says so when it could never be read", () => {
    const { rooms } = make({ status: "away", rooms: [] });
    rooms.watch();
    expect(rooms.list.value.status).toBe("failed");
  });

  it("begins anew for somebody else only while somebody looks", () => {
    const { feed, rooms } = make();
    rooms.refresh();
    expect(feed.asked).toEqual([]);
    rooms.watch();
    rooms.refresh();
    expect(feed.asked).toEqual(["start", "start"]);
  });

  it("changes its order at once while nothing is on it", () => {
    const { feed, rooms } = make({ rooms: [a, b] });
    rooms.watch();
    feed.tell({ rooms: [b, a] });
    expect(shown(rooms)).toEqual([b, a]);
  });

  it("keeps every card under a finger where it is, with what is in it as it is now", () => {
    const { feed, rooms } = make({ rooms: [a, b] });
    rooms.watch();
    rooms.still.enter("pointer");
    const livelier = { ...a, listeners: 99 };
    feed.tell({ rooms: [c, b, livelier] });
    expect(shown(rooms)).toEqual([livelier, b]);
    rooms.still.leave("pointer");
    vi.advanceTimersByTime(1999);
    expect(shown(rooms)).toEqual([livelier, b]);
    vi.advanceTimersByTime(1);
    expect(shown(rooms)).toEqual([c, b, livelier]);
  });

  it("waits for the focus too, and a finger that comes back begins the waiting anew", () => {
    const { feed, rooms } = make({ rooms: [a, b] });
    rooms.watch();
    rooms.still.enter("focus");
    rooms.still.enter("pointer");
    feed.tell({ rooms: [b, a] });
    rooms.still.leave("pointer");
    vi.advanceTimersByTime(5000);
    expect(shown(rooms)).toEqual([a, b]);
    rooms.still.leave("focus");
    vi.advanceTimersByTime(1500);
    rooms.still.enter("pointer");
    vi.advanceTimersByTime(1500);
    expect(shown(rooms)).toEqual([a, b]);
  });

  it("is put in order after a quarter of a minute whatever is on it, and then waits again", () => {
    const { feed, rooms } = make({ rooms: [a, b] });
    rooms.watch();
    rooms.still.enter("pointer");
    feed.tell({ rooms: [b, a] });
    vi.advanceTimersByTime(14_999);
    expect(shown(rooms)).toEqual([a, b]);
    vi.advanceTimersByTime(1);
    expect(shown(rooms)).toEqual([b, a]);
    feed.tell({ rooms: [a, b] });
    expect(shown(rooms)).toEqual([b, a]);
  });

  it("that was asked for comes as it is, with a finger on it too", () => {
    const { feed, rooms } = make({ rooms: [a, b] });
    rooms.watch();
    rooms.still.enter("focus");
    rooms.setFilter({ pair: ["ar", "en"], level: "", tag: "" });
    feed.tell({ status: "live" }); // the old list once more changes nothing
    feed.tell({ rooms: [c] });
    expect([shown(rooms), feed.asked.at(-1)]).toEqual([[c], 'filter {"pair":["ar","en"],"level":"","tag":""}']);
    rooms.showMore();
    feed.tell({ rooms: [c, a] });
    expect(shown(rooms)).toEqual([c, a]);
    feed.tell({ rooms: [a, c] });
    expect(shown(rooms)).toEqual([c, a]);
  });

  it("of nothing is shown too when that is what was found", () => {
    const { feed, rooms } = make({ rooms: [a, b] });
    rooms.watch();
    rooms.still.enter("focus");
    rooms.setFilter({ pair: [], level: "C2", tag: "" });
    feed.tell({ rooms: [] });
    expect(shown(rooms)).toEqual([]);
  });
});
