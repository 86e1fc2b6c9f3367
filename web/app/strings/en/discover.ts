import { placeOf } from "../places";

/** Finding a room and somebody to talk to: the lobby, the profile, the form of a new room. */
export const discover = {
  missed: "Your turn came and went. Raise your hand again when you like.",

  quick: {
    heading: "Start talking",
    offer: (give: string, get: string) => `I help with ${give} and practise ${get}`,
    give: "Language you help with",
    get: "Language you practise",
    button: "Take me to a room",
    looking: "Looking for a room",
    first: "Tell us your languages first; it takes a moment.",
    noLearns: "Say which language you are learning, and one tap finds you a room.",
    languages: "Choose languages",
    go: "Save and find a room",
    opened: "No room fits right now, so one was opened for you.",
    another: "Another room that fits has people in it.",
    goThere: "Go there",
  },

  why: {
    exchange: (give: string, get: string) => `You can help with ${give} and practise ${get}`,
    practise: (get: string) => `Practise ${get}`,
    help: (give: string) => `Help with ${give}`,
    open: "Open to everyone",
  },
  needs: (language: string) => `Needs a native ${language} speaker`,

  card: {
    round: (language: string) => `Now in ${language}`,
    level: (level: string) => `Level ${level}`,
    waits: "Someone lets you in",
    kept: (shown: string, count: number) => (count === 1 ? `${shown} seat kept` : `${shown} seats kept`),
  },

  list: {
    more: "Show more rooms",
    count: (shown: string, count: number) => (count === 1 ? `${shown} room` : `${shown} rooms`),
    changed: (rooms: string) => `${rooms}; the list has changed`,
  },

  filter: {
    label: "Which rooms",
    languages: "Languages",
    level: "Level",
    topic: "Topic",
    any: (what: string) => `${what}: any`,
    clear: (what: string) => `${what}: show all again`,
    none: "No room fits these filters",
    noneText: "Show all rooms, or open one like that yourself.",
    all: "Show all rooms",
  },

  awake: {
    label: "Who is awake",
    line: (shown: string, count: number, language: string, day: string, zone: string) =>
      `${shown} native ${language} ${count === 1 ? "speaker" : "speakers"} online, mostly ${day} in ${placeOf(zone)}`,
    plain: (shown: string, count: number, language: string) =>
      `${shown} native ${language} ${count === 1 ? "speaker" : "speakers"} online`,
    few: (language: string) => `A few native ${language} speakers online`,
    none: (language: string) => `No native ${language} speaker is online just now`,
    see: "See the busiest hours",
  },
  day: { morning: "morning", afternoon: "afternoon", evening: "evening", night: "night" },

  hours: {
    heading: "Busiest hours, in your time",
    text: "How many native speakers are usually here, hour by hour.",
    hour: "Hour",
    now: "now",
    few: "There is too little to show yet. Come back in a day or two.",
    failed: "The hours cannot be read right now.",
    loading: "Counting",
  },

  profile: {
    level: (language: string) => `Your level in ${language}`,
    noLevel: "—",
    levelHint: "A1 first words · B1 everyday talk · C1 fluent",
    count: "Count me among who is awake",
    countHint: "Only numbers are shown, never your name or place.",
  },

  create: {
    level: "Level",
    anyLevel: "Any level",
    pace: "How fast people speak",
    anyPace: "Any pace",
    paces: { slow: "slow", natural: "natural", fast: "fast" },
    tags: "Keywords (optional)",
    tagsHint: "Up to five, so that others find the room; Enter or a comma adds one.",
    tagLong: "A keyword has at most 24 characters.",
    removeTag: (tag: string) => `Remove ${tag}`,
    rounds: "Languages take turns",
    noRounds: "No rounds",
    each: (time: string) => `${time} each`,
    queue: "Order of hands",
    fair: "Fair: least spoken first",
    firstCome: "First come, first served",
    next: "When a turn ends, ask the next",
    nextHint: "Everyone then has three minutes.",
    kept: "Keep a seat for",
    keptAdd: "Choose",
    native: (language: string) => `Kept for a native ${language} speaker`,
    learner: (language: string) => `Kept for someone learning ${language}`,
    nativeShort: (language: string) => `a native ${language} speaker`,
    learnerShort: (language: string) => `someone learning ${language}`,
    removeKept: (who: string) => `No seat for ${who} any more`,
  },
};

/** Coded refusals of rounds, cards, the line and kept seats. */
export const discoverErrors = {
  no_round: "No rounds are running.",
  invalid_round: "A round lasts 30 seconds to 2 hours, in a language of the room.",
  no_pack: "That pack of cards is not here.",
  no_hand: "That hand is down again.",
  seat_kept: "That seat is kept for someone else.",
};
