/** The end of a visit, and a visit that is put off, in English. */
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

/** The end of a visit in which one spoke. */
const exchangeEnded = {
  left: { title: "Good night from this corner", text: "You have left the room. It goes on without you, and the way back is open." },
};

export const ended = {
  ...exchangeEnded,
  replaced: { title: "You are here in another tab", text: "You joined again elsewhere, so this tab went quiet. Your seat moved with you." },
  room_closed: { title: "The room has ended", text: "The host closed it, or everyone has gone home. Other corners are open." },
  room_gone: { title: "The room ended while you were away", text: "It could not be found again. Open a new one, or look who else is up." },
  room_full: { title: "This room is full", text: "Every place is taken just now. Places come free all the time; meanwhile, these rooms are open." },
  room_locked: { title: "This room is locked just now", text: "Nobody new can come in for the moment. Try again later; meanwhile, these rooms are open." },
  not_open_yet: { title: "The doors are not open yet", text: "They open five minutes before the meetup begins. Meanwhile, these rooms are open." },
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
