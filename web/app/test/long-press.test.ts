import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LongPress } from "../room/long-press";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function press() {
  const run = vi.fn();
  const { handlers } = new LongPress(run);
  const click = (detail = 1) => {
    const stopPropagation = vi.fn();
    handlers.onClickCapture({ detail, stopPropagation });
    return stopPropagation.mock.calls.length === 0;
  };
  return { run, handlers, click, down: (button = 0) => handlers.onPointerDown({ clientX: 50, clientY: 50, button }) };
}

describe("a long press", () => {
  it("acts once after half a second, and the click that ends it does not", () => {
    const { run, handlers, click, down } = press();
    down();
    vi.advanceTimersByTime(499);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    handlers.onPointerUp();
    expect(run).toHaveBeenCalledTimes(1);
    expect(click()).toBe(false);
    expect(click()).toBe(true);
  });

  it("that is short is a tap", () => {
    const { run, handlers, click, down } = press();
    down();
    vi.advanceTimersByTime(200);
    handlers.onPointerUp();
    vi.advanceTimersByTime(1000);
    expect([run.mock.calls.length, click()]).toEqual([0, true]);
  });

  it.each(["onPointerCancel", "onPointerLeave"] as const)("is ended by %s", (name) => {
    const { run, handlers, down } = press();
    down();
    handlers[name]();
    vi.advanceTimersByTime(1000);
    expect(run).not.toHaveBeenCalled();
  });

  it.each([
    [6, 1],
    [30, 0],
  ])("moved by %d px acts %d times: a finger trembles, or it scrolls", (px, times) => {
    const { run, handlers, down } = press();
    down();
    handlers.onPointerMove({ clientX: 50 + px, clientY: 50, button: 0 });
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(times);
  });

  it("that the browser notices itself acts once and opens no menu", () => {
    const { run, handlers, down } = press();
    down();
    vi.advanceTimersByTime(600);
    const preventDefault = vi.fn();
    handlers.onContextMenu({ preventDefault });
    expect([run.mock.calls.length, preventDefault.mock.calls.length]).toEqual([1, 1]);
  });

  it("by the right button acts by the menu alone, and the keyboard still clicks afterwards", () => {
    const { run, handlers, click, down } = press();
    down(2);
    vi.advanceTimersByTime(1000);
    expect(run).not.toHaveBeenCalled();
    handlers.onContextMenu({ preventDefault: () => undefined });
    expect([run.mock.calls.length, click(0)]).toEqual([1, true]);
  });
});
