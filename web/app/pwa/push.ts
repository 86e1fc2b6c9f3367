import { Refusal } from "@sdk";
import type { PushAddress } from "@sdk";

/**
 * Whether this browser is sent reminders. none: it cannot be, and never will · installed: it could once the app is on the
 * home screen (iOS) · off · denied: the person said no, and only they can give it back · on · absent: the server sends none.
 */
export type PushState = "none" | "install" | "off" | "denied" | "on" | "absent";

/** What reminders need of the server. */
export interface PushServer {
  key(): Promise<string>;
  save(address: PushAddress): Promise<void>;
  drop(endpoint: string): Promise<void>;
}

/** Reminders by web push, for this browser: asked for, kept at the server, and given up. */
export class PushDesk {
  constructor(private readonly window: Window, private readonly server: PushServer) {}

  /** How it is now. Never rejects. */
  async state(): Promise<PushState> {
    const { window } = this;
    if (!("PushManager" in window)) return needsInstalling(window) ? "install" : "none";
    if (Notification.permission === "denied") return "denied";
    const key = await this.server.key().catch(() => null);
    if (key === "") return "absent";
    const subscription = await this.subscription().catch(() => null);
    return subscription !== null && Notification.permission === "granted" ? "on" : "off";
  }

  /** Asks the person, then has the server send. Call it inside a tap. Rejects with a Refusal, "push_denied" when they say no. */
  async turnOn(locale: string, zone: string): Promise<void> {
    // First of all, or some browsers do not believe that it was a tap.
    const allowed = await Notification.requestPermission();
    if (allowed !== "granted") throw new Refusal("push_denied", "reminders are not allowed here");
    const key = await this.server.key();
    const registration = await this.window.navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    await this.server.save(addressOf(subscription, locale, zone));
  }

  /** Gives them up: here first, and at the server as well if it can be asked. It ends by itself there what goes nowhere. */
  async turnOff(): Promise<void> {
    const subscription = await this.subscription();
    if (subscription === null) return;
    await subscription.unsubscribe();
    await this.server.drop(subscription.endpoint).catch(() => undefined);
  }

  private async subscription(): Promise<PushSubscription | null> {
    const registration = await this.window.navigator.serviceWorker.getRegistration();
    return (await registration?.pushManager.getSubscription()) ?? null;
  }
}

/** iOS pushes only to an app on the home screen. */
function needsInstalling({ navigator }: Window): boolean {
  return "standalone" in navigator && navigator.standalone !== true;
}

function addressOf(subscription: PushSubscription, locale: string, zone: string): PushAddress {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  return { endpoint, keys: { p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" }, locale, zone };
}
