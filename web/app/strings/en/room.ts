import { acts, bans, blocks, confirm, desk, openStage, record, rules, seats, turns } from "./console";
import { chat, reactions } from "./chat";
import { exchange } from "./exchange";
import { notice, reasons, report, waiting } from "./visit";

/** The words of a room, in English: fetched with it. */
export const room = {
  bar: {
    label: "Your controls",
    raise: "Raise hand",
    raised: "Hand is up",
    position: (place: string) => `Number ${place}`,
    microphone: "Microphone",
    opening: "One moment",
    away: "Reconnecting",
    onAir: "On air",
    off: "Mic off",
    locked: "Muted by host",
    seatLocked: "Seat muted",
    stepDown: "Step down",
    leave: "Leave",
    keys: "M turns the microphone on and off; hold the space bar to talk. R opens the rounds for hosts.",
  },

  hands: {
    heading: "Hands",
    none: "No hands right now",
    invite: (name: string) => `Invite ${name} to the stage`,
    inviteShort: "Invite",
    waiting: (time: string) => `waiting ${time}`,
    justNow: "just now",
    invited: (seconds: string) => `Invited · ${seconds}`,
    cancelShort: "Take back",
    yours: (place: string, total: string) => `Your hand is up: number ${place} of ${total}`,
    up: "Your hand is up",
    behind: (shown: string, count: number) => (count === 1 ? `${shown} more hand moves up from behind` : `${shown} more hands move up from behind`),
    later: (name: string) => `Later: put ${name} behind the others`,
    laterShort: "Later",
    sent: (name: string) => `${name} is invited.`,
    declined: (name: string) => (name === "" ? "The invitation was declined." : `${name} would rather listen for now.`),
    unanswered: (name: string) => (name === "" ? "The invitation has run out." : `${name} did not answer. You can invite again.`),
    left: (name: string) => (name === "" ? "The invited person has left." : `${name} has left the room.`),
    stageFull: "Every seat is taken. Someone has to step down first.",
  },

  invitation: {
    heading: "You are invited to the stage",
    from: (name: string) => `${name} would like to hear you.`,
    fromHost: "The host would like to hear you.",
    text: "You arrive with the microphone off and turn it on when you are ready.",
    accept: "Take the seat",
    decline: "Not now",
    left: (seconds: string) => `${seconds} left to answer`,
    expired: "The invitation has run out. The host can invite you again.",
    cancelled: "The invitation was taken back.",
  },

  person: {
    volume: "Volume for you",
    hush: "Silent for me alone",
    silent: "Silent here",
    yourTime: (time: string) => `${time} yours`,
    theirTime: (time: string) => `${time} there`,
  },

  people: {
    heading: "People in the room",
    onStage: "On the stage",
    listening: "Listening",
    hands: (shown: string, count: number) => (count === 1 ? `${shown} hand is up` : `${shown} hands are up`),
    handUp: "hand is up",
    more: "Show more",
    loading: "Reading the list",
    failed: "The list cannot be read right now.",
  },

  chat,
  reactions,
  notice,
  waiting,
  reasons,
  report,
  acts,
  seats,
  turns,
  confirm,
  desk,
  bans,
  record,
  rules,
  openStage,
  blocks,
  exchange,
};

/** The contract every other language fulfils. */
export type RoomStrings = typeof room;
