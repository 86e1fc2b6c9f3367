import { noRound, type Participant, type RoomListing, type Snapshot } from "@sdk";

/** People of the examples: hostile and long names among them, so that every screen shows how it bears them. */
const cast: readonly [string, string, string[], string[], string][] = [
  ["p-lena", "Lena", ["en"], ["zh"], "America/New_York"],
  ["p-yu", "小雨", ["zh"], ["en"], "Asia/Shanghai"],
  ["p-marta", "Marta Wiśniewska-Kowalczyk", ["pl", "en"], ["zh", "ja"], "Europe/Warsaw"],
  ["p-omar", "عمر", ["ar"], ["en"], "Africa/Cairo"],
  ["p-kenji", "けんじ", ["ja"], ["en", "zh"], "Asia/Tokyo"],
  ["p-tom", "Tom", ["en"], ["zh"], "America/Los_Angeles"],
  ["p-hostile", "<b>Host</b>", ["es"], ["en"], "Nowhere/Invented"],
  ["p-an", "安", ["zh"], ["fr"], "Europe/Paris"],
];

/** Makes a participant; everything may be changed. */
export function person(index: number, change: Partial<Participant> = {}): Participant {
  const [id, name, speaks, learns, zone] = cast[index % cast.length]!;
  const again = index >= cast.length ? `-${index}` : "";
  return {
    id: id + again,
    name,
    speaks,
    learns,
    levels: [],
    time_zone: zone,
    role: "listener",
    seat: -1,
    mute: { self: false, host: false, seat: false },
    connected: true,
    joined_ms: Date.now() - 600_000,
    chat_muted: false,
    turn_ends_ms: 0,
    ...change,
  };
}

/** Seats a person. */
export function seated(index: number, seat: number, change: Partial<Participant> = {}): Participant {
  return person(index, { role: "speaker", seat, ...change });
}

/** A lively room as one of its listeners sees it. */
export function room(change: Partial<Snapshot> = {}): Snapshot {
  const stage = [
    seated(0, 0, { role: "host" }),
    seated(2, 1, { role: "moderator", mute: { self: true, host: false, seat: false } }),
    seated(3, 2),
    seated(4, 3, { mute: { self: true, host: true, seat: false } }),
    seated(6, 4, { connected: false }),
  ];
  return {
    revision: 1,
    server_time_ms: Date.now(),
    room: {
      id: "demo",
      title: "Late-night small talk about food · 深夜食堂闲聊",
      languages: ["zh", "en"],
      topic: "street food",
      seats: 8,
      mode: "apply",
      capacity: 500,
      created_ms: Date.now() - 3_600_000,
      rules: "",
      translations: [],
      turn_seconds: 0,
      turn_mutes: false,
      slow_mode_seconds: 0,
      locked: false,
      waiting_room: false,
      owner: "p-lena",
      level: "",
      pace: "",
      tags: [],
      kept: [],
      queue: "fair",
      turn_next: false,
      timetable: [],
    },
    host: "p-lena",
    you: person(1),
    stage: Array.from({ length: 8 }, (_, index) => ({
      index,
      locked: index === 7,
      muted: false,
      occupant: stage.find((one) => one.seat === index) ?? null,
    })),
    hands: [],
    hand_position: 0,
    hand_ahead: { cut_in: 0, patience: 0, share: 0, learner: 0, time: 0 },
    hand_at_most: 0,
    invitations: [],
    waiting: [],
    blocked: [],
    chat: [],
    audience: { count: 1031, hands: 0, sample: Array.from({ length: 16 }, (_, i) => person(i + 8)) },
    round: noRound,
    talk: { people: [], languages: [], hidden: [] },
    you_voiced: [],
    card: null,
    duty: null,
    ...change,
  };
}

/** Puts the person here on a seat, replacing whoever was there. */
export function withYou(snapshot: Snapshot, you: Participant): Snapshot {
  const stage = snapshot.stage.map((seat) => (seat.index === you.seat ? { ...seat, occupant: you } : seat));
  return { ...snapshot, you, stage, host: you.role === "host" ? you.id : snapshot.host };
}

/** Rooms of the lobby. */
export const listings: RoomListing[] = [
  listing("demo", "Late-night small talk", ["zh", "en"], "street food", "Lena", 4, 1031, 2000),
  listing("tea", "喝茶聊天,慢慢说", ["zh", "en"], "", "小雨", 2, 7, 500),
  listing("full", "Español ⇄ 日本語: una palabra muy larga para ver cómo se parte la línea", ["es", "ja"], "viajes", "", 8, 492, 500),
  listing("rtl", "مقهى اللغات", ["ar", "en"], "<script>alert(1)</script>", "عمر", 1, 1, 500),
];

function listing(
  id: string,
  title: string,
  languages: string[],
  topic: string,
  host_name: string,
  speakers: number,
  listeners: number,
  capacity: number,
): RoomListing {
  const settings = { translations: [], mode: "apply" as const, locked: false, waiting_room: false, seats: 8 };
  const offer = { level: "" as const, pace: "" as const, tags: [], kept: [], counts: [], free_seats: 8 - speakers, round: "" };
  return { id, title, languages, topic, host_name, speakers, listeners, capacity, created_ms: Date.now(), ...settings, ...offer };
}
