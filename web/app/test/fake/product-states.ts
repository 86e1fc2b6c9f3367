import type { Shell } from "../../shell";
import type { State } from "./states";
import { room, seated, withYou } from "./people";

const settings = (change: Partial<State> = {}): State => ({ path: "/settings", ...change });
const press = async (id: string) => {
  for (let tries = 0; tries < 200; tries++) {
    const found = document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
    if (found !== null) return found.click();
    await new Promise((again) => setTimeout(again, 10));
  }
  throw new Error(`nothing with test id ${id}`);
};
const seen = async (id: string) => {
  while (document.querySelector(`[data-testid="${id}"]`) === null) await new Promise((again) => setTimeout(again, 10));
};

/** A browser with two microphones, one of them of a long name, that gives what it is told. */
function microphones(give: () => Promise<MediaStream>): void {
  const named = (deviceId: string, kind: MediaDeviceKind, label: string) => ({ deviceId, kind, label });
  const devices = Object.assign(new EventTarget(), {
    enumerateDevices: async () => [
      named("a", "audioinput", "Built-in Audio Analog Stereo (Family 17h HD Audio Controller)"), named("b", "audioinput", "耳机麦克风"),
      named("s", "audiooutput", "Bluetooth Headset"),
    ],
    getUserMedia: give,
  });
  Object.defineProperty(navigator, "mediaDevices", { value: devices, configurable: true });
}

const heard = async () => new AudioContext().createMediaStreamDestination().stream;
const refused = () => Promise.reject(new DOMException("no", "NotAllowedError"));
const loud = () => document.querySelector<HTMLElement>("[data-testid=level]")?.style.setProperty("--level", "0.62");
const scrollTo = async (id: string) => {
  await seen(id);
  document.querySelector(`[data-testid="${id}"]`)!.scrollIntoView({ block: "center" });
};
const reminded = (permission: NotificationPermission, subscribed: boolean) => {
  Object.defineProperty(Notification, "permission", { value: permission, configurable: true });
  const registration = { pushManager: { getSubscription: async () => (subscribed ? {} : null) } };
  Object.defineProperty(navigator, "serviceWorker", { value: { getRegistration: async () => registration }, configurable: true });
};
const push = () => ({ key: async () => "key", save: async () => undefined, drop: async () => undefined });
const onStage = withYou(room(), seated(1, 5, { mute: { self: false, host: false, seat: false } }));
const talk = { speaking: [{ participant: "p-omar", level: -20 }], receiving: ["p-omar", "p-yu"] };

async function checked(): Promise<void> {
  await press("check-microphone");
  await seen("level");
  loud();
  await scrollTo("devices");
}

/** The settings, and what makes the page an app one keeps. */
export const productStates: Record<string, State> = {
  "settings-page": settings(),
  "settings-page-end": settings({ services: { push }, before: () => reminded("default", false), after: () => scrollTo("forget") }),
  "settings-page-first": settings({ first: true }),
  "settings-page-check": settings({ before: () => microphones(heard), after: checked }),
  "settings-page-silent": settings({
    before: () => microphones(heard),
    after: async () => {
      await checked();
      // What five silent seconds say.
      const { now } = performance;
      performance.now = () => now.call(performance) + 6000;
      await new Promise((drawn) => setTimeout(drawn, 100));
    },
  }),
  "settings-page-denied": settings({
    before: () => microphones(refused),
    after: async () => {
      await press("check-microphone");
      await seen("microphone-fault");
      await scrollTo("microphone-fault");
    },
  }),
  "settings-page-away": settings({
    before: () => {
      microphones(heard);
      localStorage.setItem("corner.microphone", "left at home");
    },
    after: () => scrollTo("devices"),
  }),
  "settings-page-reminders-on": settings({ services: { push }, before: () => reminded("granted", true), after: () => scrollTo("reminders") }),
  "settings-page-reminders-denied": settings({ services: { push }, before: () => reminded("denied", false), after: () => scrollTo("reminders") }),
  "settings-page-old-server": settings({
    services: { about: () => Promise.reject({ code: "not_found" }) },
    after: async (shell: Shell) => {
      shell.install.way.value = "ask";
      await scrollTo("about");
    },
  }),
  "settings-page-no-server": settings({ services: { about: () => Promise.reject({ code: "network" }) }, after: () => scrollTo("about") }),
  "settings-page-new-version": settings({
    after: async (shell: Shell) => {
      shell.renewal.value = () => undefined;
      shell.install.way.value = "ios";
      await new Promise((drawn) => setTimeout(drawn, 50));
      await scrollTo("new-version");
    },
  }),
  "settings-page-forgotten": settings({
    after: async () => {
      await press("forget");
      await seen("forget-undo");
      await scrollTo("forget-undo");
    },
  }),
  "lobby-install": {
    path: "/",
    after: async (shell: Shell) => {
      shell.install.way.value = "ask";
      shell.hintsInstall.value = true;
      await seen("install-hint");
    },
  },
  "lobby-new-version": {
    path: "/",
    after: async (shell: Shell) => {
      await shell.late.fetch("settings");
      const { ready, reload } = shell.late.here.value.settings!.update;
      shell.tell(ready, { label: reload, run: () => undefined });
    },
  },
  "card-offline": {
    path: "/r/demo",
    services: { room: () => Promise.reject({ code: "network" }) },
    after: async (shell: Shell) => {
      shell.online.value = false;
      await seen("offline");
    },
  },
  "settings-on-air": {
    path: "/r/demo", script: { snapshot: onStage, speakers: talk }, before: () => microphones(heard), clicks: ["join", "settings", "devices"],
    after: loud,
  },
  "person-hushed": { path: "/r/demo", script: { snapshot: room(), speakers: talk }, clicks: ["join", "open-seat-2", "hush"] },
  "seat-hushed": {
    path: "/r/demo", script: { snapshot: room(), speakers: talk }, clicks: ["join"],
    after: (shell: Shell) => shell.session.value?.hush("p-omar", true),
  },
};
