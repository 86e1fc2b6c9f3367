import { beforeEach, describe, expect, it, vi } from "vitest";
import { bindKeys } from "../room/keys";

/** Just enough of an element: which selectors it would match. */
class FakeElement extends EventTarget {
  constructor(private readonly kind: "page" | "input" | "button" | "microphone") {
    super();
  }

  closest(selector: string): FakeElement | null {
    const matched =
      (this.kind === "input" && selector.includes("textarea")) ||
      (this.kind !== "page" && selector.startsWith("button")) ||
      (this.kind === "microphone" && selector === "[data-microphone]");
    return matched ? this : null;
  }
}

function setup() {
  const window = new EventTarget();
  const page = Object.assign(new EventTarget(), { defaultView: window }) as unknown as Document;
  const state = { open: false, usable: true, now: 0, leads: true };
  const done: string[] = [];
  const stop = bindKeys(page, {
    usable: () => state.usable,
    isOpen: () => state.open,
    toggle: () => void done.push("toggle"),
    want: (open) => {
      state.open = open;
      done.push(open ? "open" : "close");
    },
    now: () => state.now,
    undo: () => done.push("undo") > 0,
    rounds: () => state.leads && done.push("rounds") > 0,
  });
  const press = (type: "keydown" | "keyup", key: string, more: object = {}, on = new FakeElement("page")) => {
    const event = Object.assign(new Event(type, { cancelable: true }), { key, ...more });
    Object.defineProperty(event, "target", { value: on });
    page.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { state, done, press, stop, window };
}

describe("the keyboard of the room", () => {
  beforeEach(() => void vi.stubGlobal("Element", FakeElement));

  it("turns the microphone with M, once for a key held down", () => {
    const { press, done } = setup();
    press("keydown", "m");
    press("keydown", "m", { repeat: true });
    press("keydown", "M");
    expect(done).toEqual(["toggle", "toggle"]);
  });

  it("takes back with Control or Command and Z, on the stage or off it, and leaves the browser's own undo to a field", () => {
    const { press, done, state } = setup();
    state.usable = false;
    expect(press("keydown", "z", { ctrlKey: true })).toBe(true);
    expect(press("keydown", "Z", { metaKey: true })).toBe(true);
    expect(press("keydown", "z", { ctrlKey: true, shiftKey: true })).toBe(false);
    expect(press("keydown", "z")).toBe(false);
    expect(press("keydown", "z", { ctrlKey: true }, new FakeElement("input"))).toBe(false);
    expect(done).toEqual(["undo", "undo"]);
  });

  it("opens for as long as the space bar is held, and the page does not scroll", () => {
    const { press, done } = setup();
    expect(press("keydown", " ")).toBe(true);
    press("keydown", " ", { repeat: true });
    press("keyup", " ");
    expect(done).toEqual(["open", "close"]);
  });

  it("leaves an open microphone open when the space bar is pressed on the page", () => {
    const { press, done, state } = setup();
    state.open = true;
    press("keydown", " ");
    press("keyup", " ");
    expect(done).toEqual([]);
  });

  it.each(["input", "button"] as const)("leaves the space bar to a focused %s", (kind) => {
    const { press, done } = setup();
    expect(press("keydown", " ", {}, new FakeElement(kind))).toBe(false);
    expect(press("keyup", " ", {}, new FakeElement(kind))).toBe(false);
    expect(done).toEqual([]);
  });

  it("lets the letter m be typed", () => {
    const { press, done } = setup();
    press("keydown", "m", {}, new FakeElement("input"));
    expect(done).toEqual([]);
  });

  it("switches by a short press on the microphone button itself", () => {
    const { press, done, state } = setup();
    const button = new FakeElement("microphone");
    press("keydown", " ", {}, button);
    state.now = 120;
    expect(press("keyup", " ", {}, button)).toBe(true);
    expect(done).toEqual(["open"]);
    press("keydown", " ", {}, button);
    press("keyup", " ", {}, button);
    expect(done).toEqual(["open", "close"]);
  });

  it("holds to talk on the microphone button too", () => {
    const { press, done, state } = setup();
    const button = new FakeElement("microphone");
    press("keydown", " ", {}, button);
    state.now = 900;
    press("keyup", " ", {}, button);
    expect(done).toEqual(["open", "close"]);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])("leaves shortcuts to the browser: %j", (more) => {
    const { press, done } = setup();
    press("keydown", "m", more);
    press("keydown", " ", more);
    expect(done).toEqual([]);
  });

  it("does nothing off the stage", () => {
    const { press, done, state } = setup();
    state.usable = false;
    press("keydown", "m");
    expect(press("keydown", " ")).toBe(false);
    expect(done).toEqual([]);
  });

  it("closes when the window loses the focus while the key is down", () => {
    const { press, done, window } = setup();
    press("keydown", " ");
    window.dispatchEvent(new Event("blur"));
    expect(done).toEqual(["open", "close"]);
    press("keyup", " ");
    expect(done).toHaveLength(2);
  });

  it("closes when the room goes away while the key is down, and listens no more", () => {
    const { press, done, stop } = setup();
    press("keydown", " ");
    stop();
    press("keydown", "m");
    expect(done).toEqual(["open", "close"]);
  });

  it("opens the rounds with R, for who runs them, on the stage or off it", () => {
    const { press, done, state } = setup();
    state.usable = false;
    expect(press("keydown", "r")).toBe(true);
    press("keydown", "R", { repeat: true });
    press("keydown", "r", {}, new FakeElement("input"));
    press("keydown", "r", { ctrlKey: true });
    state.leads = false;
    expect(press("keydown", "r")).toBe(false);
    expect(done).toEqual(["rounds"]);
  });
});
