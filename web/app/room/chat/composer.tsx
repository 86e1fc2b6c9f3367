import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useSession, useShell, useStrings } from "../../context";
import { count, duration, graphemes, isolate } from "../../format";
import { errorText } from "../../strings";
import { Icon } from "../../ui/icon";
import { findPerson, moderates } from "../view";
import { maxMessage } from "./chat";
import { findMessage } from "./log";
import { completed, type Named, offeredFor, openMention, type OpenMention, peopleKnown } from "./mentions";

/** What is left is counted only when it becomes little. */
const countFrom = 50;

/** Where one writes, or why one cannot. */
export function Composer() {
  const { snapshot } = useSession();
  const you = snapshot.value?.you;
  if (you === undefined) return null;
  return you.chat_muted ? <Muted /> : <Editor />;
}

/** Who has to be silent here is told who can change that. */
function Muted() {
  const { snapshot } = useSession();
  const words = useStrings().chat;
  const host = snapshot.value === null ? null : findPerson(snapshot.value, snapshot.value.host);
  return (
    <p class="note chat-muted" role="status" data-testid="chat-muted">
      <Icon name="chatOff" />
      <span><strong>{words.mutedTitle}</strong> {host === null ? words.mutedText : words.mutedByHost(isolate(host.name))}</span>
    </p>
  );
}

