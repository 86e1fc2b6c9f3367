const key = "corner.volumes";
/** More people than this are not remembered: the oldest choice goes first. */
const limit = 200;

/** What was chosen for one person: how loud, and whether not at all for now. */
interface Choice {
  volume: number;
  muted: boolean;
}

/** As it is stored; an older version kept no third. */
type Entry = [participant: string, volume: number, muted?: boolean];

const untouched: Choice = { volume: 1, muted: false };

/** Per-person volumes and local mutes of this device, kept in its storage where there is one. */
export class Volumes {
  private chosen = new Map<string, Choice>(read() ?? []);
  /** What is stored is what holds, until storage takes no more. */
  private stored = true;

  /** What to play somebody with: 0 while they are muted here. */
  heard(participant: string): number {
    const { volume, muted } = this.of(participant);
    return muted ? 0 : volume;
  }

  /** What was chosen, 0–1, muted or not. */
  get(participant: string): number {
    return this.of(participant).volume;
  }

  set(participant: string, volume: number): void {
    const clamped = Number.isFinite(volume) ? Math.min(1, Math.max(0, volume)) : 1;
    this.keep(participant, { volume: clamped });
  }

  /** Whether somebody is silent on this device. */
  muted(participant: string): boolean {
    return this.of(participant).muted;
  }

  /** Keeps the volume for when they are heard again. */
  mute(participant: string, muted: boolean): void {
    this.keep(participant, { muted });
  }

  private of(participant: string): Choice {
    return this.chosen.get(participant) ?? untouched;
  }

  private keep(participant: string, change: Partial<Choice>): void {
    const kept = this.stored ? read() : null;
    if (kept !== null) this.chosen = new Map(kept); // another tab may have chosen meanwhile
    const choice = { ...this.of(participant), ...change };
    this.chosen.delete(participant); // moves it to the newest place
    if (choice.volume !== 1 || choice.muted) this.chosen.set(participant, choice);
    for (const oldest of this.chosen.keys()) {
      if (this.chosen.size <= limit) break;
      this.chosen.delete(oldest);
    }
    this.stored = write([...this.chosen].map(([id, { volume, muted }]) => (muted ? [id, volume, true] : [id, volume])));
  }
}

/** Null where storage is absent or forbidden; what somebody else wrote there is passed over. */
function read(): [string, Choice][] | null {
  let text: string | null;
  try {
    text = localStorage.getItem(key);
  } catch {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    const entries = Array.isArray(value) ? value.filter(isEntry) : [];
    return entries.slice(-limit).map(([participant, volume, muted = false]) => [participant, { volume, muted }]);
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value)) return false;
  const [participant, volume, muted = false] = value as unknown[];
  return typeof participant === "string" && typeof volume === "number" && volume >= 0 && volume <= 1 && typeof muted === "boolean";
}

/** Reports whether they are stored: storage can be forbidden, or full. */
function write(entries: Entry[]): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
    return true;
  } catch {
    return false; // the choices hold until the page is left
  }
}
