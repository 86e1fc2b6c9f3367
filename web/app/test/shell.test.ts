import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VoiceRoomOptions } from "@sdk";
import type { Services } from "../services";
import { Memory } from "../memory";
import { RoomSession } from "../room/session";
import { Shell } from "../shell";
import { pickLocale } from "../strings";
import { FakeRoom, type Script } from "./fake/client";
import { busiest, FakeLobby } from "./fake/lobby";
import { listings, room } from "./fake/people";
import { FakePlans } from "./fake/plans";
import { tables } from "./tables";

/** Just enough of a browser window. */
class FakeWindow extends EventTarget {
  readonly location = { pathname: "/", origin: "https://corner.example" };
  readonly history = {
    pushState: (_: unknown, __: string, path: string) => {
      this.location.pathname = path;
    },
  };
  readonly navigator = { languages: ["zh-CN"], onLine: true };
  readonly localStorage = storage();
  readonly sessionStorage = storage();
  readonly made: object[] = [];
  /** Speakers that elements were led to. */
  readonly routed: string[] = [];
  readonly document = {
    hidden: false,
    readyState: "complete",
    documentElement: { lang: "", dataset: {} as Record<string, string>, style: { colorScheme: "" } },
    head: { querySelector: () => null, prepend: () => undefined },
    body: { append: (element: object) => void this.made.push(element) },
    createElement: () => ({ play: () => Promise.resolve(), setSinkId: (id: string) => Promise.resolve(void this.routed.push(id)) }),
  };
  readonly scrollTo = () => undefined;
  readonly requestAnimationFrame = () => 1;
  readonly cancelAnimationFrame = () => undefined;

  /** What the browser's Back button does. */
  back(path: string): void {
    this.location.pathname = path;
    this.dispatchEvent(new Event("popstate"));
  }
}

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
}

function start(script: Partial<Script> = {}, change: Partial<Services> = {}) {
  const window = new FakeWindow();
  const fakes: FakeRoom[] = [];
  const options: VoiceRoomOptions[] = [];
  const saved: string[] = [];
  const prepared: string[] = [];
  const services: Services = {
    url: window.location.origin,
    lobby: () => new FakeLobby(),
    quickStart: async () => "",
    awake: async () => busiest,
    room: async () => listings[0]!,
    createRoom: async () => ({ id: "made" }),
    plans: async () => new FakePlans(),
    prepare: () => void prepared.push("prepare"),
    unprepare: () => void prepared.push("unprepare"),
    ready: () => null,
    session: (...visit) => new RoomSession(...visit),
    client: (given) => {
      options.push(given);
      const fake = new FakeRoom({ snapshot: room(), ...script });
      fakes.push(fake);
      return fake;
    },
    about: async () => ({ version: "0.6.0", zone_data: "2026b" }),
    push: () => ({ key: async () => "", save: async () => undefined, drop: async () => undefined }),
    loadToken: () => "kept-token",
    saveToken: (token) => void saved.push(token),
    ...change,
  };
  const memory = new Memory(() => window.localStorage, () => window.sessionStorage);
  const locale = pickLocale(memory.locale(), window.navigator.languages);
  const shell = new Shell(services, window as unknown as Window, { locale, strings: tables[locale], memory });
  return { shell, window, fakes, options, saved, prepared };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a first visit", () => {
  it("speaks the browser's language and has a profile that is ready to join", () => {
    const { shell, window } = start();
    expect([shell.locale.value, window.document.documentElement.lang, shell.known.value]).toEqual(["zh-Hans", "zh-Hans", false]);
    expect(shell.profile.value).toMatchObject({ speaks: ["zh"], learns: ["en"] });
    expect(shell.present().time_zone).not.toBe("");
  });

  it("keeps a chosen language, and not one that was only found", async () => {
    const { shell } = start();
    expect(shell.memory.locale()).toBe("");
    await shell.chooseLocale("en");
    expect([shell.memory.locale(), shell.strings.value.bar.leave]).toEqual(["en", "Leave"]);
  });

  it("runs from the right in Arabic, and from the left again after it", async () => {
    const { shell, window } = start();
    const root = window.document.documentElement as { lang: string; dir?: string };
    await shell.chooseLocale("ar");
    expect([root.lang, root.dir]).toEqual(["ar", "rtl"]);
    await shell.chooseLocale("en");
    expect([root.lang, root.dir]).toEqual(["en", "ltr"]);
  });

  it("keeps a confirmed profile, trimmed", () => {
    const { shell } = start();
    shell.setProfile({ name: "  小雨 ", speaks: ["zh"], learns: [], levels: [], time_zone: "" });
    expect([shell.known.value, shell.memory.profile()?.name]).toEqual([true, "小雨"]);
  });
});

