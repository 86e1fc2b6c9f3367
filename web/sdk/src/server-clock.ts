/** How many exchanges are remembered. */
const kept = 8;
/** What two clocks may drift apart between exchanges, milliseconds. */
const drift = 20;

/** One exchange: the server's clock minus the monotonic one, wrong by half the round trip at the most. */
interface Sample {
  offset: number;
  roundTrip: number;
}

/**
 * The server's clock as it is known here. It runs on the monotonic clock, so a person who sets theirs moves nothing;
 * the exchange with the shortest round trip is believed.
 */
export class ServerClock {
  private samples: Sample[] = [];
  /** The server's clock minus the monotonic one, as far as a snapshot says; null before the first. */
  private rough: number | null = null;

  constructor(
    private readonly monotonic: () => number,
    private readonly wall: () => number,
  ) {}

  /** One exchange: sent and received by the monotonic clock, the server's time in between. */
  sample(sentMs: number, receivedMs: number, serverMs: number): void {
    const roundTrip = receivedMs - sentMs;
    if (!Number.isFinite(serverMs) || !(roundTrip >= 0)) return;
    const sample = { offset: serverMs - (sentMs + receivedMs) / 2, roundTrip };
    // Two that cannot both be right: a clock was set at the server, or the one here stood still while the device slept.
    const agreeing = this.samples.filter((other) => agree(other, sample));
    this.samples = [...agreeing, sample].slice(-kept);
  }

  /** A snapshot's time, late by the way it came: good enough until the first exchange. */
  roughly(serverMs: number): void {
    if (this.samples.length === 0) this.rough = serverMs - this.monotonic();
  }

  /** The server's time, milliseconds. */
  now(): number {
    const [first, ...others] = this.samples;
    const best = others.reduce((best, other) => (best && other.roundTrip >= best.roundTrip ? best : other), first);
    const offset = best?.offset ?? this.rough;
    return offset === null ? this.wall() : this.monotonic() + offset;
  }

  /** The server's time minus the wall's, for who reckons with that; live, so that it is right after the wall's was set. */
  get offsetMs(): number {
    return this.now() - this.wall();
  }
}

function agree(a: Sample, b: Sample): boolean {
  return Math.abs(a.offset - b.offset) <= (a.roundTrip + b.roundTrip) / 2 + drift;
}

/**
 * When the server is asked: three times soon after connecting, twice when the page has come to rest, since one that is
 * being drawn answers late, and then once a minute. Milliseconds.
 */
const early = [150, 150, 150, 3_000, 6_000];
const later = 60_000;

/** Asks again and again from begin() to end(). A question that fails is one that was not asked. */
export class Asking {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ask: () => Promise<void>) {}

  begin(): void {
    this.end();
    this.after(0);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private after(time: number): void {
    this.timer = setTimeout(() => {
      void this.ask().catch(() => undefined);
      this.after(time + 1);
    }, early[time] ?? later);
  }
}
