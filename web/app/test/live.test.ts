import { describe, expect, it, vi } from "vitest";
import { Announcer } from "../room/announcer";
import { LevelLoop, smooth } from "../room/levels";
import { MicrophoneSwitch } from "../room/microphone";
import { browserOf } from "../room/browser";

describe("Announcer", () => {
  it("tells who speaks, once", () => {
    const announcer = new Announcer();
    expect(announcer.next(0, ["a"])).toEqual(["a"]);
    expect(announcer.next(5000, ["a"])).toBeNull();
  });

  it("waits three seconds between two announcements", () => {
    const announcer = new Announcer();
    announcer.next(0, ["a"]);
    expect(announcer.next(2999, ["b"])).toBeNull();
    expect(announcer.next(3000, ["b"])).toEqual(["b"]);
  });

  it("takes the same people in another order for the same", () => {
    const announcer = new Announcer();
    announcer.next(0, ["a", "b"]);
    expect(announcer.next(9000, ["b", "a"])).toBeNull();
    expect(announcer.next(9000, ["b", "a", "c"])).toEqual(["b", "a", "c"]);
  });

  it("does not announce a pause, nor the same voice after it", () => {
    const announcer = new Announcer();
    announcer.next(0, ["a"]);
    expect(announcer.next(4000, [])).toBeNull();
    expect(announcer.next(8000, ["a"])).toBeNull();
  });
});

describe("MicrophoneSwitch", () => {
  /** A server that answers when told to. */
  function server(open = false) {
    const sent: string[] = [];
    const waiting: (() => void)[] = [];
    const send = (command: string) => {
      sent.push(command);
      return new Promise<void>((resolve) => waiting.push(resolve));
    };
    const commands = { mute: () => send("mute"), unmute: () => send("unmute") };
    const failed = vi.fn();
    const microphone = new MicrophoneSwitch(commands, () => open, failed);
    return { microphone, sent, failed, answer: () => waiting.shift()?.() };
  }

  it("opens and says that it is busy meanwhile", async () => {
    const { microphone, sent, answer } = server();
    const done = microphone.want(true);
    expect(microphone.busy.value).toBe(true);
    answer();
    await done;
    expect([sent, microphone.busy.value]).toEqual([["unmute"], false]);
  });

  it("sends nothing that is so already", async () => {
    const { microphone, sent } = server(true);
    await microphone.want(true);
    expect(sent).toEqual([]);
  });

  it("closes again when the wish changed before the answer came", async () => {
    const { microphone, sent, answer } = server();
    const done = microphone.want(true);
    void microphone.want(false);
    answer();
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    answer();
    await done;
    expect(sent).toEqual(["unmute", "mute"]);
  });

  it("sends only the last of many wishes", async () => {
    const { microphone, sent, answer } = server();
    const done = microphone.want(true);
    for (const wish of [false, true, false, true]) void microphone.want(wish);
    answer();
    await done;
    expect(sent).toEqual(["unmute"]);
  });

  it("toggles from what is under way, not from what was", async () => {
    const { microphone, sent, answer } = server();
    const done = microphone.toggle();
    void microphone.toggle();
    answer();
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    answer();
    await done;
    expect(sent).toEqual(["unmute", "mute"]);
  });

  it("tells a refusal once and can be used again", async () => {
    const failed = vi.fn();
    const unmute = vi.fn().mockRejectedValueOnce({ code: "microphone_denied" }).mockResolvedValue(undefined);
    const microphone = new MicrophoneSwitch({ unmute, mute: vi.fn() }, () => false, failed);
    await microphone.want(true);
    expect(failed).toHaveBeenCalledExactlyOnceWith({ code: "microphone_denied" });
    await microphone.want(true);
    expect([unmute.mock.calls.length, microphone.busy.value]).toEqual([2, false]);
  });
});

describe("LevelLoop", () => {
  /** A window whose frames are drawn by hand, and an element that notes what is written on it. */
  function stage() {
    let frame: FrameRequestCallback | null = null;
    const window = {
      requestAnimationFrame: vi.fn((draw: FrameRequestCallback) => ((frame = draw), 1)),
      cancelAnimationFrame: vi.fn(() => void (frame = null)),
    };
    const written: string[] = [];
    const style = { setProperty: (_: string, value: string) => written.push(value), removeProperty: () => written.push("gone") };
    const element = { style } as unknown as HTMLElement;
    return { window, element, written, draw: () => frame?.(0), running: () => frame !== null };
  }

  it("writes a level only when it has changed", () => {
    const { window, element, written, draw } = stage();
    let level = 0;
    new LevelLoop(() => level, window).add(element, "a");
    draw();
    level = 0.5;
    draw();
    draw();
    expect(written).toEqual(["0.50"]);
  });

  it("lets a fallen voice breathe out to nothing", () => {
    const { window, element, written, draw } = stage();
    let level = 1;
    new LevelLoop(() => level, window).add(element, "a");
    draw();
    level = 0;
    for (let i = 0; i < 40; i++) draw();
    const numbers = written.map(Number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(written.at(-1)).toBe("0.00");
  });

  it("runs one loop for all rings, and none without a ring", () => {
    const { window, element, written, running } = stage();
    const other = stage();
    const loop = new LevelLoop(() => 0, window);
    const ends = [loop.add(element, "a"), loop.add(other.element, "b")];
    expect(window.requestAnimationFrame).toHaveBeenCalledTimes(1);
    ends[0]!();
    expect(running()).toBe(true);
    ends[1]!();
    expect([running(), written]).toEqual([false, ["gone"]]);
  });

  it.each([
    [0, 0.5, 0.5],
    [0.5, 0.9, 0.9],
    [0, 7, 1],
    [1, 0, 0.82],
    [0.01, 0, 0],
    [0.5, 0.49, 0.49],
  ])("from %f towards %f shows %f", (shown, heard, next) => {
    expect(smooth(shown, heard)).toBeCloseTo(next);
  });
});

describe("browserOf", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "firefox"],
    ["Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/153.0 Mobile Safari/605.1.15", "firefox"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", "chrome"],
    ["Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156 Mobile Safari/604.1", "chrome"],
    ["Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "safari"],
    ["", "other"],
  ])("%s", (userAgent, browser) => {
    expect(browserOf(userAgent)).toBe(browser);
  });
});
