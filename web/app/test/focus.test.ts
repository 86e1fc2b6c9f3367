import { beforeEach, describe, expect, it, vi } from "vitest";
import { FocusKeeper } from "../room/focus";

class FakeElement extends EventTarget {
  isConnected = true;
  focus = vi.fn();
}

function setup() {
  const body = new FakeElement();
  const page = Object.assign(new EventTarget(), { body, activeElement: body });
  const home = new FakeElement();
  const keeper = new FocusKeeper(page as unknown as Document, () => home as unknown as HTMLElement);
  const focus = (element: FakeElement) => {
    page.activeElement = element;
    const event = new Event("focusin");
    Object.defineProperty(event, "target", { value: element });
    page.dispatchEvent(event);
  };
  const remove = (element: FakeElement) => {
    element.isConnected = false;
    page.activeElement = body;
  };
  return { page, home, keeper, focus, remove, body };
}

describe("FocusKeeper", () => {
  beforeEach(() => void vi.stubGlobal("Element", FakeElement));

  it("brings the focus home when its holder has left the page", () => {
    const { home, keeper, focus, remove } = setup();
    const accept = new FakeElement();
    focus(accept);
    remove(accept);
    keeper.check();
    keeper.check();
    expect(home.focus).toHaveBeenCalledTimes(1);
  });

  it("leaves a focus alone that stands somewhere", () => {
    const { home, keeper, focus, remove, page } = setup();
    const accept = new FakeElement();
    focus(accept);
    remove(accept);
    page.activeElement = new FakeElement();
    keeper.check();
    expect(home.focus).not.toHaveBeenCalled();
  });

  it("leaves a focus alone that a click on the page took away", () => {
    const { home, keeper, focus, page, body } = setup();
    focus(new FakeElement());
    page.activeElement = body;
    keeper.check();
    expect(home.focus).not.toHaveBeenCalled();
  });

  it("notices nothing once it is stopped", () => {
    const { home, keeper, focus, remove } = setup();
    keeper.stop();
    const accept = new FakeElement();
    focus(accept);
    remove(accept);
    keeper.check();
    expect(home.focus).not.toHaveBeenCalled();
  });
});
