import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useSession, useShell, useStrings } from "../../context";
import { count } from "../../format";
import { Icon } from "../../ui/icon";
import { Line } from "./line";
import { type Row, rowId, rowsOf } from "./rows";
import { ScrollKeeper } from "./scroll";
import { systemLine } from "./system";

/** What was said, oldest first. It follows the newest message only while that is in view. */
export function LogView() {
  const { chat, snapshot } = useSession();
  const words = useStrings().chat;
  const log = useRef<HTMLOListElement>(null);
  const { atEnd, scroll, toEnd } = useReading(log);
  const { you, blocked } = snapshot.value ?? { you: null, blocked: [] };
  const rows = rowsOf(chat.log.value, { you: you?.id ?? "", blocked, opened: chat.opened.value });
  // Where the Tab key enters: the newest message that something can be done with.
  const stop = rows.findLast((row) => row.kind === "line" && !row.message.deleted);
  useTarget(log);
  return (
    <div class="chat-body">
      {/* Without a message to stop at, the keyboard scrolls the list itself. */}
      <ol ref={log} class="chat-log" tabIndex={stop === undefined ? 0 : undefined} onScroll={scroll} onKeyDown={walk} data-testid="chat-log">
        <Older />
        {rows.length === 0 && <li class="chat-empty soft"><p>{words.empty}</p><p>{words.emptyHint}</p></li>}
        {rows.map((row) => <RowView key={rowId(row)} row={row} stop={row === stop} />)}
      </ol>
      {!atEnd && <ToEnd onClick={toEnd} />}
    </div>
  );
}

interface Reading {
  atEnd: boolean;
  scroll(): void;
  toEnd(): void;
}

/** Keeps the reader's place in the log, and notes as read what has been in view. */
function useReading(log: { current: HTMLOListElement | null }): Reading {
  const { chat, snapshot } = useSession();
  const keeper = useRef(new ScrollKeeper());
  const newest = useRef(0);
  const [atEnd, setAtEnd] = useState(true);
  const messages = chat.log.value;
  const read = () => {
    if (keeper.current.atEnd && !document.hidden) chat.read();
  };
  const restore = () => log.current !== null && keeper.current.restore(log.current);

  useLayoutEffect(() => {
    const end = messages.at(-1);
    const mine = end !== undefined && !end.system && end.from?.id === snapshot.peek()?.you.id;
    if (mine && end.id > newest.current) keeper.current.atEnd = true; // one wants to see one's own words arrive
    newest.current = end?.id ?? 0;
    restore();
    setAtEnd(keeper.current.atEnd);
    read();
  }, [messages, chat.opened.value]);
  useEffect(() => {
    document.addEventListener("visibilitychange", read);
    // A phone's keyboard takes half of the room; what one reads stays in view.
    const resized = new ResizeObserver(restore);
    if (log.current !== null) resized.observe(log.current);
    return () => {
      document.removeEventListener("visibilitychange", read);
      resized.disconnect();
    };
  }, [chat]);

  const scroll = () => {
    if (log.current !== null) setAtEnd(keeper.current.note(log.current));
    read();
  };
  const toEnd = () => {
    if (log.current !== null) keeper.current.toEnd(log.current);
    scroll();
  };
  return { atEnd, scroll, toEnd };
}

/** Back to the newest, with how many are new. */
function ToEnd({ onClick }: { onClick: () => void }) {
  const { chat } = useSession();
  const words = useStrings().chat;
  const locale = useShell().locale.value;
  const fresh = chat.unread.value.count;
  return (
    <button type="button" class="button chat-fresh figures" data-testid="chat-fresh" onClick={onClick}>
      <Icon name="down" />{fresh > 0 ? words.fresh(count(fresh, locale)) : words.toEnd}
    </button>
  );
}

/** The way further back, where there is one. */
function Older() {
  const { chat } = useSession();
  const words = useStrings().chat;
  if (!chat.older) return null;
  const status = chat.paging.value;
  return (
    <li class="chat-older">
      {status === "failed" && <p class="error" role="alert">{words.olderFailed}</p>}
      <button
        type="button"
        class="link-button"
        data-testid="chat-older"
        aria-disabled={status === "loading"}
        onClick={() => void chat.readOlder()}
      >
        {status === "loading" ? words.olderLoading : words.older}
      </button>
    </li>
  );
}

function RowView({ row, stop }: { row: Row; stop: boolean }) {
  const { chat } = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  switch (row.kind) {
    case "system":
      return <li class="chat-system soft" data-id={row.message.id} data-testid="system-line">{systemLine(row.message, strings, locale)}</li>;
    case "folded": {
      const { messages } = row;
      return (
        <li class="chat-folded soft" data-id={messages[0]!.id} data-testid="folded">
          {strings.chat.folded(count(messages.length, locale), messages.length)}
          <button type="button" class="link-button" onClick={() => chat.unfold(messages)}>{strings.chat.unfold}</button>
        </li>
      );
    }
    case "line":
      return <Line row={row} stop={stop} />;
  }
}

/** A tapped quote brings its message into view and marks it for a moment. */
function useTarget(log: { current: HTMLElement | null }): void {
  const { chat } = useSession();
  const target = chat.target.value;
  useEffect(() => {
    if (target === 0) return undefined;
    const line = log.current?.querySelector<HTMLElement>(`[data-id="${target}"]`);
    line?.scrollIntoView({ block: "center" });
    line?.querySelector<HTMLElement>(".line-more")?.focus({ preventScroll: true });
    const timer = setTimeout(() => (chat.target.value = 0), 2000);
    return () => clearTimeout(timer);
  }, [target]);
}

/** Arrow keys go from message to message: one stop of the Tab key for all of them. */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(".line-more")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: stops.length - 1 }[event.key];
  if (at < 0 || to === undefined || stops[to] === undefined) return;
  event.preventDefault();
  stops[at]!.tabIndex = -1;
  stops[to]!.tabIndex = 0;
  stops[to]!.focus({ preventScroll: true });
  stops[to]!.closest("li")?.scrollIntoView({ block: "nearest" });
}
