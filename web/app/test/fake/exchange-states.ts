import type { Duty, Participant, Round, Snapshot } from "@sdk";
import type { Shell } from "../../shell";
import type { FakeRoom } from "./client";
import { card, regulars, roundOf, talkTime } from "./exchange";
import { person, room, seated, withYou } from "./people";
import type { State } from "./states";

const off = { self: true, host: false, seat: false };
const speaks = { speaking: [{ participant: "p-omar", level: -20 }], receiving: ["p-omar"] };
const levels: Participant["levels"] = [{ language: "en", level: "B1" }];

/** An exchange at its height: rounds, talk time, levels. */
function evening(change: Partial<Snapshot> = {}): Snapshot {
  const lively = room();
  const stage = lively.stage.map((seat) =>
    seat.occupant === null ? seat : { ...seat, occupant: { ...seat.occupant, levels: seat.occupant.learns.map((language) => ({ language, level: "B1" as const })) } },
  );
  return {
    ...lively, stage, you: person(1, { levels }), round: roundOf(452_000), talk: talkTime,
    you_voiced: [{ language: "en", ms: 130_000 }, { language: "zh", ms: 20_000 }], ...change,
  };
}

const lead = (change: Partial<Snapshot> = {}): Snapshot => ({ ...withYou(evening(), seated(1, 0, { role: "host", mute: off, levels })), ...change });
const speaker = (change: Partial<Snapshot> = {}): Snapshot => ({ ...withYou(evening(), seated(1, 5, { mute: off, levels })), ...change });
const hands = [5, 7, 12].map((index, i) => ({ participant: person(index), raised_ms: Date.now() - 700_000 + i * 340_000 }));
const mine = [{ participant: person(1), raised_ms: Date.now() - 60_000 }];
const ahead = { cut_in: 0, patience: 0, share: 2, learner: 1, time: 1 };
const waiting = (change: Partial<Snapshot> = {}): Snapshot =>
  evening({ hands: mine, hand_position: 5, hand_ahead: ahead, hand_at_most: 9, audience: { ...room().audience, hands: 8 }, ...change });
const kept = [{ seat: 5, for: "native" as const, language: "zh" }, { seat: 6, for: "learner" as const, language: "zh" }];
const keeping = (snapshot: Snapshot, mode: Snapshot["room"]["mode"]): Snapshot => ({ ...snapshot, room: { ...snapshot.room, mode, kept } });

const state = (snapshot: Snapshot, clicks: string[] = [], after?: State["after"]): State => ({
  path: "/r/demo",
  script: { snapshot, speakers: speaks, answers: { "regulars.list": { regulars } } },
  clicks: ["join", ...clicks],
  ...(after && { after }),
});

const round = (change: Partial<Round>, leftMs = 452_000) => evening({ round: roundOf(leftMs, change) });
const skip = (_: Shell, fake: FakeRoom) => fake.skipRound();
const write = (text: string) => {
  const field = document.querySelector<HTMLInputElement>('[data-testid="say-text"]')!;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

/** Lena's hours, then those of somebody in New York. */
function sun(): Duty {
  const until = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
  return {
    now: { id: "p-lena", name: "Lena" }, until_ms: until, substitute: null,
    next: { id: "p-grace", name: "Grace" }, next_ms: until, next_zone: "America/New_York",
  };
}

/** Rounds, talk time, the line, cards and the end of an evening. */
export const exchangeStates: Record<string, State> = {
  "round-learning": state(evening()),
  "round-native": state(round({ index: 0 })),
  "round-listen": state(evening({ you: person(7) })),
  "round-ending": state(round({}, 8_500)),
  "round-paused": state(round({ paused: true, left_ms: 225_000, ends_ms: 0 })),
  "round-flip": state(evening(), [], skip),
  "round-start": state(lead({ round: room().round })),
  "duty": state(evening({ duty: sun() })),
  "duty-late": state(evening({ duty: { ...sun(), now: { id: "p-yu", name: "小雨" } } })),
  "round-host": state(lead({ hands })),
  "round-chat": state(evening(), ["?chat-button"]),
  "rounds-sheet": state(lead(), ["open-rounds"]),
  "rounds-sheet-paused": state(lead({ round: roundOf(0, { paused: true, left_ms: 95_000, ends_ms: 0 }) }), ["open-rounds"]),
  "rounds-sheet-form": state(lead({ round: room().round }), ["start-rounds"]),
  "rounds-sheet-listener": state(evening(), ["open-rounds"]),
  "rounds-stopped": state(lead(), ["open-rounds", "round-stop"]),
  "talk-settings": state(evening({ round: room().round }), ["settings", "open-talk"]),
  "talk-none": state(room(), ["settings", "open-talk"]),
  "talk-hidden": state(speaker({ talk: { ...talkTime, hidden: ["p-kenji", "p-yu"] } }), ["open-rounds"]),
  "talk-person": state(evening(), ["open-seat-2"]),
  "line-place": state(waiting()),
  "line-long": state(waiting({ hand_position: 11, hand_ahead: { cut_in: 1, patience: 2, share: 4, learner: 2, time: 1 }, hand_at_most: 31, audience: { ...room().audience, hands: 24 } })),
  "line-next": state(waiting({ hand_position: 1, hand_ahead: { ...ahead, share: 0, learner: 0, time: 0 }, hand_at_most: 3 })),
  "line-host": state(lead({ hands })),
  "line-person": state(lead({ hands }), ["people", "person-p-kenji-12"]),
  "line-first": state(lead({ hands }), [], (shell) => (shell.session.value!.sheet.value = { kind: "first", id: "p-an", name: "安" })),
  "line-turn": state(waiting({ invitations: [{ participant: "p-yu", by: "", expires_ms: Date.now() + 28_000 }] })),
  "kept-free": state(keeping(evening(), "free")),
  "kept-apply": state(keeping(evening(), "apply")),
  "card-listener": state(evening({ card })),
  "card-host": state(lead({ card, hands })),
  "card-folded": state(evening({ card }), ["card-fold"]),
  "card-desk": state(lead(), ["desk"], () => document.querySelector('[data-testid="deal-card"]')?.scrollIntoView()),
  "exchange-settings": state(lead(), ["desk", "tab-settings"], () => document.querySelector('[data-testid="wish-queue"]')?.scrollIntoView()),
  "say-open": state(evening(), ["reactions-button", "say"]),
  "say-long": state(evening(), ["reactions-button", "say"], () => write("很长的一句话，".repeat(9))),
  regulars: state(evening(), ["people"]),
  "tonight-left": state(evening(), ["leave"]),
  "tonight-host": state(lead(), ["leave"]),
  "tonight-again": state(lead(), ["leave", "meet-again"]),
  "tonight-closed": state(evening(), [], (_, fake) => fake.emit("closed", { code: 4501, reason: "room_closed" })),
};
