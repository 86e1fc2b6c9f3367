import type { Keep, Participant, Snapshot } from "@sdk";
import { has } from "./lang";

/** For whom a seat is kept; null for a seat that is everybody's. */
export function keepOf(snapshot: Snapshot, index: number): Keep | null {
  return snapshot.room.kept.find((keep) => keep.seat === index) ?? null;
}

/** Reports whether somebody is one of those whom a seat is kept for. */
export function fits(keep: Keep, person: Pick<Participant, "speaks" | "learns">): boolean {
  return has(keep.for === "native" ? person.speaks : person.learns, keep.language);
}

/** Reports whether the person here may sit on a seat, as far as it is kept. */
export function suits(snapshot: Snapshot, index: number): boolean {
  const keep = keepOf(snapshot, index);
  return keep === null || fits(keep, snapshot.you);
}
