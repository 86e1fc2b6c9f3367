
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
