import type { AuditRecord, Ban, Participant, Snapshot, Waiting } from "@sdk";
import { person, room, seated, withYou } from "./people";
import type { State } from "./states";

const off = { self: true, host: false, seat: false };
const minute = 60_000;
const talk = { speaking: [{ participant: "p-omar", level: -20 }], receiving: ["p-omar", "p-yu"] };

type Base = "host" | "moderator" | "listener" | "speaker";

/** The lively room as somebody of this rank sees it. */
function as(base: Base, change: Partial<Snapshot> = {}): Snapshot {
  const you: Record<Base, Participant> = {
    host: seated(1, 0, { role: "host", mute: off }),
    moderator: seated(1, 5, { role: "moderator", mute: off }),
    speaker: seated(1, 5, { mute: off }),
    listener: person(1),
  };
  return { ...withYou(room(), you[base]), ...change };
}

const state = (snapshot: Snapshot, clicks: string[] = [], answers: Record<string, object> = {}): State => ({
  path: "/r/demo",
  script: { snapshot, speakers: talk, answers },
  clicks: ["join", ...clicks],
});

const rules = "Be kind; let others finish.\nCorrections only when asked for.\nNo recording.";
const house = {
  rules: "说话客气，让别人把话说完。\n对方想要才纠正。\n不要录音。",
  translations: [{ language: "en", title: "Late-night small talk about food", rules }],
};
const withRules = (snapshot: Snapshot): Snapshot => ({ ...snapshot, room: { ...snapshot.room, title: "深夜食堂闲聊", ...house } });

function waiting(index: number, hold: Waiting["hold"], sinceMs: number): Waiting {
  const { id, name, speaks, learns, levels, time_zone } = person(index);
  return { participant: id, name, speaks, learns, levels, time_zone, since_ms: Date.now() - sinceMs, hold };
}
const door = [waiting(5, "guests", 95_000), waiting(10, "network", 20_000)];
const hands = [7, 12].map((index, i) => ({ participant: person(index), raised_ms: Date.now() - 700_000 + i * 340_000 }));

/** Gives one person on the stage something else than they have. */
function changed(snapshot: Snapshot, seat: number, change: Partial<Participant>): Snapshot {
  return {
    ...snapshot,
    stage: snapshot.stage.map((one) =>
      one.index === seat && one.occupant !== null ? { ...one, occupant: { ...one.occupant, ...change } } : one,
    ),
  };
}

const turn = (leftMs: number): Snapshot => changed(as("listener"), 2, { turn_ends_ms: Date.now() + leftMs });

function ban(index: number, kind: Ban["kind"], change: Partial<Ban>): Ban {
  const { id, name } = person(index);
  const created_ms = Date.now() - 5 * minute;
  return { id: `b${index}`, kind, participant: id, name, by: "p-yu", by_name: "小雨", reason: "", created_ms, expires_ms: 0, ...change };
}
const bans = {
  "bans.list": {
    bans: [
      ban(6, "ban", { reason: "insult", expires_ms: Date.now() + 40 * minute }),
      ban(3, "kick", { reason: "noise" }),
      ban(2, "ban", { by_name: "Marta Wiśniewska-Kowalczyk", reason: "hate" }),
      ban(5, "deny", { expires_ms: Date.now() + 8 * minute }),
    ],
  },
};

function entry(at: number, action: string, index: number, change: Partial<AuditRecord> = {}): AuditRecord {
  const { id, name } = person(index);
  const by = { by: "p-yu", by_name: "小雨" };
  return {
    id: `a${at}`, time_ms: Date.now() - at * minute, node: "n1", ...by, action, target: id, target_name: name, reason: "", detail: "", ...change,
  };
}
const audit = {
  "audit.list": {
    records: [
      entry(1, "participant.ban", 6, { reason: "insult", detail: "3600 s" }),
      entry(2, "seat.lock", 6, { target: "", target_name: "", detail: "seat 8" }),
      entry(4, "mute.participant", 4, { reason: "noise" }),
      entry(9, "role.set", 2, { detail: "moderator" }),
      entry(31, "host.succession", 1, { by: "", by_name: "" }),
      entry(1500, "cat.pet", 0),
    ],
    next: "a1500",
  },
};

