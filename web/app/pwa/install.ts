import { signal } from "@preact/signals";

/** How the app gets to the home screen here: the browser asks · by hand, in words (iOS) · it is there · it cannot be. */
export type InstallWay = "ask" | "ios" | "done" | "none";

/** Chromium's offer to install, which it makes once. */
export interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

/** Keeps the browser's offer until the person wants it: asked for when nobody asked, it is only in the way. */
export class Install {
  readonly way = signal<InstallWay>("none");
  private offer: InstallOffer | null = null;

  constructor(window: Window) {
    if (window.matchMedia?.("(display-mode: standalone)").matches === true) this.way.value = "done";
    else if ("standalone" in window.navigator) this.way.value = window.navigator.standalone === true ? "done" : "ios";
    window.addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.offer = event as InstallOffer;
      this.way.value = "ask";
    });
    window.addEventListener("appinstalled", () => {
      this.offer = null;
      this.way.value = "done";
    });
  }

  /** Has the browser ask. Call it inside a tap. An offer is good once. */
  async ask(): Promise<void> {
    const { offer } = this;
    if (offer === null) return;
    this.offer = null;
    this.way.value = "none";
    await offer.prompt().catch(() => undefined);
  }
}
