import { beforeEach, describe, expect, test, vi } from "vitest";
import { loadGuestToken, saveGuestToken } from "../src/guest";
import { Blocks } from "../src/blocks";
import { Volumes } from "../src/volumes";
import { FakeStorage } from "./fakes";

let storage: FakeStorage;
beforeEach(() => {
  storage = new FakeStorage();
  vi.stubGlobal("localStorage", storage);
});

/** A browser that forbids storage throws on every touch. */
function forbid(): void {
  const refuse = () => {
    throw new DOMException("forbidden", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
}

describe("volumes", () => {
  test("outlive the page", () => {
    new Volumes().set("p9", 0.4);
    expect(new Volumes().get("p9")).toBe(0.4);
  });

  test("are bounded to 0–1, and what is no number is full", () => {
    const volumes = new Volumes();
    for (const [given, kept] of [
      [-1, 0],
      [2, 1],
      [Number.NaN, 1],
    ] as const) {
      volumes.set("p9", given);
      expect(volumes.get("p9")).toBe(kept);
    }
  });

  test("full volume is not worth remembering", () => {
    const volumes = new Volumes();
    volumes.set("p9", 0.4);
    volumes.set("p9", 1);
    expect(storage.getItem("corner.volumes")).toBe("[]");
  });

  test("of two hundred people are kept, the oldest choice goes", () => {
    const volumes = new Volumes();
    for (let i = 0; i <= 200; i++) volumes.set(`p${i}`, 0.5);
    const kept = new Volumes();
    expect([kept.get("p0"), kept.get("p1"), kept.get("p200")]).toEqual([1, 0.5, 0.5]);
  });

  test.each(["{", "7", "null", '{"a":1}', '[["p9"]]', '[["p9","loud"]]', '[["p9",7]]', '[["p9",0.5,"yes"]]', "[7]"])(
    "written by somebody else as %s are nobody's",
    (text) => {
      storage.setItem("corner.volumes", text);
      expect(new Volumes().get("p9")).toBe(1);
    },
  );

  test("are kept for who is muted, and come back", () => {
    const volumes = new Volumes();
    volumes.set("p9", 0.4);
    volumes.mute("p9", true);
    const kept = new Volumes();
    expect([kept.heard("p9"), kept.get("p9"), kept.muted("p9")]).toEqual([0, 0.4, true]);
    kept.mute("p9", false);
    expect([kept.heard("p9"), new Volumes().heard("p9")]).toEqual([0.4, 0.4]);
  });

  test("of who is muted at full volume are worth remembering", () => {
    new Volumes().mute("p9", true);
    expect(new Volumes().muted("p9")).toBe(true);
    new Volumes().mute("p9", false);
    expect(storage.getItem("corner.volumes")).toBe("[]");
  });

  test("chosen in two tabs are both kept", () => {
    const [one, other] = [new Volumes(), new Volumes()];
    one.set("p1", 0.3);
    other.set("p2", 0.7);
    const kept = new Volumes();
    expect([kept.get("p1"), kept.get("p2")]).toEqual([0.3, 0.7]);
  });

  test("more than are kept, written by somebody else, are read no further", () => {
    storage.setItem("corner.volumes", JSON.stringify(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, 0.5])));
    const kept = new Volumes();
    expect([kept.get("p0"), kept.get("p9799"), kept.get("p9800"), kept.get("p9999")]).toEqual([1, 1, 0.5, 0.5]);
  });

  test("chosen when storage is full hold as long as the page", () => {
    const volumes = new Volumes();
    vi.stubGlobal("localStorage", { getItem: () => "[]", setItem: () => { throw new DOMException("full", "QuotaExceededError"); } });
    volumes.set("p1", 0.3);
    volumes.set("p2", 0.7);
    expect([volumes.get("p1"), volumes.get("p2")]).toEqual([0.3, 0.7]);
  });

  test("without storage live as long as the page", () => {
    forbid();
    const volumes = new Volumes();
    volumes.set("p9", 0.4);
    expect(volumes.get("p9")).toBe(0.4);
  });
});

describe("blocks", () => {
  test("outlive the page, with the name of the time", () => {
    new Blocks().set("p9", true, "Lena");
    expect(new Blocks().list()).toEqual([{ id: "p9", name: "Lena" }]);
    new Blocks().set("p9", false);
    expect(new Blocks().ids()).toEqual([]);
  });

  test("of two hundred people are kept, the oldest choice goes", () => {
    const blocks = new Blocks();
    for (let i = 0; i <= 200; i++) blocks.set(`p${i}`, true);
    const kept = new Blocks();
    expect([kept.ids().length, kept.has("p0"), kept.has("p1"), kept.has("p200")]).toEqual([200, false, true, true]);
  });

  test("replaced by the server's list keep the names known here", () => {
    const blocks = new Blocks();
    blocks.set("p9", true, "Lena");
    blocks.replace(["p8", "p9"]);
    expect(new Blocks().list()).toEqual([{ id: "p8", name: "" }, { id: "p9", name: "Lena" }]);
  });

  test.each(["{", "7", '{"a":1}', '[["p9"]]', '[["",""]]', '[["p9",7]]', '[["p9",0.5,"yes"]]', "[7]"])(
    "written by somebody else as %s are nobody's",
    (text) => {
      storage.setItem("corner.blocked", text);
      expect(new Blocks().ids()).toEqual([]);
    },
  );

  test("without storage live as long as the page", () => {
    forbid();
    const blocks = new Blocks();
    blocks.set("p9", true);
    expect(blocks.has("p9")).toBe(true);
  });
});

describe("the guest token", () => {
  test("is kept, and forgotten when empty", () => {
    expect(loadGuestToken()).toBe("");
    saveGuestToken("eyJ");
    expect(loadGuestToken()).toBe("eyJ");
    saveGuestToken("");
    expect(storage.items.size).toBe(0);
  });

  test("without storage is none", () => {
    forbid();
    saveGuestToken("eyJ");
    expect(loadGuestToken()).toBe("");
  });
});
