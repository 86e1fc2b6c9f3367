import { beforeEach, describe, expect, it, vi } from "vitest";
import { Install } from "../pwa/install";
import { PushDesk, type PushServer } from "../pwa/push";
import { applyTheme, parseTheme } from "../settings/theme";

/** What of a page the theme touches. */
function fakePage() {
  const metas: { name: string; content: string; remove: () => void }[] = [];
  const root = { dataset: {} as Record<string, string>, style: { colorScheme: "" } };
  const head = { querySelector: () => metas[0] ?? null, prepend: (meta: (typeof metas)[number]) => void metas.unshift(meta) };
  const createElement = () => ({ name: "", content: "", remove: () => void metas.shift() });
  return { page: { documentElement: root, head, createElement } as unknown as Document, root, metas };
}

describe("the theme", () => {
  it("that is chosen holds against the system, around the page as well, and can be given up", () => {
    const { page, root, metas } = fakePage();
    applyTheme(page, "dark");
    applyTheme(page, "light");
    expect([root.dataset.theme, root.style.colorScheme, metas.map(({ content }) => content)]).toEqual(["light", "light", ["#fbf6ee"]]);
    applyTheme(page, "system");
    expect([root.dataset.theme, root.style.colorScheme, metas]).toEqual([undefined, "", []]);
  });

  it.each([["dark", "dark"], ["light", "light"], ["system", "system"], ["", "system"], [null, "system"], ["constructor", "system"]])("kept as %j is %s", (kept, theme) => {
    expect(parseTheme(kept)).toBe(theme);
  });
});

describe("installing", () => {
  const windowOf = (standalone: boolean, more: object = {}) =>
    Object.assign(new EventTarget(), { matchMedia: () => ({ matches: standalone }), navigator: {}, ...more }) as unknown as Window;
  const offered = (window: Window) => {
    const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt: vi.fn(async () => ({ outcome: "dismissed" })) });
    window.dispatchEvent(event);
    return event;
  };

  it("is offered by us and not by the browser, once", async () => {
    const window = windowOf(false);
    const install = new Install(window);
    expect(install.way.value).toBe("none");
    const offer = offered(window);
    expect([install.way.value, offer.defaultPrevented]).toEqual(["ask", true]);
    await install.ask();
    await install.ask();
    expect([install.way.value, offer.prompt.mock.calls.length]).toEqual(["none", 1]);
    window.dispatchEvent(new Event("appinstalled"));
    expect(install.way.value).toBe("done");
  });

  it.each([
    [windowOf(true), "done"],
    [windowOf(false, { navigator: { standalone: false } }), "ios"],
    [windowOf(false, { navigator: { standalone: true } }), "done"],
    [windowOf(false, { matchMedia: undefined }), "none"],
  ] as const)("%# is %s", (window, way) => {
    expect(new Install(window).way.value).toBe(way);
  });
});

describe("reminders", () => {
  let subscription: { endpoint: string; toJSON: () => object; unsubscribe: ReturnType<typeof vi.fn> } | null;
  const fresh = () => ({ key: vi.fn(async () => "key"), save: vi.fn(async () => undefined), drop: vi.fn(async () => undefined) });
  let server: ReturnType<typeof fresh>;
  const subscribe = vi.fn(async () => (subscription = made()));
  const registration = { pushManager: { getSubscription: async () => subscription, subscribe } };
  const window = { PushManager: {}, navigator: { serviceWorker: { ready: Promise.resolve(registration), getRegistration: async () => registration } } };
  const made = () => ({
    endpoint: "https://push.example/1", toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } }), unsubscribe: vi.fn(async () => true),
  });
  const desk = (over: object = window) => new PushDesk(over as unknown as Window, server as PushServer);
  const permission = (now: string, answer = now) => vi.stubGlobal("Notification", { permission: now, requestPermission: async () => answer });

  beforeEach(() => {
    subscription = null;
    server = fresh();
    subscribe.mockClear();
    permission("granted");
  });

  it.each([
    ["on", "granted", true, "key"],
    ["off", "granted", false, "key"],
    ["off", "default", false, "key"],
    ["denied", "denied", false, "key"],
    ["absent", "default", false, ""],
  ])("are %s with permission %s, subscription %s and key %j", async (state, allowed, subscribed, key) => {
    permission(allowed);
    subscription = subscribed ? made() : null;
    server.key.mockResolvedValueOnce(key);
    expect(await desk().state()).toBe(state);
  });

  it.each([["none", {}], ["install", { standalone: false }], ["none", { standalone: true }]])("are %s where a browser has no push and says %j", async (state, navigator) => {
    expect(await desk({ navigator }).state()).toBe(state);
  });

  it("can be told when the server cannot be asked", async () => {
    server.key.mockRejectedValueOnce(new Error("network"));
    expect(await desk().state()).toBe("off");
  });

  it("are sent to this browser in its language and zone, once the person has allowed it", async () => {
    permission("default", "granted");
    await desk().turnOn("zh-Hans", "Asia/Shanghai");
    expect(subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: "key" });
    expect(server.save).toHaveBeenCalledWith({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" }, locale: "zh-Hans", zone: "Asia/Shanghai" });
  });

  it("are not asked of the server when the person says no", async () => {
    permission("default", "denied");
    await expect(desk().turnOn("en", "")).rejects.toMatchObject({ code: "push_denied" });
    expect([server.key.mock.calls.length, subscribe.mock.calls.length]).toEqual([0, 0]);
  });

  it("end here even when the server cannot be asked", async () => {
    const now = (subscription = made());
    server.drop.mockRejectedValueOnce(new Error("network"));
    await desk().turnOff();
    expect([now.unsubscribe.mock.calls.length, server.drop.mock.calls]).toEqual([1, [["https://push.example/1"]]]);
  });
});