const open = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  host: "",
  stage: snapshot.stage.map((seat) => (seat.index < 2 ? { ...seat, occupant: null } : seat)),
});
const mode = (snapshot: Snapshot, value: "free" | "invite"): Snapshot => ({ ...snapshot, room: { ...snapshot.room, mode: value } });

/** The states of running a room, and of keeping apart. */
export const consoleStates: Record<string, State> = {
  "console-host-listener": state(as("host", { hands }), ["people", "person-p-lena-8"]),
  "console-host-moderator": state(as("host"), ["open-seat-1"]),
  "console-moderator-person": state(as("moderator"), ["open-seat-2"]),
  "console-moderator-self": state(as("moderator"), ["open-seat-5"]),
  "console-listener-person": state(as("listener"), ["open-seat-2"]),
  "console-blocked-person": state(as("listener", { blocked: ["p-omar"] }), ["open-seat-2"]),
  "console-blocked": state(as("listener", { blocked: ["p-omar"] })),
  "console-blocked-settings": state(as("listener", { blocked: ["p-omar", "p-kenji"] }), ["settings"]),
  "console-seat": state(as("host"), ["free-seat-5"]),
  "console-seat-locked": state(as("host"), ["free-seat-7"]),
  "console-seat-moderator": state(as("moderator"), ["free-seat-6"]),
  "console-seat-muted": state({ ...as("host"), stage: as("host").stage.map((seat) => ({ ...seat, muted: seat.index === 5 })) }),
  "console-place": state(as("host"), ["open-seat-2", "act-place"]),
  "console-kick": state(as("host"), ["open-seat-2", "act-kick"]),
  "console-ban": state(as("host"), ["open-seat-2", "act-ban"]),
  "console-transfer": state(as("host"), ["open-seat-2", "act-transfer"]),
  "console-report": state(as("listener"), ["open-seat-4", "act-report", "reason-impersonation"]),
  "console-desk": state(as("host", { hands, waiting: door }), ["desk"]),
  "console-desk-quiet": state(as("moderator"), ["desk"]),
  "console-door": state(as("host", { hands, waiting: door })),
  "console-settings": state(withRules(as("host")), ["desk", "tab-settings"]),
  "console-settings-fault": {
    ...state(as("host"), ["desk", "tab-settings"]),
    after: () => type('[data-testid="title-zh"]', ""),
  },
  "console-removed": state(as("host"), ["desk", "tab-removed"], bans),
  "console-removed-none": state(as("moderator"), ["desk", "tab-removed"]),
  "console-record": state(as("host"), ["desk", "tab-record"], audit),
  "console-close": state(as("host"), ["desk", "tab-settings", "ask-close-room"]),
  "console-undo": state(as("host"), ["open-seat-2", "act-unseat"]),
  "console-undo-desk": state(as("host"), ["desk", "mute-all"]),
  "console-locked": state({ ...as("host"), room: { ...as("host").room, locked: true } }),
  "console-turn": state(turn(92_000)),
  "console-turn-ending": state(turn(8_500)),
  "console-turn-over": state(turn(-2_000)),
  "console-turn-person": state(changed(as("host"), 2, { turn_ends_ms: Date.now() + 92_000 }), ["open-seat-2"]),
  "rules-first": state(withRules(as("speaker")), ["microphone"]),
  "rules-speaker": state(withRules(as("speaker"))),
  "rules-read": state(withRules(as("listener")), ["rules"]),
  "mode-free": state(mode(as("listener"), "free")),
  "mode-free-speaker": state(mode(as("speaker"), "free")),
  "mode-invite": state(mode(as("listener"), "invite")),
  "open-stage": state(open(as("listener"))),
  "create-more": { path: "/", clicks: ["create", "more"] },
};

/** Writes into a field as a person would. */
function type(selector: string, text: string): void {
  const field = document.querySelector<HTMLInputElement>(selector);
  if (field === null) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
