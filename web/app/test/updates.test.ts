import { beforeEach, describe, expect, it, vi } from "vitest";
import { Updates } from "../pwa/updates";

class FakeWorker extends EventTarget {
  state = "installing";
  readonly posted: unknown[] = [];
  postMessage = (message: unknown) => void this.posted.push(message);

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  update = vi.fn(async () => undefined);
}

const active = new FakeWorker();
let registration: FakeRegistration;
let container: EventTarget & { controller: unknown; register: ReturnType<typeof vi.fn>; ready: Promise<unknown> };
let time: number;
let renewals: (() => void)[];
const reload = vi.fn();

beforeEach(() => {
  registration = new FakeRegistration();
  container = Object.assign(new EventTarget(), {
    controller: {}, register: vi.fn(async () => registration), ready: Promise.resolve({ active }),
  });
  [time, renewals] = [0, []];
  reload.mockReset();
});

async function begun() {
  const updates = new Updates(container as never, { ready: (renew) => void renewals.push(renew), reload, now: () => time });
  await updates.start();
  return updates;
}

function found(): FakeWorker {
  const worker = new FakeWorker();
  registration.installing = worker;
  registration.dispatchEvent(new Event("updatefound"));
  return worker;
}

describe("a newer version", () => {
  it("is told when it is all here, and takes over only when it is wanted", async () => {
    await begun();
    const worker = found();
    expect(renewals).toHaveLength(0);
    worker.become("installed");
    expect([renewals.length, worker.posted]).toEqual([1, []]);
    renewals[0]!();
    expect([worker.posted, reload.mock.calls.length]).toEqual([[{ type: "renew" }], 0]);
    container.dispatchEvent(new Event("controllerchange"));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("that was here before the page is told as well", async () => {
    registration.waiting = new FakeWorker();
    await begun();
    expect(renewals).toHaveLength(1);
  });

  it.each([false, true])("that was on its way before the page looked is told once (said again: %s)", async (said) => {
    const worker = (registration.installing = new FakeWorker());
    await begun();
    if (said) registration.dispatchEvent(new Event("updatefound"));
    expect(renewals).toHaveLength(0);
    worker.become("installed");
    expect(renewals).toHaveLength(1);
  });

  it("does not reload a page that did not ask for it", async () => {
    await begun();
    found().become("installed");
    container.dispatchEvent(new Event("controllerchange"));
    expect(reload).not.toHaveBeenCalled();
  });

  it("is reloaded for all the same when the worker does not answer", async () => {
    vi.useFakeTimers();
    await begun();
    found().become("installed");
    renewals[0]!();
    vi.advanceTimersByTime(4000);
    expect(reload).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });

  it("is not what the first of all is", async () => {
    container.controller = null;
    await begun();
    found().become("installed");
    expect(renewals).toHaveLength(0);
  });

  it("is asked for once an hour at most", async () => {
    const updates = await begun();
    updates.look();
    expect(registration.update).not.toHaveBeenCalled();
    time = 3_600_000;
    updates.look();
    updates.look();
    expect(registration.update).toHaveBeenCalledTimes(1);
  });
});

describe("a worker", () => {
  it("is told the language of the person", async () => {
    const updates = await begun();
    await updates.speak("zh-Hans");
    expect(active.posted).toEqual([{ type: "language", locale: "zh-Hans" }]);
  });

  it("that cannot be brought in is done without", async () => {
    container.register.mockRejectedValue(new DOMException("no", "SecurityError"));
    const updates = await begun();
    time = 3_600_000;
    updates.look();
    expect(renewals).toHaveLength(0);
  });
});
