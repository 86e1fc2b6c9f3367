import type { Notice, Snapshot } from "@sdk";
import type { Script } from "./client";
import { person, room, seated, withYou } from "./people";
import type { State } from "./states";

const off = { self: true, host: false, seat: false };

/** Makes a notice by Lena. */
export function notice(action: Notice["action"], change: Partial<Notice> = {}): Notice {
  return { action, by: "p-lena", by_name: "Lena", reason: "", seat: -1, role: "", until_ms: 0, ...change };
}

const onStage = (mute = off) => withYou(room(), seated(1, 5, { mute }));
const silenced = onStage({ self: true, host: true, seat: false });
const moderator = room({ you: person(1, { role: "moderator" }) });

/** What is shown of each notice, and to whom. */
const notices: Record<string, [Notice, Snapshot]> = {
  stage_removed: [notice("stage_removed", { reason: "noise" }), room()],
  blocked: [notice("blocked", { by: "", by_name: "" }), room({ room: { ...room().room, mode: "invite" } })],
  seat_locked: [notice("seat_locked"), room({ room: { ...room().room, mode: "free" } })],
  moved: [notice("moved", { seat: 5 }), onStage()],
  moderator: [notice("role", { role: "moderator" }), moderator],
  listener: [notice("role", { role: "listener" }), room()],
  host: [notice("host", { by: "", by_name: "", role: "host" }), withYou(room(), seated(1, 0, { role: "host", mute: off }))],
  host_lost: [notice("host_lost"), moderator],
  chat_muted: [notice("chat_muted", { reason: "spam" }), room({ you: person(1, { chat_muted: true }) })],
  chat_unmuted: [notice("chat_unmuted"), room()],
  message_deleted: [notice("message_deleted", { reason: "off_topic" }), room()],
  turn_warning: [notice("turn_warning", { by: "", by_name: "", until_ms: Date.now() + 10_000 }), onStage({ ...off, self: false })],
  turn_over: [notice("turn_over", { by: "", by_name: "" }), onStage()],
};

const tomorrow = Date.now() + 20 * 3_600_000;

/** The screens of what a visitor is told. */
export function toldStates(joined: (script: Partial<Script>) => State): Record<string, State> {
  const states: Record<string, State> = {
    waiting: joined({ wait: true }),
    "muted-why": {
      ...joined({ snapshot: silenced }),
      after: (_, fake) => fake.emit("muted", { by: "p-marta", mute: silenced.you.mute, reason: "noise" }),
    },
    "muted-all": {
      ...joined({ snapshot: silenced }),
      after: (_, fake) => fake.emit("muted", { by: "p-lena", mute: silenced.you.mute, reason: "all" }),
    },
    "muted-turn": {
      ...joined({ snapshot: silenced }),
      after: (_, fake) => fake.emit("muted", { by: "", mute: silenced.you.mute, reason: "turn" }),
    },
    "ended-kicked-why": {
      ...joined({}),
      after: (_, fake) => fake.emit("closed", { code: 4505, reason: "kicked", exclusion: { reason: "insult", untilMs: 0, byName: "Lena" } }),
    },
    "ended-banned-why": {
      ...joined({}),
      after: (_, fake) => fake.emit("closed", { code: 4506, reason: "banned", exclusion: { reason: "hate", untilMs: tomorrow, byName: "عمر" } }),
    },
    "ended-banned-always": joined({ refuse: "banned", refusal: { reason: "", untilMs: 0 } }),
    "ended-denied-why": joined({ refuse: "denied", refusal: { reason: "", untilMs: Date.now() + 600_000 } }),
  };
  for (const [name, [told, snapshot]] of Object.entries(notices)) {
    states[`told-${name}`] = { ...joined({ snapshot }), after: (_, fake) => fake.emit("notice", told) };
  }
  return states;
}