function Editor() {
  const { chat, connection } = useSession();
  const words = useStrings().chat;
  const field = useRef<HTMLTextAreaElement>(null);
  const names = useNames(field);
  const id = useId();
  const text = chat.draft.value;
  const over = graphemes(text.trim()) > maxMessage;
  const wait = useWait();
  const ready = text.trim() !== "" && !over && wait === 0 && connection.value === "connected" && !chat.sending.value;

  useLayoutEffect(() => grow(field.current), [text]);
  const send = () => {
    if (ready) void chat.send();
  };
  const key = (event: KeyboardEvent) => {
    // While an input method composes, Enter picks a word and sends nothing; 229 is how older Safari says it.
    if (event.isComposing || event.keyCode === 229 || names.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Answering />
      {names.offered.length > 0 && <Names id={`${id}-names`} names={names} />}
      <div class="composer-row">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          data-testid="chat-text"
          aria-label={words.message}
          placeholder={words.placeholder}
          enterkeyhint="send"
          autocomplete="off"
          value={text}
          aria-invalid={over}
          aria-describedby={`${id}-note`}
          aria-autocomplete="list"
          aria-controls={names.offered.length > 0 ? `${id}-names` : undefined}
          aria-activedescendant={names.offered.length > 0 ? `${id}-names-${names.at}` : undefined}
          onInput={(event) => {
            chat.draft.value = event.currentTarget.value;
            chat.fault.value = "";
            names.look();
          }}
          onClick={names.look}
          onKeyDown={key}
          onBlur={names.close}
        />
        <Send ready={ready} wait={wait} />
      </div>
      <Note id={`${id}-note`} text={text} />
    </form>
  );
}

/** The button, or how long it still rests. */
function Send({ ready, wait }: { ready: boolean; wait: number }) {
  const words = useStrings().chat;
  const locale = useShell().locale.value;
  const seconds = Math.ceil(wait / 1000);
  return (
    <button
      type="submit"
      class="icon-button composer-send figures"
      data-testid="chat-send"
      data-ready={ready}
      aria-disabled={!ready}
      aria-label={wait > 0 ? words.sendIn(duration(seconds * 1000, locale)) : words.send}
      // The field keeps the focus, so that a phone's keyboard stays up.
      onMouseDown={(event) => event.preventDefault()}
    >
      {wait > 0 ? <span aria-hidden="true">{count(seconds, locale)}</span> : <Icon name="send" />}
    </button>
  );
}

/** One line under the field: what went wrong, what is left, or that writing is slowed down. */
function Note({ id, text }: { id: string; text: string }) {
  const { chat, connection, snapshot } = useSession();
  const strings = useStrings();
  const words = strings.chat;
  const locale = useShell().locale.value;
  const left = maxMessage - graphemes(text.trim());
  const fault = chat.fault.value;
  const shown = count(Math.abs(left), locale);
  if (left < 0) return <p id={id} class="error" role="alert">{words.over(shown, -left)}</p>;
  if (fault !== "") return <p id={id} class="error" role="alert">{errorText(strings, fault)}</p>;
  if (connection.value !== "connected") return <p id={id} class="hint">{words.away}</p>;
  if (left <= countFrom) return <p id={id} class="hint figures">{words.left(shown, left)}</p>;
  const slow = snapshot.value?.room.slow_mode_seconds ?? 0;
  const slowed = slow > 0 && !moderates(snapshot.value!.you.role);
  return <p id={id} class="hint figures">{slowed ? words.slow(duration(slow * 1000, locale)) : ""}</p>;
}

/** The message that is being answered, with a way not to. */
function Answering() {
  const { chat } = useSession();
  const words = useStrings().chat;
  const message = findMessage(chat.log.value, chat.answering.value);
  if (message === null || message.from === null || message.deleted) return null;
  return (
    <div class="composer-answer" data-testid="answering">
      <Icon name="reply" />
      <span>
        <strong>{words.replyTo(isolate(message.from.name))}</strong>
        <span class="soft" dir="auto">{message.text}</span>
      </span>
      <button type="button" class="icon-button" aria-label={words.replyCancel} onClick={() => (chat.answering.value = 0)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Returns how long slow mode still asks for, milliseconds; renders again each second meanwhile. */
function useWait(): number {
  const { chat } = useSession();
  const until = chat.nextAtMs.value;
  const [, tick] = useState(0);
  useEffect(() => {
    if (until <= Date.now()) return undefined;
    const timer = setInterval(() => {
      tick((times) => times + 1);
      if (Date.now() >= until) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(0, until - Date.now());
}

/** The choice of names while one is being written. */
interface NameChoice {
  offered: Named[];
  at: number;
  look(): void;
  close(): void;
  pick(one: Named): void;
  /** Takes the keys of an open choice; reports whether it did. */
  key(event: KeyboardEvent): boolean;
}

function useNames(field: { current: HTMLTextAreaElement | null }): NameChoice {
  const { chat, snapshot } = useSession();
  const [open, setOpen] = useState<OpenMention | null>(null);
  const [at, setAt] = useState(0);
  const people = open === null || snapshot.value === null ? [] : peopleKnown(snapshot.value, chat.log.value);
  const offered = open === null ? [] : offeredFor(open.query, people.filter(({ id }) => id !== snapshot.value?.you.id));
  const look = () => {
    const element = field.current;
    setOpen(element === null ? null : openMention(element.value, element.selectionStart));
    setAt(0);
  };
  const pick = (one: Named) => {
    if (open === null) return;
    const { text, caret } = completed(chat.draft.peek(), open, one.name);
    chat.draft.value = text;
    setOpen(null);
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  const step = (by: number) => setAt((offered.length + at + by) % offered.length);
  const key = (event: KeyboardEvent): boolean => {
    if (offered.length === 0) return false;
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => pick(offered[at]!), Tab: () => pick(offered[at]!), Escape: () => setOpen(null) }[event.key];
    if (act === undefined || event.shiftKey) return false;
    event.preventDefault();
    act();
    return true;
  };
  return { offered, at: Math.min(at, offered.length - 1), look, close: () => setOpen(null), pick, key };
}

function Names({ id, names }: { id: string; names: NameChoice }) {
  const words = useStrings().chat;
  return (
    <ul id={id} class="composer-names" role="listbox" aria-label={words.people} data-testid="mention-names">
      {names.offered.map((one, i) => (
        <li
          key={one.id}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === names.at}
          // Before the field loses the focus.
          onMouseDown={(event) => { event.preventDefault(); names.pick(one); }}
        >
          <bdi>{one.name}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** As high as its words, up to what the styles allow. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}