describe("what is chosen on this device", () => {
  it("is heard and spoken with, in this room and in later ones", async () => {
    const { shell, fakes, window } = start();
    shell.setMicrophone("headset");
    shell.setSpeaker("loudspeaker");
    await shell.enter("demo");
    expect(fakes[0]?.sent.slice(0, 2)).toEqual(["microphone headset", "join"]);
    expect(window.routed).toEqual(["loudspeaker", "loudspeaker", "loudspeaker"]);
    shell.setMicrophone("");
    shell.setSpeaker("");
    expect([fakes[0]?.sent.at(-1), window.routed.slice(3)]).toEqual(["microphone ", ["", "", ""]]);
    expect([shell.memory.device("microphone"), shell.memory.device("speaker")]).toEqual(["", ""]);
  });

  it("leaves the system's devices alone when nothing was chosen", async () => {
    const { shell, fakes, window } = start();
    await shell.enter("demo");
    expect([fakes[0]?.sent[0], window.routed]).toEqual(["join", []]);
  });

  it("can be forgotten with everything else, and comes back when that is taken back", () => {
    const { shell, window } = start();
    shell.setProfile({ name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "" });
    shell.setTheme("dark");
    shell.setChimes(false);
    const now = () => [shell.known.value, shell.theme.value, window.document.documentElement.dataset.theme, shell.chimes.value];
    const bringBack = shell.forget();
    expect([now(), shell.profile.value.name === "小雨"]).toEqual([[false, "system", undefined, true], false]);
    bringBack();
    expect([now(), shell.profile.value.name]).toEqual([[true, "dark", "dark", false], "小雨"]);
  });
});

