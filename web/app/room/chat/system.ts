import type { Message } from "@sdk";
import { duration, isolate, languageName } from "../../format";
import { reasonText, type Strings } from "../../strings";

type Say = (words: Strings["chat"]["system"], by: string, about: string, value: string, locale: string) => string;

/** What each code of a system line says. */
const lines: Readonly<Record<string, Say>> = {
  host: (words, by, about, value) => {
    if (value === "returned") return words.hostReturned(about);
    if (value === "transferred") return words.hostTransferred(by, about);
    if (value === "duty") return words.hostOnDuty(about);
    if (value === "substitute") return words.hostStandsIn(about);
    return value === "succession" ? words.hostSucceeded(about) : words.hostJoined(about);
  },
  duty_late: (words, _by, about) => words.dutyLate(about),
  open_stage: (words) => words.openStage,
  role: (words, by, about, value) => (value === "moderator" ? words.moderator(by, about) : words.notModerator(about)),
  muted: (words, by, about) => words.muted(by, about),
  unmuted: (words, by, about) => words.unmuted(by, about),
  muted_all: (words, by) => words.mutedAll(by),
  stage_removed: (words, by, about) => words.stageRemoved(by, about),
  kicked: (words, by, about) => words.kicked(by, about),
  banned: (words, by, about) => words.banned(by, about),
  chat_muted: (words, by, about) => words.chatMuted(by, about),
  chat_unmuted: (words, by, about) => words.chatUnmuted(by, about),
  locked: (words, by) => words.locked(by),
  unlocked: (words, by) => words.unlocked(by),
  mode: (words, _by, _about, value) => {
    if (value === "free") return words.modeFree;
    return value === "invite" ? words.modeInvite : words.modeApply;
  },
  slow_mode: (words, _by, _about, value, locale) => {
    const seconds = Number(value);
    return seconds > 0 ? words.slow(duration(seconds * 1000, locale)) : words.slowOff;
  },
  settings: (words, by) => words.settings(by),
  turn_over: (words, _by, about) => words.turnOver(about),
  round: (words, _by, _about, value, locale) => words.round(languageName(value, locale)),
  round_paused: (words, by) => words.roundPaused(by),
  round_resumed: (words, by) => words.roundResumed(by),
  round_extended: (words, by, _about, value, locale) => words.roundExtended(by, duration(Number(value) * 1000, locale)),
  round_stopped: (words, by) => words.roundStopped(by),
};

/** Says a system line in the reader's words; a code of a later server is said as it is. */
export function systemLine(message: Message, strings: Strings, locale: string): string {
  const { system } = strings.chat;
  const by = message.from === null ? system.room : isolate(message.from.name);
  const about = message.about === null ? "" : isolate(message.about.name);
  // The reasons of the line are other ones than those of keeping order, and part of the sentence.
  if (message.code === "cut_in") return system.cutIn(by, about, cutReason(message.reason, strings));
  const say = Object.hasOwn(lines, message.code) ? lines[message.code] : undefined;
  const text = say === undefined ? system.other(message.code) : say(system, by, about, message.value, locale);
  if (message.reason === "") return text;
  return strings.reasons.joined(text, strings.reasons.because(reasonText(strings, message.reason)));
}

function cutReason(code: string, { exchange }: Strings): string {
  const { reasons } = exchange.cut;
  return Object.hasOwn(reasons, code) ? reasons[code as keyof typeof reasons] : reasons.other;
}
