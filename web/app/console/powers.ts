/**
 * What the person here may do with people and seats, as pure functions of the snapshot. The server decides; this only
 * keeps buttons away that it would refuse. One place, so that each cell of the table is a row in a test.
 */
import type { Participant, Seat, Snapshot } from "@sdk";
import { suits } from "../room/kept";
import { hasHand, invitationOf, isAlone, mayActOn, moderates } from "../room/view";

/** Something that may be done with a person. */
export type PersonAct =
  | "mute" | "allow" | "invite" | "take_back" | "first" | "lower" | "turn" | "place" | "unseat"
  | "mute_chat" | "allow_chat" | "lock_seat" | "mute_seat" | "open_seat"
  | "promote" | "demote" | "transfer" | "kick" | "ban" | "report" | "block" | "unblock";

/** Returns what may be done with a person, the likeliest first; with oneself only what moving takes. */
export function actsOn(snapshot: Snapshot, person: Participant): PersonAct[] {
  const { you } = snapshot;
  if (person.id === you.id) return mayMoveSelf(you) ? ["place"] : [];
  const apart: PersonAct[] = ["report", snapshot.blocked.includes(person.id) ? "unblock" : "block"];
  if (!mayActOn(you, person)) return apart;
  const place = person.seat >= 0 ? onStageActs(snapshot, person) : offStageActs(snapshot, person);
  const chat: PersonAct = person.chat_muted ? "allow_chat" : "mute_chat";
  return [...place, chat, ...roleActs(you, person), "kick", "ban", ...apart];
}

function mayMoveSelf(you: Participant): boolean {
  return you.role === "moderator" && you.seat > 0;
}

function onStageActs(snapshot: Snapshot, person: Participant): PersonAct[] {
  const seat = snapshot.stage.find(({ index }) => index === person.seat);
  return [
    person.mute.host ? "allow" : "mute",
    "turn",
    "unseat",
    "place",
    "lock_seat",
    seat?.muted === true ? "open_seat" : "mute_seat",
  ];
}

function offStageActs(snapshot: Snapshot, person: Participant): PersonAct[] {
  const invite: PersonAct = invitationOf(snapshot, person.id) === null ? "invite" : "take_back";
  if (!hasHand(snapshot, person.id)) return [invite];
  const leads = snapshot.hands[0]?.participant.id === person.id;
  return leads || invite === "take_back" ? [invite, "lower"] : [invite, "first", "lower"];
}

/** Only the host gives roles, and the room only to somebody who is there to take it. */
function roleActs(you: Participant, person: Participant): PersonAct[] {
  if (you.role !== "host") return [];
  const role: PersonAct = person.role === "moderator" ? "demote" : "promote";
  return person.connected ? [role, "transfer"] : [role];
}

/** Something that may be done with a seat nobody sits on. */
export type SeatAct = "take" | "invite" | "lock" | "unlock" | "mute" | "open";

/** Returns what may be done with an empty seat; nothing with the host's. */
export function seatActs(snapshot: Snapshot, seat: Seat): SeatAct[] {
  if (seat.index === 0 || seat.occupant !== null) return [];
  const take: SeatAct[] = mayTakeSeats(snapshot) && !seat.locked && suits(snapshot, seat.index) ? ["take"] : [];
  if (!moderates(snapshot.you.role)) return take;
  const invite: SeatAct[] = seat.locked ? [] : ["invite"];
  return [...take, ...invite, seat.locked ? "unlock" : "lock", seat.muted ? "open" : "mute"];
}

/** Reports whether the person here may take a free seat: where it is free to all, on an open stage, or as a moderator. */
export function mayTakeSeats({ you, room, host }: Snapshot): boolean {
  if (you.role === "host") return false;
  return room.mode === "free" || host === "" || you.role === "moderator";
}

/** What a tap on an empty seat does. "options" opens what its leaders may do with it. */
export type SeatTap = "options" | "take" | "ask" | "share" | null;

/** Chooses what a tap on an empty seat does; null for who has nothing to do with it. */
export function seatTap(snapshot: Snapshot, seat: Seat): SeatTap {
  const { you } = snapshot;
  if (moderates(you.role)) return seat.index === 0 ? null : "options";
  if (seat.locked) return null;
  if (mayTakeSeats(snapshot)) return seat.index === 0 || !suits(snapshot, seat.index) ? null : "take";
  if (isAlone(snapshot)) return "share";
  const waits = hasHand(snapshot, you.id) || invitationOf(snapshot, you.id) !== null;
  return you.seat >= 0 || waits || snapshot.room.mode === "invite" ? null : "ask";
}

/** How somebody off the stage gets to it by the big button. */
export type WayUp = "take" | "hand" | "closed";

/** Chooses the big button's way up. A hand that is already up stays one: it can be lowered. */
export function wayUp(snapshot: Snapshot): WayUp {
  if (hasHand(snapshot, snapshot.you.id)) return "hand";
  if (mayTakeSeats(snapshot)) return "take";
  return snapshot.room.mode === "invite" ? "closed" : "hand";
}

/** Where a person on the stage may go: to a free seat, or in exchange with who sits there. */
export interface Place {
  seat: Seat;
  way: "move" | "swap" | null;
}

/** Returns every seat with the way to it for a person who sits somewhere; null where there is none. */
export function placesFor(snapshot: Snapshot, person: Participant): Place[] {
  const { you } = snapshot;
  const wayTo = (seat: Seat): Place["way"] => {
    if (seat.index === 0 || seat.index === person.seat || seat.locked) return null;
    if (seat.occupant === null) return "move";
    return mayActOn(you, seat.occupant) || seat.occupant.id === you.id ? "swap" : null;
  };
  return snapshot.stage.map((seat) => ({ seat, way: wayTo(seat) }));
}

/** Returns whom "mute all" would silence now: those below a moderator whom nobody has muted yet. */
export function mutableAll(snapshot: Snapshot): Participant[] {
  return snapshot.stage.flatMap(({ occupant }) =>
    occupant !== null && occupant.id !== snapshot.you.id && !moderates(occupant.role) && !occupant.mute.host ? [occupant] : [],
  );
}

/** A section of the desk. */
export type DeskTab = "now" | "settings" | "removed" | "record";

/** Returns the sections somebody sees: the room itself and its record are the host's. */
export function deskTabs(you: Participant): DeskTab[] {
  return you.role === "host" ? ["now", "settings", "removed", "record"] : ["now", "removed"];
}
