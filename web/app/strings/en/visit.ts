import { exchangeEnded } from "./exchange";

/** What a visitor is told about the visit itself, in English: notices, the door, the end, and why. */

/** Why somebody acted; the words of a choice and of a notice alike. */
export const reasons = {
  because: (reason: string) => `Reason: ${reason}.`,
  /** Two sentences in a row. */
  joined: (one: string, other: string) => `${one} ${other}`,
  words: {
    noise: "noise",
    off_topic: "off topic",
    spam: "spam",
    insult: "insults",
    hate: "hate",
    sexual: "sexual content",
    impersonation: "posing as someone else",
    danger: "danger to someone",
    other: "something else",
  },
};

export const report = {
  heading: (name: string) => `Report ${name}`,
  text: (name: string) => `The host, or whoever runs the room above ${name}, is told at once. ${name} does not see who reported.`,
  reason: "What is it about?",
  more: "More about it (optional)",
  tooLong: "At most 200 characters, please.",
  send: "Report",
  sent: "Reported. Thank you for looking after the room.",
};

export const waiting = {
  title: "You are at the door",
  text: "Someone lets newcomers into this room, usually within a minute. It opens by itself; there is nothing to do.",
  since: (time: string) => `At the door for ${time}`,
  leave: "See other rooms instead",
};

export const delayed = {
  busy: {
    title: "The server is busy right now",
    text: "People come in a few at a time, so that everyone who is talking stays easy to hear. You come in by yourself; there is nothing to do.",
  },
  pause: { title: "The server asks for a moment", text: "You come in by yourself as soon as it can; there is nothing to do." },
  next: (time: string) => `Next try in ${time}`,
  now: "Trying now",
  leave: "See other rooms instead",
};

export const notice = {
  reconnecting: "Connection lost. Your seat is kept while it returns.",
  offline: "You are offline. Your seat is kept for half a minute.",
  soundTitle: "You are in, and your place is kept.",
  soundText: "After a reload the browser waits for a tap before it plays sound.",
  soundButton: "Tap to listen again",
  noPathTitle: "No sound gets through",
  noPathText: "Your network seems to block voice. Try another one (mobile data often helps), or turn off a VPN. It is tried again by itself.",
  hostMutedTitle: "The host muted your microphone",
  hostMutedBy: (by: string) => `${by} muted your microphone`,
  allMutedBy: (by: string) => `${by} muted all speakers`,
  turnMuted: "Your turn is over and your microphone is muted",
  hostMutedText: "Nobody hears you for now. When it is allowed again, you turn the microphone on yourself.",
  seatMutedText: "This seat is muted. The host or a moderator can unmute it.",
  releasedTitle: "You may speak again",
  releasedText: "Your microphone is still off. Turn it on when you like.",
  notHeardTitle: "Your sound is not arriving",
  notHeardText: "Your microphone is on, but the server receives nothing. Turn it off and on again, or try another network.",
  aloneTitle: "You are the first one here",
  aloneText: "Send the link to someone. The room stays open while you are in it.",

  gotIt: "Got it",
  offStage: "You are among the listeners now",
  offStageBy: (by: string) => `${by} moved you to the listeners`,
  seatLocked: "Your seat was locked",
  seatLockedBy: (by: string) => `${by} locked the seat you were on`,
  nextApply: "You hear everything as before, and you can raise your hand again.",
  nextFree: "You hear everything as before, and you can take a free seat again.",
  nextInvite: "You hear everything as before. Seats in this room are by invitation.",
  moved: (seat: string) => `You are on seat ${seat} now.`,
  movedBy: (by: string, seat: string) => `${by} moved you to seat ${seat}.`,
  moderator: "You are a moderator now",
  moderatorBy: (by: string) => `${by} made you a moderator`,
  moderatorText: "You can invite people to the stage, mute microphones and keep the chat kind. A shield stands beside your name.",
  notModerator: "You are no longer a moderator",
  notModeratorText: "Thank you for helping. You are still in the room.",
  host: "You are the host now",
  hostText: "You decide who comes to the stage, who is heard, and the rules. The first seat is yours.",
  hostLost: "The host is back",
  hostLostBy: (by: string) => `${by} is back and hosts again`,
  hostLostText: "Thank you for looking after the room meanwhile.",
  chatMuted: "Your messages are paused",
  chatMutedBy: (by: string) => `${by} paused your messages`,
  chatMutedText: "You can read, listen and react. The host or a moderator can let you write again.",
  chatUnmuted: "You can write in the chat again.",
  messageDeleted: "A message of yours was deleted.",
  messageDeletedBy: (by: string) => `${by} deleted a message of yours.`,
  turnWarning: (time: string) => `${time} left of your turn`,
  turnWarningText: "Time to finish the thought. Your seat stays yours.",
  turnOver: "Your turn is over. Thank you; your seat stays yours.",
};

