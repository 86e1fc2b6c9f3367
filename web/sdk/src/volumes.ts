const key = "corner.volumes";
/** More people than this are not remembered: the oldest choice goes first. */
const limit = 200;

/** Per-person volumes of this device, kept in its storage where there is one. */
export class Volumes {
  private readonly chosen = new Map<string, number>(read());

  get(participant: string): number {
    return this.chosen.get(participant) ?? 1;
  }

  set(participant: string, volume: number): void {
    const clamped = Number.isFinite(volume) ? Math.min(1, Math.max(0, volume)) : 1;
    this.chosen.delete(participant); // moves it to the newest place
    if (clamped !== 1) this.chosen.set(participant, clamped);
    for (const oldest of this.chosen.keys()) {
      if (this.chosen.size <= limit) break;
      this.chosen.delete(oldest);
    }
    write([...this.chosen]);
  }
}

/** Storage can be absent, forbidden, full, or written by somebody else: then nothing is remembered. */
function read(): [string, number][] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is [string, number] {
  if (!Array.isArray(value)) return false;
  const [participant, volume] = value as unknown[];
  return typeof participant === "string" && typeof volume === "number" && volume >= 0 && volume <= 1;
}

function write(entries: [string, number][]): void {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // The choice holds until the page is left.
  }
}
