import type { Exclusion, Notice, NoticeAction, RoomInfo } from "@sdk";
import { count, duration, isolate, moment } from "../format";
import { reasonText, type Strings } from "../strings";

/**
 * What was done to the person here, in words: who, why, and what they can do now. A banner where something has changed
 * for them, a toast where it was a moment. None of it blames.
 */

/** How a notice is shown; "none" is said by the screen that follows. */
export type Showing = "banner" | "toast" | "none";

const showings: Record<NoticeAction, Showing> = {
  stage_removed: "banner",
  seat_locked: "banner",
  blocked: "banner",
  role: "banner",
  host: "banner",
  host_lost: "banner",
  chat_muted: "banner",
  turn_warning: "banner",
  moved: "toast",
  chat_unmuted: "toast",
  message_deleted: "toast",
  turn_over: "toast",
  missed: "toast",
  kicked: "none",
  banned: "none",
};

/** Chooses how a notice is shown; one of a later server is not. */
export function showingOf(action: string): Showing {
  return Object.hasOwn(showings, action) ? showings[action as NoticeAction] : "none";
}

/** What surrounds a notice. */
export interface Around {
  strings: Strings;
  locale: string;
  mode: RoomInfo["mode"];
  /** By the server's clock. */
  nowMs: number;
}

/** A notice in words. */
export interface Told {
  title: string;
  text: string;
}

/** Says a notice. */
export function toldOf(notice: Notice, around: Around): Told {
  const { title, text } = said(notice, around);
  if (notice.reason === "" || !gives.has(notice.action)) return { title, text };
  const because = around.strings.reasons.because(reasonText(around.strings, notice.reason));
  return { title, text: text === "" ? because : around.strings.reasons.joined(because, text) };
}

/** Notices whose reason is a code that somebody chose. */
const gives: ReadonlySet<NoticeAction> = new Set(["stage_removed", "chat_muted", "message_deleted", "seat_locked", "role"]);

function said(notice: Notice, { strings, locale, mode, nowMs }: Around): Told {
  const words = strings.notice;
  const next = { free: words.nextFree, apply: words.nextApply, invite: words.nextInvite }[mode] ?? words.nextApply;
  const by = (named: (name: string) => string, plain: string) => (notice.by_name === "" ? plain : named(isolate(notice.by_name)));
  switch (notice.action) {
    case "stage_removed":
      return { title: by(words.offStageBy, words.offStage), text: next };
    case "blocked": // who blocks is nobody's to know
      return { title: words.offStage, text: next };
    case "seat_locked":
      return { title: by(words.seatLockedBy, words.seatLocked), text: next };
    case "moved": {
      const seat = count(notice.seat + 1, locale);
      return { title: by((name) => words.movedBy(name, seat), words.moved(seat)), text: "" };
    }
    case "role":
      return notice.role === "moderator"
        ? { title: by(words.moderatorBy, words.moderator), text: words.moderatorText }
        : { title: words.notModerator, text: words.notModeratorText };
    case "host":
      return { title: words.host, text: words.hostText };
    case "host_lost":
      return { title: by(words.hostLostBy, words.hostLost), text: words.hostLostText };
    case "chat_muted":
      return { title: by(words.chatMutedBy, words.chatMuted), text: words.chatMutedText };
    case "chat_unmuted":
      return { title: words.chatUnmuted, text: "" };
    case "message_deleted":
      return { title: by(words.messageDeletedBy, words.messageDeleted), text: "" };
    case "turn_warning":
      return { title: words.turnWarning(duration(notice.until_ms - nowMs, locale)), text: words.turnWarningText };
    case "turn_over":
      return { title: words.turnOver, text: "" };
    case "missed":
      return { title: strings.discover.missed, text: "" };
    case "kicked":
    case "banned":
      return { title: "", text: "" };
  }
}

/** Who closed the microphone and what for: a reason code, or host, all, turn, seat. */
export interface MuteCause {
  by: string;
  reason: string;
}

/** Says why the microphone is closed; without a cause (after a reload) only that it is. */
export function mutedWords(cause: MuteCause | null, strings: Strings): Told {
  const words = strings.notice;
  const text = words.hostMutedText;
  if (cause === null) return { title: words.hostMutedTitle, text };
  if (cause.reason === "turn") return { title: words.turnMuted, text };
  const named = cause.reason === "all" ? words.allMutedBy : words.hostMutedBy;
  const title = cause.by === "" ? words.hostMutedTitle : named(isolate(cause.by));
  const given = Object.hasOwn(strings.reasons.words, cause.reason);
  return { title, text: given ? strings.reasons.joined(strings.reasons.because(reasonText(strings, cause.reason)), text) : text };
}

/** Says an exclusion line by line: who, why, until when, and how to object. A kick ends with the room and has no time. */
export function exclusionLines(kind: string, exclusion: Exclusion, around: Omit<Around, "mode">): string[] {
  const { strings, locale, nowMs } = around;
  const { detail } = strings.ended;
  const { byName, reason, untilMs } = exclusion;
  return [
    byName === "" ? "" : detail.by(isolate(byName)),
    reason === "" ? "" : strings.reasons.because(reasonText(strings, reason)),
    untilMs > 0 ? detail.until(moment(untilMs, nowMs, locale)) : kind === "banned" ? detail.noEnd : "",
    detail.appeal,
  ].filter((line) => line !== "");
}
