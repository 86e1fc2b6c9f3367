import { beforeEach, describe, expect, it, vi } from "vitest";
import { MediaControls } from "../room/media-controls";
import { ScreenWake } from "../room/wake-lock";

/** A lock as the browser gives it. */
class FakeLock {
  released = false;
  release = async () => void (this.released = true);
}

function fakeWindow(give: () => Promise<FakeLock>) {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const request = vi.fn(give);
  const show = (state: string) => {
    document.visibilityState = state;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  return { window: { navigator: { wakeLock: { request } }, document } as never, request, show };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("the screen", () => {
  it("stays on while that is wanted, asked for once", async () => {
    const lock = new FakeLock();
    const { window, request } = fakeWindow(async () => lock);
    const wake = new ScreenWake(window);
    expect(request).not.toHaveBeenCalled();
    wake.want(true);
    wake.want(true);
    await settled();
    expect([request.mock.calls, lock.released]).toEqual([[["screen"]], false]);
    wake.want(false);
    expect(lock.released).toBe(true);
  });

  it("is let go of out of sight, and asked for again on return", async () => {
    const locks: FakeLock[] = [];
    const { window, request, show } = fakeWindow(async () => locks[locks.push(new FakeLock()) - 1]!);
    new ScreenWake(window).want(true);
    await settled();
    show("hidden");
    expect(locks[0]?.released).toBe(true);
    show("visible");
    await settled();
    expect([request.mock.calls.length, locks[1]?.released]).toEqual([2, false]);
  });

  it("is not asked for on return when nobody wants it any more", async () => {
    const { window, request, show } = fakeWindow(async () => new FakeLock());
    const wake = new ScreenWake(window);
    wake.want(true);
    await settled();
    wake.stop();
    show("hidden");
    show("visible");
    expect(request).toHaveBeenCalledTimes(1);
  });

  it("given after it was not wanted any more goes off at once", async () => {
    const lock = new FakeLock();
    const { window } = fakeWindow(async () => lock);
    const wake = new ScreenWake(window);
    wake.want(true);
    wake.want(false);
    await settled();
    expect(lock.released).toBe(true);
  });

  it("that is refused, or that no browser of this kind knows, is nobody's fault", async () => {
    const { window } = fakeWindow(() => Promise.reject(new DOMException("low battery", "NotAllowedError")));
    new ScreenWake(window).want(true);
    new ScreenWake({ navigator: {}, document: new EventTarget() } as never).want(true);
    await settled();
  });
});

describe("the system's media controls", () => {
  let handlers: Map<string, (() => void) | null>;
  let session: { metadata: unknown; playbackState: string; setActionHandler: never; setMicrophoneActive: ReturnType<typeof vi.fn> };
  const act = () => vi.fn<() => void>();
  let acts: { toggleMicrophone: ReturnType<typeof act>; leave: ReturnType<typeof act>; listen: ReturnType<typeof act> };
  const room = { title: "Tea, slowly", artist: "Chinese and English", staged: true, open: true };

  beforeEach(() => {
    handlers = new Map();
    vi.stubGlobal("MediaMetadata", class { constructor(readonly init: object) {} });
    acts = { toggleMicrophone: act(), leave: act(), listen: act() };
    session = {
      metadata: null,
      playbackState: "none",
      setMicrophoneActive: vi.fn(),
      setActionHandler: ((action: string, handler: () => void) => {
        if (action === "hangup") throw new TypeError("an action this browser does not know");
        handlers.set(action, handler);
      }) as never,
    };
  });

  it("show the room and what the microphone is", () => {
    const controls = new MediaControls(session as never, acts);
    controls.show(room);
    expect(session.metadata).toMatchObject({ init: { title: "Tea, slowly", artist: "Chinese and English" } });
    expect([session.playbackState, session.setMicrophoneActive.mock.calls]).toEqual(["playing", [[true]]]);
    const shown = session.metadata;
    controls.show({ ...room, open: false });
    expect([session.metadata === shown, session.setMicrophoneActive.mock.lastCall]).toEqual([true, [false]]);
  });

  it("mute and leave, and never silence the room", () => {
    const controls = new MediaControls(session as never, acts);
    controls.show({ ...room, open: false });
    handlers.get("pause")?.();
    expect(acts.toggleMicrophone).not.toHaveBeenCalled();
    controls.show(room);
    handlers.get("pause")?.();
    handlers.get("togglemicrophone")?.();
    handlers.get("stop")?.();
    handlers.get("play")?.();
    expect([acts.toggleMicrophone.mock.calls.length, acts.leave.mock.calls.length, acts.listen.mock.calls.length]).toEqual([2, 1, 1]);
  });

  it("say nothing of a microphone to who listens", () => {
    new MediaControls(session as never, acts).show({ ...room, staged: false });
    expect(session.setMicrophoneActive).not.toHaveBeenCalled();
  });

  it("are taken away with the room", () => {
    const controls = new MediaControls(session as never, acts);
    controls.show(room);
    controls.stop();
    expect([session.metadata, session.playbackState, [...handlers.values()]]).toEqual([null, "none", [null, null, null, null]]);
  });

  it("are missing in some browsers", () => {
    const controls = new MediaControls(undefined, acts);
    controls.show(room);
    controls.stop();
  });
});
