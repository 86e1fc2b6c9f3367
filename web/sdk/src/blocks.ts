import type { BlockedPerson } from "./client";

const key = "corner.blocked";
/** The server takes no more than this; the oldest choice goes first. */
const limit = 200;

/** Whom the person here does not want to meet: kept in this device's storage where there is one. */
export class Blocks {
  /** ID → name at the time. */
  private readonly people = new Map<string, string>(read());

  has(participant: string): boolean {
    return this.people.has(participant);
  }

  ids(): string[] {
    return [...this.people.keys()];
  }

  list(): BlockedPerson[] {
    return [...this.people].map(([id, name]) => ({ id, name }));
  }

  set(participant: string, blocked: boolean, name = ""): void {
    if (blocked) this.people.set(participant, name || (this.people.get(participant) ?? ""));
    else this.people.delete(participant);
    for (const oldest of this.ids().slice(0, Math.max(0, this.people.size - limit))) this.people.delete(oldest);
    write([...this.people]);
  }

  /** Takes the server's word for who is blocked, with the names known here. */
  replace(ids: readonly string[]): void {
    const names = new Map(this.people);
    this.people.clear();
    for (const id of ids.slice(-limit)) this.people.set(id, names.get(id) ?? "");
    write([...this.people]);
  }
}

/** Storage can be absent, forbidden, full, or written by somebody else: then nothing is remembered. */
function read(): [string, string][] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter(isEntry).slice(-limit) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is [string, string] {
  return Array.isArray(value) && typeof value[0] === "string" && value[0] !== "" && typeof value[1] === "string";
}

function write(entries: [string, string][]): void {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // The choice holds until the page is left.
  }
}
