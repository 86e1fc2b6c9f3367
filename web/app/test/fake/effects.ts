import type { Participant, RoomInfo, Seat, Snapshot } from "@sdk";
import { chatEffects } from "./chat";
import { exchangeEffects } from "./exchange";

/** What a command does to the scripted room, and what it is answered with. */
export type Effect = (state: Snapshot, data: never) => { change?: Partial<Snapshot>; answer?: object };

const off = { self: true, host: false, seat: false };

/** By the command's name; one without an effect is answered and changes nothing. */
export const effects: Record<string, Effect> = {
  ...chatEffects,
  ...exchangeEffects,
  "seat.take": (s, { index }: { index: number }) => {
    const free = s.stage.find((seat) => (index < 0 ? seat.index > 0 && seat.occupant === null && !seat.locked : seat.index === index));
    if (free === undefined) throw { code: "stage_full" };
    const role = s.you.role === "listener" ? "speaker" : s.you.role;
    return { change: seatAt(s, { ...s.you, role, mute: off }, free.index) };
  },
  "seat.move": (s, { participant, index }: { participant: string; index: number }) => {
    const person = find(s, participant);
    return { change: seatAt(s, person, index) };
  },
  "seat.swap": (s, { index, other }: { index: number; other: number }) => {
    const at = (i: number) => s.stage.find((seat) => seat.index === i)?.occupant ?? null;
    const put = (i: number, person: Participant | null) => (person === null ? null : { ...person, seat: i });
    return { change: { stage: seats(s, { [index]: { occupant: put(index, at(other)) }, [other]: { occupant: put(other, at(index)) } }) } };
  },
  "seat.lock": (s, { index, locked }: { index: number; locked: boolean }) => ({
    change: { stage: seats(s, { [index]: locked ? { locked, occupant: null } : { locked } }) },
  }),
  "seat.mute": (s, { index, muted }: { index: number; muted: boolean }) => ({ change: { stage: seats(s, { [index]: { muted } }) } }),
  "mute.all": (s) => ({
    change: {
      stage: s.stage.map((seat) =>
        seat.occupant?.role === "speaker" ? { ...seat, occupant: { ...seat.occupant, mute: { ...seat.occupant.mute, host: true } } } : seat,
      ),
    },
  }),
  "stage.remove": (s, { participant }: { participant: string }) => ({
    change: { stage: s.stage.map((seat) => (seat.occupant?.id === participant ? { ...seat, occupant: null } : seat)) },
  }),
  "turn.set": (s, { participant, seconds }: { participant: string; seconds: number }) => ({
    change: everywhere(s, participant, { turn_ends_ms: seconds === 0 ? 0 : Date.now() + seconds * 1000 }),
  }),
  "role.set": (s, { participant, role }: { participant: string; role: "moderator" | "listener" }) => ({
    change: everywhere(s, participant, { role: role === "listener" && find(s, participant).seat >= 0 ? "speaker" : role }),
  }),
  "host.transfer": (s, { participant }: { participant: string }) => ({
    change: { ...everywhere(s, participant, { role: "host" }), host: participant, you: { ...s.you, role: "moderator" } },
  }),
  "participant.kick": (s, { participant }: { participant: string }) => ({ change: without(s, participant) }),
  "participant.ban": (s, { participant }: { participant: string }) => ({ change: without(s, participant) }),
  "waiting.admit": (s, { participant }: { participant: string }) => ({ change: { waiting: others(s, participant) } }),
  "waiting.deny": (s, { participant }: { participant: string }) => ({ change: { waiting: others(s, participant) } }),
  "room.lock": (s, { locked }: { locked: boolean }) => ({ change: { room: { ...s.room, locked } } }),
  "room.update": (s, changes: Partial<RoomInfo>) => ({ change: { room: { ...s.room, ...changes } } }),
};

function find(s: Snapshot, id: string): Participant {
  const people = [s.you, ...s.stage.flatMap((seat) => seat.occupant ?? []), ...s.audience.sample];
  const person = people.find((one) => one.id === id);
  if (person === undefined) throw { code: "not_found" };
  return person;
}

function seats(s: Snapshot, changes: Record<number, Partial<Seat>>): Seat[] {
  return s.stage.map((seat) => ({ ...seat, ...changes[seat.index] }));
}

/** Puts a person on a seat, off any other. */
function seatAt(s: Snapshot, person: Participant, index: number): Partial<Snapshot> {
  const placed = { ...person, seat: index };
  const stage = s.stage.map((seat) => {
    if (seat.index === index) return { ...seat, occupant: placed };
    return seat.occupant?.id === person.id ? { ...seat, occupant: null } : seat;
  });
  return { stage, you: person.id === s.you.id ? placed : s.you };
}

function everywhere(s: Snapshot, id: string, change: Partial<Participant>): Partial<Snapshot> {
  const of = (person: Participant) => (person.id === id ? { ...person, ...change } : person);
  return {
    you: of(s.you),
    stage: s.stage.map((seat) => (seat.occupant === null ? seat : { ...seat, occupant: of(seat.occupant) })),
    audience: { ...s.audience, sample: s.audience.sample.map(of) },
  };
}

function without(s: Snapshot, id: string): Partial<Snapshot> {
  return {
    stage: s.stage.map((seat) => (seat.occupant?.id === id ? { ...seat, occupant: null } : seat)),
    hands: s.hands.filter((hand) => hand.participant.id !== id),
    audience: { ...s.audience, sample: s.audience.sample.filter((person) => person.id !== id) },
  };
}

function others(s: Snapshot, id: string): Snapshot["waiting"] {
  return s.waiting.filter((one) => one.participant !== id);
}