describe("entering a room", () => {
  it("goes to its address with the kept token and three elements made in the tap", async () => {
    const { shell, window, options, saved } = start();
    await shell.enter("demo");
    expect(window.location.pathname).toBe("/r/demo");
    expect(options[0]).toMatchObject({ room: "demo", token: "kept-token", url: "https://corner.example" });
    expect(options[0]?.audio).toHaveLength(3);
    expect([shell.memory.room(), saved]).toEqual(["demo", ["token"]]);
  });

  it("waits for what a room needs, with the sound unlocked in the tap, and for no room that is no longer wanted", async () => {
    let come = () => undefined as void;
    const coming = new Promise<void>((resolve) => (come = resolve));
    const { shell, window, options } = start({}, { ready: () => coming });
    const going = [shell.enter("demo"), shell.enter("tea")];
    expect([window.made.length, options.length, shell.session.value]).toEqual([3, 0, null]);
    come();
    await Promise.all(going);
    expect(options.map(({ room }) => room)).toEqual(["tea"]);
    expect(shell.session.value?.room).toBe("tea");
  });

  it("says so when that cannot come", async () => {
    const { shell, options, prepared } = start({}, { ready: () => Promise.reject(new Error("gone")) });
    await shell.enter("demo");
    expect([options, prepared, shell.toast.value?.text]).toEqual([[], ["unprepare"], tables["zh-Hans"].errors.network]);
  });

  it("has the words of a room before there is one, in the language of that moment", async () => {
    const { shell } = start();
    const { bar, ...first } = tables["zh-Hans"];
    shell.strings.value = first as typeof shell.strings.value;
    const going = shell.enter("demo");
    await Promise.all([shell.chooseLocale("en"), going]);
    expect(bar.leave).not.toBe(tables.en.bar.leave);
    expect([shell.session.value?.room, shell.strings.value.bar.leave]).toEqual(["demo", tables.en.bar.leave]);
  });

  it("asks for less delay only if that was chosen, here and in later rooms", async () => {
    const { shell, options, fakes } = start();
    await shell.enter("demo");
    expect([options[0]?.lowDelay, shell.lowDelay.value]).toEqual([false, false]);
    shell.setLowDelay(true);
    expect([fakes[0]?.sent.at(-1), shell.memory.lowDelay()]).toEqual(["low delay true", true]);
    await shell.enter("tea");
    expect(options[1]?.lowDelay).toBe(true);
    shell.setLowDelay(false);
    expect([fakes[1]?.sent.at(-1), shell.memory.lowDelay()]).toEqual(["low delay false", false]);
  });

  it("can choose less delay before there is a room", () => {
    const { shell } = start();
    shell.setLowDelay(true);
    expect(shell.memory.lowDelay()).toBe(true);
  });

  it("uses the same elements again", async () => {
    const { shell, options, window } = start();
    await shell.enter("demo");
    await shell.enter("tea");
    expect(options[1]?.audio).toEqual(options[0]?.audio);
    expect(window.made).toHaveLength(3);
  });

  it("leaves the one before", async () => {
    const { shell, fakes } = start();
    await shell.enter("demo");
    await shell.enter("tea");
    expect(fakes.map((fake) => fake.sent)).toEqual([["join", "leave"], ["join"]]);
    expect(shell.session.value?.room).toBe("tea");
  });

  it("makes the elements before the server has answered, when a room is opened", async () => {
    const { shell, window } = start({}, { createRoom: () => new Promise(() => undefined) });
    void shell.open({ title: "Tea", languages: ["zh", "en"], topic: "", seats: 8 });
    expect(window.made).toHaveLength(3);
  });

  it("opens a room and goes in", async () => {
    const { shell, window } = start();
    expect(await shell.open({ title: "Tea", languages: ["zh", "en"], topic: "", seats: 8 })).toBe(true);
    expect(window.location.pathname).toBe("/r/made");
  });

  it("tells why a room could not be opened", async () => {
    const { shell, fakes } = start({}, { createRoom: () => Promise.reject({ code: "rate_limited" }) });
    expect(await shell.open({ title: "Tea", languages: ["zh", "en"], topic: "", seats: 8 })).toBe(false);
    expect([shell.toast.value?.text, fakes.length]).toEqual([shell.strings.value.errors.rate_limited, 0]);
  });
});

