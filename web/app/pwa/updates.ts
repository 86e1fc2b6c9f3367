/** How often the server is asked for a newer app at most, milliseconds. */
const lookEveryMs = 60 * 60_000;
/** How long a new worker may take to begin before the page is reloaded all the same, milliseconds. */
const patienceMs = 4000;

/** What becomes of a newer app. */
export interface UpdateOutside {
  /** One is here, and begins with this call. */
  ready(renew: () => void): void;
  reload(): void;
  now(): number;
}

type Container = Pick<ServiceWorkerContainer, "register" | "ready" | "controller" | "addEventListener">;

/** The page's side of the service worker: brings it in, tells it the language, and learns when a newer app is here. */
export class Updates {
  private registration: ServiceWorkerRegistration | null = null;
  private lookedAt = 0;
  private renewing = false;
  private followed: ServiceWorker | null = null;

  constructor(private readonly container: Container, private readonly outside: UpdateOutside) {
    // Another page may have asked for the new worker: this one goes on with its old parts, which are kept for it.
    container.addEventListener("controllerchange", () => this.renewing && outside.reload());
  }

  /** Brings the worker in. Never rejects: without it the app works as long as there is a network. */
  async start(): Promise<void> {
    this.lookedAt = this.outside.now();
    const registration = await this.container.register("/sw.js", { updateViaCache: "none" }).catch(() => null);
    this.registration = registration;
    if (registration === null) return;
    if (registration.waiting !== null) this.tell(registration.waiting);
    this.follow(registration.installing); // the browser has looked before this page did, and is not done yet
    registration.addEventListener("updatefound", () => this.follow(registration.installing));
  }

  /** Tells the worker the language of the person, for what it has to say itself. */
  async speak(locale: string): Promise<void> {
    const { active } = await this.container.ready;
    active?.postMessage({ type: "language", locale });
  }

  /** Asks for a newer app, when it was not asked lately. */
  look(): void {
    const now = this.outside.now();
    if (this.registration === null || now - this.lookedAt < lookEveryMs) return;
    this.lookedAt = now;
    this.registration.update().catch(() => undefined); // no network: next time
  }

  private follow(worker: ServiceWorker | null): void {
    if (worker === this.followed) return;
    this.followed = worker;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") this.tell(worker);
    });
  }

  /** The first worker of all is nothing new. */
  private tell(worker: ServiceWorker): void {
    if (this.container.controller !== null) this.outside.ready(() => this.renew(worker));
  }

  private renew(worker: ServiceWorker): void {
    this.renewing = true;
    worker.postMessage({ type: "renew" });
    setTimeout(() => this.outside.reload(), patienceMs);
  }
}