export const ended = {
  ...exchangeEnded,
  replaced: { title: "You are here in another tab", text: "You joined again elsewhere, so this tab went quiet. Your seat moved with you." },
  room_closed: { title: "The room has ended", text: "The host closed it, or everyone has gone home. Other corners are open." },
  room_gone: { title: "The room ended while you were away", text: "It could not be found again. Open a new one, or look who else is up." },
  room_full: { title: "This room is full", text: "Every place is taken just now. Places come free all the time; meanwhile, these rooms are open." },
  room_locked: { title: "This room is locked just now", text: "Nobody new can come in for the moment. Try again later; meanwhile, these rooms are open." },
  kicked: { title: "You were removed from this room", text: "You cannot come back until it ends. Every other room is open to you." },
  banned: { title: "You cannot enter this room now", text: "Every other room is open to you." },
  denied: { title: "You were not let in this time", text: "Someone decides at the door who comes in, and did not open this time. Every other room is open to you." },
  moved: { title: "The room moved to another server", text: "Your browser could not follow by itself. Joining again takes you there." },
  not_found: { title: "There is no such room", text: "It may have ended, or the link is incomplete." },
  not_allowed: { title: "This room is not open to you", text: "The link belongs to another room or another person. Ask for a fresh one." },
  unauthenticated: { title: "Your pass has run out", text: "Joining again gives you a new one." },
  token_expired: { title: "Your pass has run out", text: "Joining again gives you a new one." },
  unsupported_version: { title: "This page is older than the server", text: "Reload it to get the new one." },
  bad_request: { title: "This page and the server misunderstood each other", text: "Reload the page. If it happens again, tell whoever runs this site." },
  network: { title: "The server cannot be reached", text: "Check the network. Some networks block voice; a mobile connection often helps." },
  server_draining: { title: "The server is restarting", text: "Rooms move to another one. Join again in a moment." },
  server_busy: { title: "The server is too busy just now", text: "It could not take you in yet. Try again in a few minutes." },
  rate_limited: { title: "Too many tries in a short time", text: "Wait a moment, then join again." },
  session_lost: { title: "You were away for too long", text: "Your seat was given back. Join again to listen." },
  unsupported: { title: "This browser cannot join voice rooms", text: "Open the link in a recent Chrome, Firefox, Edge or Safari." },
  internal: { title: "Something failed on the server", text: "It has been noted. Join again in a moment." },
  again: "Join again",
  here: "Listen here instead",
  reload: "Reload the page",
  lobby: "See other rooms",
  others: "Other rooms open now",
  /** Of an exclusion: who, until when, and what one can do. */
  detail: {
    by: (name: string) => `Decided by ${name}.`,
    until: (time: string) => `You can come back from ${time}.`,
    noEnd: "No end has been set.",
    appeal: "If you think this is a mistake, write to whoever runs this site. The room and the time are enough to look it up.",
  },
};