describe("a quick start", () => {
  const looked: Parameters<Services["quickStart"]>[] = [];
  const finds = (...rooms: string[]): Partial<Services> => ({
    quickStart: async (...asked) => {
      looked.push([asked[0], asked[1], asked[2], [...asked[3]]]); // as it was then
      return rooms.shift() ?? "";
    },
  });
  beforeEach(() => void looked.splice(0));

  it("makes the elements in the tap and goes into the room that was found", async () => {
    const { shell, window } = start({}, finds("tea"));
    const going = shell.quickStart("zh", "en");
    expect(window.made).toHaveLength(3);
    await going;
    expect([window.location.pathname, shell.memory.room()]).toEqual(["/r/tea", "tea"]);
  });

  it("goes on to another room while one is full, leaving out those that were, and at last opens its own", async () => {
    const { shell, window } = start({ refuse: "room_full" }, finds("tea", "cats"));
    await shell.quickStart("zh", "en");
    await vi.advanceTimersByTimeAsync(0);
    expect(looked.map(([, , , not]) => not)).toEqual([[], ["tea"], ["tea", "cats"]]);
    expect(window.location.pathname).toBe("/r/made");
  });

  it("opens a room where none suits, says so, and later offers one that does", async () => {
    const alone = room({ stage: room().stage.map((seat) => ({ ...seat, occupant: null })), audience: { count: 0, hands: 0, sample: [] } });
    const wishes: object[] = [];
    const { shell, window } = start({ snapshot: alone }, {
      ...finds("", "tea"),
      createRoom: async (wish) => {
        wishes.push(wish);
        return { id: "made" };
      },
    });
    await shell.quickStart("zh", "en");
    await vi.advanceTimersByTimeAsync(0);
    const words = shell.strings.value.discover.quick;
    expect([window.location.pathname, shell.toast.value?.text]).toEqual(["/r/made", words.opened]);
    expect(wishes).toMatchObject([{ languages: ["zh", "en"], mode: "free" }]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(shell.toast.value?.text).toBe(words.another);
    shell.act();
    await vi.advanceTimersByTimeAsync(0);
    expect(window.location.pathname).toBe("/r/tea");
  });

  it("gets the sound's way ready while the server looks, and gives it up when that is refused", async () => {
    const { shell, prepared } = start({}, { quickStart: () => Promise.reject({ code: "rate_limited" }) });
    const going = shell.quickStart("zh", "en");
    expect(prepared).toEqual(["prepare"]);
    await going;
    expect(prepared).toEqual(["prepare", "unprepare"]);
  });

  it("looks without a name before the person has one", async () => {
    const { shell } = start({}, finds("tea"));
    await shell.quickStart("zh", "en");
    expect(looked[0]?.[0]).toMatchObject({ name: "", speaks: ["zh"] });
    shell.setProfile({ name: "小雨", speaks: ["zh"], learns: [], levels: [], time_zone: "" });
    await shell.quickStart("zh", "en");
    expect(looked[1]?.[0].name).toBe("小雨");
  });
});

describe("the lobby", () => {
  it("begins anew as somebody else when the profile changes", () => {
    const feed = new FakeLobby();
    const { shell } = start({}, { lobby: () => feed });
    shell.rooms.watch();
    shell.setProfile({ name: "小雨", speaks: ["zh"], learns: [], levels: [], time_zone: "" });
    expect(feed.asked).toEqual(["start", "start"]);
  });
});

describe("leaving a room", () => {
  it("goes to the lobby, forgets the room and offers the way back", async () => {
    const { shell, window, fakes } = start();
    await shell.enter("demo");
    shell.leave();
    expect([window.location.pathname, shell.memory.room(), shell.session.value]).toEqual(["/", "", null]);
    shell.toast.value?.action?.run();
    await vi.advanceTimersByTimeAsync(0);
    expect([window.location.pathname, fakes.length]).toEqual(["/r/demo", 2]);
  });

  it("happens by the browser's Back too, which then stays where it went", async () => {
    const { shell, window, fakes } = start();
    await shell.enter("demo");
    window.back("/");
    expect([fakes[0]?.sent, shell.session.value, window.location.pathname]).toEqual([["join", "leave"], null, "/"]);
  });

  it.each([
    ["kicked", ""],
    ["room_closed", ""],
    ["replaced", ""],
    ["network", "demo"],
  ])("because of %s lets a reload return to %j", async (reason, kept) => {
    const { shell, fakes } = start();
    await shell.enter("demo");
    fakes[0]?.emit("closed", { code: 4500, reason });
    expect(shell.memory.room()).toBe(kept);
  });
});

describe("a toast", () => {
  it.each([
    [undefined, 5000],
    [{ label: "Undo", run: () => undefined }, 9000],
  ])("with action %j goes after %i ms", (action, ms) => {
    const { shell } = start();
    shell.tell("hello", action);
    vi.advanceTimersByTime(ms - 1);
    expect(shell.toast.value?.text).toBe("hello");
    vi.advanceTimersByTime(1);
    expect(shell.toast.value).toBeNull();
  });

  it("is acted on once; Control+Z does so only where it takes something back", () => {
    const { shell } = start();
    const done: string[] = [];
    shell.tell("left", { label: "Go back", run: () => void done.push("back") });
    expect(shell.undo()).toBe(false);
    shell.act();
    shell.act();
    shell.tell("muted", { label: "Undo", run: () => void done.push("undo"), undo: true });
    expect([shell.undo(), shell.undo(), shell.toast.value, done]).toEqual([true, false, null, ["back", "undo"]]);
  });

  it("tells leaders of a report, and leads to the reported", async () => {
    const { shell, fakes } = start();
    await shell.enter("demo");
    fakes[0]?.emit("reported", { participant: "p-tom", name: "Tom", reason: "spam", count: 2 });
    expect(shell.toast.value?.text).toContain("Tom");
    shell.act();
    expect(shell.session.value?.sheet.value).toEqual({ kind: "person", id: "p-tom" });
  });

  it("stays its whole time when it follows another", () => {
    const { shell } = start();
    shell.tell("one");
    vi.advanceTimersByTime(4000);
    shell.tell("two");
    vi.advanceTimersByTime(4000);
    expect(shell.toast.value?.text).toBe("two");
  });

  it("says the end of a host's mute; the mute itself has its banner", async () => {
    const { shell, fakes } = start();
    await shell.enter("demo");
    const mute = (host: boolean) => fakes[0]?.emit("muted", { by: "p-lena", mute: { self: true, host, seat: false }, reason: "host" });
    mute(true);
    expect(shell.toast.value).toBeNull();
    mute(false);
    expect(shell.toast.value?.text).toContain(shell.strings.value.notice.releasedTitle);
  });
});

describe("a guest's answer", () => {
  const guest = room().audience.sample[0]!;
  async function invited() {
    const { shell, fakes } = start({ snapshot: room({ invitations: [{ participant: guest.id, by: "p-yu", expires_ms: 1 }] }) });
    await shell.enter("demo");
    shell.tell("invited", { label: "Undo", run: () => undefined }, guest.id);
    const end = (outcome: "accepted" | "declined" | "expired" | "left") => {
      fakes[0]?.emit("invitationEnded", { participant: guest.id, outcome });
      return shell.toast.value?.text;
    };
    return { shell, end, words: shell.strings.value.hands };
  }

  it("that is no, or none, is told to who asked", async () => {
    for (const [outcome, word] of [["declined", "declined"], ["expired", "unanswered"], ["left", "left"]] as const) {
      const { end, words } = await invited();
      expect(end(outcome)).toBe(words[word](guest.name));
    }
  });

  it("that is yes takes the offer to undo away, and nothing that is about somebody else", async () => {
    const { end } = await invited();
    expect(end("accepted")).toBeUndefined();
    const other = await invited();
    other.shell.tell("about Tom", undefined, "p-tom");
    expect(other.end("accepted")).toBe("about Tom");
  });
});

describe("the end of an evening", () => {
  const spoke = room({ you_voiced: [{ language: "en", ms: 130_000 }] });

  it("is told to who has spoken, and stays until they go on", async () => {
    const { shell, fakes, window } = start({ snapshot: spoke });
    await shell.enter("demo");
    shell.leave();
    const session = shell.session.value!;
    expect([session.ended.value, fakes[0]?.sent, window.location.pathname]).toEqual(["left", ["join", "leave"], "/r/demo"]);
    expect(shell.memory.room()).toBe("");
    expect(session.snapshot.value?.you_voiced).toEqual(spoke.you_voiced);
    shell.drop();
    expect(shell.session.value).toBeNull();
  });

  it("has the last word of the server, that comes with leaving", async () => {
    const { shell, fakes } = start({ snapshot: spoke });
    await shell.enter("demo");
    shell.leave();
    fakes[0]!.state = { ...fakes[0]!.state!, you_voiced: [{ language: "en", ms: 135_000 }] };
    await vi.advanceTimersByTimeAsync(0);
    expect(shell.session.value!.snapshot.value!.you_voiced[0]!.ms).toBe(135_000);
  });

  it("is told to who was heard, though the server has not yet told for how long", async () => {
    const { shell, fakes } = start();
    await shell.enter("demo");
    const you = shell.session.value!.snapshot.value!.you.id;
    fakes[0]!.emit("speakers", { slots: [], speaking: [{ participant: you, level: -20 }], receiving: [you] });
    fakes[0]!.emit("speakers", { slots: [], speaking: [], receiving: [] });
    shell.leave();
    fakes[0]!.state = { ...fakes[0]!.state!, you_voiced: [{ language: "", ms: 4_499 }] };
    await vi.advanceTimersByTimeAsync(0);
    const session = shell.session.value!;
    expect([session.ended.value, session.snapshot.value!.you_voiced[0]!.ms]).toEqual(["left", 4_499]);
  });

  it("is not put before who goes Back", async () => {
    const { shell, window } = start({ snapshot: spoke });
    await shell.enter("demo");
    window.back("/");
    expect([shell.session.value, window.location.pathname]).toEqual([null, "/"]);
  });
});

describe("the network", () => {
  it("is followed as the browser tells it", () => {
    const { shell, window } = start();
    window.navigator.onLine = false;
    window.dispatchEvent(new Event("offline"));
    expect(shell.online.value).toBe(false);
  });
});
