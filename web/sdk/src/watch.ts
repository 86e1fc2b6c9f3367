/** How often it is looked at while somebody speaks, milliseconds. */
const step = 300;
/** How long somebody may speak without a packet of it coming, milliseconds: DTX sends one every 400 ms even in silence. */
const patience = 1200;
/** Chance added to that, so that an audience that lost the same server does not come back as one. */
const spread = 300;

/** What a Watch asks and tells. */
export interface Watched {
  /** Somebody speaks who should be heard here. */
  expects(): boolean;
  /** Whether a packet has come since it was asked last. */
  arrived(): Promise<boolean>;
  stalled(): void;
  flowing(): void;
  silent(): void;
}

/**
 * Watches that what is said arrives. A way that has changed under the connection (a NAT that forgot it, a firewall)
 * gives no event for 10 to 30 s; a voice that should be heard and is not says it in little more than one. Costs
 * nothing while nobody speaks.
 */
export class Watch {
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** For how long somebody has spoken without a packet, milliseconds; pauses between words are not counted. */
  private owed = 0;
  private limit = patience;
  private looked = 0;
  private turn = 0;

  constructor(private readonly on: Watched) {}

  /** Looks whether there is something to watch; call it with every word of who speaks. */
  hear(): void {
    if (this.timer !== undefined || !this.on.expects()) return;
    this.looked = Date.now();
    this.next();
  }

  /** Begins afresh, as with a new connection. */
  reset(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.owed = 0;
    this.limit = patience + Math.random() * spread;
    this.turn++;
  }

  private next(): void {
    this.timer = setTimeout(() => void this.look(), step);
  }

  private async look(): Promise<void> {
    const turn = this.turn;
    const arrived = await this.on.arrived().catch(() => false);
    if (turn !== this.turn) return;
    const now = Date.now();
    const expects = this.on.expects();
    // A page that was frozen has not listened in vain all the while.
    if (expects) this.owed += Math.min(now - this.looked, 2 * step);
    this.looked = now;
    if (arrived) this.owed = 0;
    const stalls = this.owed >= this.limit;
    this.timer = undefined;
    if (expects) this.next();
    if (arrived) this.on.flowing();
    else if (!expects) this.on.silent();
    else if (stalls) this.on.stalled();
  }
}
