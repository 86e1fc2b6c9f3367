import type { Snapshot } from "@sdk";
import { announcements, chatter, message, talk } from "./chat";
import type { FakeRoom, Script } from "./client";
import { person, room, seated, withYou } from "./people";
import type { State } from "./states";

const off = { self: true, host: false, seat: false };
const on = { self: false, host: false, seat: false };
const speaks = { speaking: [{ participant: "p-omar", level: -20 }], receiving: ["p-omar"] };
const two = { ...speaks, speaking: [...speaks.speaking, { participant: "p-hostile", level: -30 }] };
const withTalk = (change: Partial<Snapshot> = {}) => room({ chat: talk, ...change });
const you = (change: object) => ({ you: person(1, change) });
const slow = { ...room().room, slow_mode_seconds: 30 };
const field = () => document.querySelector<HTMLTextAreaElement>('[data-testid="chat-text"]')!;

/** Writes into the field as a person does. */
function write(text: string): void {
  const element = field();
  element.focus();
  element.value = text;
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Opens what can be done with the newest message of somebody. */
function menuOf(fake: FakeRoom, from: string): void {
  const id = fake.state?.chat.findLast((one) => one.from?.id === from && !one.deleted && !one.system)?.id;
  document.querySelector<HTMLElement>(`[data-id="${id}"] [data-testid="message-more"]`)?.click();
}

const asked = { reactions: [], signals: [{ participant: "p-omar", signal: "slower" as const, count: 3 }] };
const asksYou = {
  reactions: [],
  signals: [{ participant: "p-yu", signal: "slower" as const, count: 3 }, { participant: "p-yu", signal: "again" as const, count: 1 }],
};
const applause = { reactions: [{ emoji: "👏", count: 128 }, { emoji: "❤️", count: 9 }, { emoji: "😂", count: 1 }], signals: [] };

/** The screens of the chat and of what is said without words. */
export function chatStates(joined: (script: Partial<Script>) => State): Record<string, State> {
  const chat = (script: Partial<Script>, after?: State["after"], clicks: string[] = []): State => ({
    ...joined({ snapshot: withTalk(), ...script }),
    clicks: ["join", "?chat-button", ...clicks],
    ...(after && { after }),
  });
  const leading = withYou(withTalk(), seated(1, 0, { role: "host", mute: off }));
  const speaker = withYou(withTalk(), seated(1, 5, { mute: on }));
  return {
    "chat-empty": chat({ snapshot: room() }),
    chat: chat({}),
    "chat-unread": {
      ...joined({ snapshot: withTalk() }),
      after: (_, fake) => fake.update({ chat: [...talk, message(14, 0, "还在吗？"), message(15, 5, "@小雨 ?", { mentions: ["p-yu"] })] }),
    },
    "chat-own": chat({}, (_, fake) => void fake.sendMessage("上海话也叫夜宵，念 yasio。", { replyTo: 11, mentions: ["p-tom"] })),
    "chat-long": chat({}, () => document.querySelector('[data-id="9"]')?.scrollIntoView({ block: "center" })),
    "chat-top": chat({}, () => document.querySelector('[data-id="1"]')?.scrollIntoView({ block: "start" })),
    "chat-older": chat({ snapshot: room({ chat: chatter(51, 100) }) }, async (_, fake) => {
      const log = document.querySelector('[data-testid="chat-log"]')!;
      log.scrollTop = 0;
      log.dispatchEvent(new Event("scroll"));
      await drawn();
      fake.update({ chat: [...fake.state!.chat, ...chatter(101, 103)] });
    }),
    "chat-reply": chat({}, (shell) => (shell.session.value!.chat.answering.value = 11)),
    "chat-mention": chat({}, () => write("我在说 @")),
    "chat-limit": chat({}, () => write("很长的一句话，".repeat(67))),
    "chat-over": chat({}, () => write("很长的一句话，".repeat(73))),
    "chat-refused": chat({ refused: { "chat.send": { code: "rate_limited" } } }, (shell) => {
      write("hello");
      void shell.session.value!.chat.send();
    }),
    "chat-muted": chat({ snapshot: withTalk(you({ chat_muted: true })) }),
    "chat-slow": chat({ snapshot: withTalk({ room: slow }) }, (shell) => (shell.session.value!.chat.nextAtMs.value = Date.now() + 24_000)),
    "chat-system": chat({ snapshot: room({ chat: announcements }) }),
    "chat-blocked": chat({ snapshot: withTalk({ blocked: ["p-tom", "p-hostile"] }) }),
    "chat-menu": chat({}, (_, fake) => menuOf(fake, "p-tom")),
    "chat-menu-host": chat({ snapshot: leading }, (_, fake) => menuOf(fake, "p-omar")),
    "chat-delete": chat({ snapshot: leading }, async (_, fake) => {
      menuOf(fake, "p-omar");
      await drawn();
      document.querySelector<HTMLElement>('[data-testid="message-delete"]')?.click();
    }),
    "chat-speaker": chat({ snapshot: speaker, speakers: two }),
    "chat-reconnecting": chat({ connection: "reconnecting" }, () => write("hello")),
    tray: { ...joined({ speakers: speaks }), clicks: ["join", "reactions-button"] },
    "tray-two": { ...joined({ speakers: two }), clicks: ["join", "reactions-button"] },
    "tray-nobody": { ...joined({ speakers: {} }), clicks: ["join", "reactions-button"] },
    "reactions-shown": { ...joined({}), after: (_, fake) => fake.emit("reactions", { ...applause, ...{ signals: asked.signals } }) },
    "asks-of-you": { ...joined({ snapshot: speaker }), after: (_, fake) => fake.emit("reactions", { ...applause, signals: asksYou.signals }) },
  };
}
