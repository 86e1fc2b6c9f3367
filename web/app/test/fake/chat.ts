import type { Author, Message } from "@sdk";
import type { Effect } from "./effects";
import { person } from "./people";

/** Makes an author of somebody of the cast. */
export function author(index: number): Author {
  const { id, name, speaks, learns } = person(index);
  return { id, name, speaks, learns };
}

const begun = Date.now() - 40 * 60_000;

/** Makes a message of somebody of the cast; ids count the minutes too. */
export function message(id: number, from: number, text: string, change: Partial<Message> = {}): Message {
  return {
    id,
    sent_ms: begun + id * 20_000,
    system: false,
    from: author(from),
    text,
    reply_to: 0,
    mentions: [],
    code: "",
    about: null,
    reason: "",
    value: "",
    deleted: false,
    deleted_by: "",
    ...change,
  };
}

/** Makes a line of the room itself. */
export function systemLine(id: number, code: string, change: Partial<Message> = {}): Message {
  return message(id, 0, "", { system: true, code, ...change });
}

const others = [0, 2, 5, 4, 7];

/** Makes messages of others that only fill the room. */
export function chatter(from: number, to: number): Message[] {
  const texts = ["hm", "What do you call this in Chinese?", "夜宵", "I had that in Chengdu once.", "慢慢说，不着急", "ok"];
  return Array.from({ length: to - from + 1 }, (_, i) => message(from + i, others[(from + i) % others.length]!, texts[(from + i) % texts.length]!));
}

const long = "I once walked for two hours through Chengdu to find one stall that a taxi driver had told me about. "
  + "When I came there, it was closed, and the neighbour, an old lady, cooked for me instead. 那碗担担面我到现在还记得。 "
  + "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_is_one_word_without_a_break.";

/** A talk with everything a chat has to bear. */
export const talk: Message[] = [
  systemLine(1, "host", { from: null, about: author(0), value: "joined" }),
  message(2, 0, "Welcome, everyone. Tonight it is about street food."),
  message(3, 0, "Write the words you hear and do not know."),
  message(4, 5, "What does 夜宵 mean?"),
  message(5, 1, "夜宵就是晚上吃的东西，a late-night snack", { reply_to: 4, mentions: ["p-tom"] }),
  message(6, 3, "مرحبا! كيف أقول «كشري» بالإنجليزية؟ (koshari)"),
  message(7, 6, "<img src=x onerror=alert(1)> https://example.com/not-a-link"),
  systemLine(8, "muted", { about: author(4), reason: "noise" }),
  message(9, 2, long),
  message(10, 0, "", { deleted: true, deleted_by: "p-lena" }),
  message(11, 5, "@小雨 and how do you say it in Shanghai?", { mentions: ["p-yu"] }),
  systemLine(12, "slow_mode", { value: "30" }),
  message(13, 7, "半夜の拉麺 👨‍👩‍👧‍👦 👍🏽"),
];

/** Lines of the room of every kind. */
export const announcements: Message[] = [
  ["host", { from: null, about: author(0), value: "succession" }],
  ["host", { about: author(3), value: "transferred" }],
  ["open_stage", { from: null }],
  ["role", { about: author(2), value: "moderator" }],
  ["muted_all", {}],
  ["stage_removed", { about: author(3), reason: "off_topic" }],
  ["kicked", { about: author(6), reason: "insult" }],
  ["chat_muted", { about: author(5), reason: "spam" }],
  ["locked", {}],
  ["mode", { value: "invite" }],
  ["slow_mode", { value: "0" }],
  ["turn_over", { from: null, about: author(4) }],
  ["of_next_year", {}],
].map(([code, change], i) => systemLine(i + 1, code as string, change as Partial<Message>));

/** What the chat's commands do to a scripted room. */
export const chatEffects: Record<string, Effect> = {
  "chat.send": (state, { text, reply_to = 0, mentions = [] }: { text: string; reply_to?: number; mentions?: string[] }) => {
    const { id, name, speaks, learns } = state.you;
    const next = (state.chat.at(-1)?.id ?? 0) + 1;
    const own = message(next, 0, text, { from: { id, name, speaks, learns }, reply_to, mentions, sent_ms: Date.now() });
    return { change: { chat: [...state.chat, own] } };
  },
  "chat.delete": (state, { message: id }: { message: number }) => ({
    change: {
      chat: state.chat.map((one) => (one.id === id ? { ...one, text: "", mentions: [], deleted: true, deleted_by: state.you.id } : one)),
    },
  }),
  "chat.list": (state, { before = 0 }: { before?: number }) => {
    const messages = chatter(Math.max(1, before - 50), before - 1);
    return { change: { chat: [...messages, ...state.chat] }, answer: { messages, more: before > 51 } };
  },
};
