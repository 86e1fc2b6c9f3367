/** An exchange inside the room: rounds, talk time, the line, cards, regulars, the evening's end. */

/** Why somebody is put first, to be read after their name. */
const cutReasons = {
  answer: "is being asked",
  word: "helps with a word",
  leaving: "has to go soon",
  quiet: "has not spoken yet",
  other: "another reason",
};

export const exchange = {
  round: {
    heading: "Language rounds",
    now: (language: string) => `Now in ${language}`,
    left: (time: string) => `${time} left`,
    next: (language: string) => `then ${language}`,
    paused: (time: string) => `Paused, ${time} left`,
    pausedShort: "Paused",
    learning: "You are learning this one. Take your time.",
    native: "This is your language. Help the learners along.",
    speaks: (language: string) => `This round is in ${language}. You are welcome to listen.`,
    start: "Start rounds",
    skip: "Next language now",
    end: "End the rounds",
    pause: "Pause",
    resume: "Go on",
    each: (time: string) => `${time} each`,
    own: "The room’s own",
    length: "How long for each language",
    plus: (time: string) => `+${time}`,
    cards: "A card at every change",
    noCards: "No cards",
    said: (language: string, time: string) => `Now in ${language}, ${time}`,
    over: "The rounds are over.",
  },

  talk: {
    heading: "Talk time",
    hide: "Hide my talk time",
    hideHint: "The line of hands still goes by it.",
    spoke: (time: string) => `spoke ${time} tonight`,
    you: (time: string) => `You spoke ${time} tonight`,
    hidden: "not shown",
    nobody: "Nobody has spoken yet tonight.",
    stage: "On the stage",
    languages: "By language, all together",
    noLanguage: "Outside rounds",
    balance: (shares: string) => `Balance of the languages: ${shares}`,
    share: (language: string, percent: string) => `${language} ${percent}`,
    tonight: "Tonight",
    end: (time: string, language: string) => `You spoke ${time} of ${language} tonight.`,
    endPlain: (time: string) => `You spoke ${time} tonight.`,
    none: "less than a minute",
  },

  line: {
    place: (place: string, total: string) => `Number ${place} of ${total}`,
    next: "You are next",
    share: (shown: string, _count: number) => `${shown} spoke less than you`,
    learner: (shown: string, _count: number) => `${shown} learning this round’s language`,
    time: (shown: string, _count: number) => `${shown} asked before you`,
    patience: (shown: string, _count: number) => `${shown} passed over several times already`,
    cutIn: (shown: string, _count: number) => `${shown} put first by the host`,
    before: (reasons: string) => `Before you: ${reasons}.`,
    atMost: (shown: string, count: number) => `at most ${shown} ${count === 1 ? "turn" : "turns"} until yours`,
    learns: "learning this",
    turn: "It is your turn to speak",
    turnText: "You are first in the line, so the room asks you.",
  },

  cut: {
    heading: "Put first",
    title: (name: string) => `Put ${name} first`,
    text: "The room is told, with the reason.",
    done: (name: string) => `${name} is first in the line.`,
    reasons: cutReasons,
  },

  kept: { takeIt: "Take it" },

  card: {
    heading: "Conversation card",
    deal: "Deal a card",
    another: "Another one",
    away: "Put it away",
    fold: "Fold the card",
    unfold: "Show the card",
    number: (shown: string, of: string) => `${shown} of ${of}`,
    from: "From which pack",
    any: "One that fits",
    packs: "Cards",
    none: "There are no packs of cards here.",
    read: (text: string) => `New card: ${text}`,
  },

  say: {
    button: "How do you say …?",
    label: (language: string) => `How do you say this in ${language}?`,
    placeholder: "A word or a few",
    send: "Ask",
    long: "60 characters at most, please.",
    sent: "Your question is in the chat.",
    /** For a language the question is not written in. */
    other: (text: string, language: string) => `How do you say “${text}” in ${language}?`,
  },

  regulars: {
    heading: "Regulars",
    online: "online now",
    here: "here",
  },
};

/** Lines of the room in the chat; names come isolated. */
export const exchangeLines = {
  round: (language: string) => `The room speaks ${language} now.`,
  roundPaused: (by: string) => `${by} paused the rounds.`,
  roundResumed: (by: string) => `The rounds go on: ${by} started the clock again.`,
  roundExtended: (by: string, time: string) => `${by} gave this round ${time} more.`,
  roundStopped: (by: string) => `${by} ended the rounds. Speak whichever language you like.`,
  cutIn: (by: string, name: string, reason: string) => `${by} put ${name} first in the line: ${reason}.`,
};

/** Entries of the record. */
export const exchangeRecord = {
  "round.start": (by: string) => `${by} started the rounds`,
  "round.pause": (by: string) => `${by} paused the rounds or let them go on`,
  "round.extend": (by: string) => `${by} gave a round more time`,
  "round.skip": (by: string) => `${by} went on to the next language`,
  "round.stop": (by: string) => `${by} ended the rounds`,
  "hand.advance": (by: string, name: string) => `${by} put ${name} first in the line`,
};
