import { type Card, nextOf, noRound, type Pack, type Phase, type Regular, type Round, roundAt, type Snapshot, type Talk } from "@sdk";
import type { Effect } from "./effects";

/** The packs of a server. */
export const packs: Pack[] = [
  { id: "food", level: "A2", cards: 14, title: [{ language: "en", text: "Food and drink" }, { language: "zh", text: "吃吃喝喝" }, { language: "es", text: "Comida y bebida" }] },
  { id: "work", level: "B1", cards: 15, title: [{ language: "en", text: "Work" }, { language: "zh", text: "工作" }, { language: "es", text: "El trabajo" }] },
];

/** A card of one of them. */
export const card: Card = {
  id: "food-3",
  pack: "food",
  level: "A2",
  number: 3,
  of: 14,
  text: [
    { language: "en", text: "What did people cook at home when you were a child, and what do you cook of it today?" },
    { language: "zh", text: "你小时候家里常做什么菜？现在你还会做其中的哪些？" },
  ],
};

const phases: Phase[] = [{ language: "zh", seconds: 600 }, { language: "en", seconds: 600 }];

/** A round in which it is English's turn, with so much left. */
export function roundOf(leftMs: number, change: Partial<Round> = {}): Round {
  return { serial: 4, phases, index: 1, ends_ms: Date.now() + leftMs, left_ms: 0, paused: false, pack: "", ...change };
}

const minute = 60_000;

/** The talk of an evening in which one does not show theirs. */
export const talkTime: Talk = {
  people: [
    { participant: "p-lena", voiced: [{ language: "en", ms: 9 * minute }, { language: "zh", ms: 3 * minute + 20_000 }] },
    { participant: "p-marta", voiced: [{ language: "en", ms: 4 * minute }] },
    { participant: "p-omar", voiced: [{ language: "en", ms: 7 * minute + 5_000 }] },
    { participant: "p-hostile", voiced: [{ language: "zh", ms: 40_000 }] },
    { participant: "p-tom", voiced: [{ language: "en", ms: 2 * minute }] },
  ],
  languages: [{ language: "en", ms: 22 * minute }, { language: "zh", ms: 9 * minute }],
  hidden: ["p-kenji"],
};

/** Who comes here again and again. */
export const regulars: Regular[] = [
  { participant: "p-lena", name: "Lena", speaks: ["en"], learns: ["zh"], time_zone: "America/New_York", here: true, online: true },
  { participant: "p-far", name: "Ana María", speaks: ["es"], learns: ["zh", "en"], time_zone: "America/Bogota", here: false, online: true },
  { participant: "p-away", name: "阿德", speaks: ["zh"], learns: ["en"], time_zone: "Asia/Taipei", here: false },
];

const changed = (s: Snapshot, round: Partial<Round>) => ({ change: { round: { ...roundAt(s.round, Date.now()), ...round, serial: s.round.serial + 1 } } });

/** What rounds, cards and talk time do to a scripted room. */
export const exchangeEffects: Record<string, Effect> = {
  "round.start": (s, { timetable, pack }: { timetable: Phase[]; pack: string }) => {
    const own = s.room.timetable.length > 0 ? s.room.timetable : s.room.languages.map((language) => ({ language, seconds: 600 }));
    const begun = timetable.length > 0 ? timetable : own;
    return changed(s, { phases: begun, index: 0, ends_ms: Date.now() + begun[0]!.seconds * 1000, paused: false, left_ms: 0, pack });
  },
  "round.pause": (s, { paused }: { paused: boolean }) => {
    const left = s.round.paused ? s.round.left_ms : s.round.ends_ms - Date.now();
    return changed(s, paused ? { paused, left_ms: left, ends_ms: 0 } : { paused, left_ms: 0, ends_ms: Date.now() + left });
  },
  "round.extend": (s, { seconds }: { seconds: number }) => changed(s, { ends_ms: s.round.ends_ms + seconds * 1000 }),
  "round.skip": (s) => {
    const next = nextOf(s.round)!;
    return changed(s, { index: (s.round.index + 1) % s.round.phases.length, ends_ms: Date.now() + next.seconds * 1000 });
  },
  "round.stop": (s) => ({ change: { round: { ...noRound, serial: s.round.serial + 1 } } }),
  "talk.hide": (s, { hidden }: { hidden: boolean }) => {
    const others = s.talk.hidden.filter((id) => id !== s.you.id);
    return { change: { talk: { ...s.talk, hidden: hidden ? [...others, s.you.id] : others } } };
  },
  "hand.advance": (s, { participant }: { participant: string }) => {
    const first = s.hands.filter((hand) => hand.participant.id === participant);
    return { change: { hands: [...first, ...s.hands.filter((hand) => hand.participant.id !== participant)] } };
  },
  "card.deal": (s) => ({ change: { card: { ...card, id: `food-${(s.card?.number ?? 0) + 1}`, number: (s.card?.number ?? 0) + 1 } } }),
  "card.clear": () => ({ change: { card: null } }),
  "packs.list": () => ({ answer: { packs } }),
};
