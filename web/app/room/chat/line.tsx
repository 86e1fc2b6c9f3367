import { useMemo } from "preact/hooks";
import type { Message } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { clock, pairOf } from "../../format";
import { FaceView } from "../../ui/face-view";
import { Icon } from "../../ui/icon";
import { LongPress } from "../long-press";
import { RoleBadge } from "../seat";
import { findPerson } from "../view";
import { actionsOn } from "./actions";
import { findMessage } from "./log";
import { peopleKnown, piecesOf } from "./mentions";
import type { Row } from "./rows";

type LineRow = Extract<Row, { kind: "line" }>;

/** One message. A long press, a right click, the menu key and its own button all open what can be done with it. */
export function Line({ row, stop }: { row: LineRow; stop: boolean }) {
  const session = useSession();
  const words = useStrings().chat;
  const { message, headed, mine, toYou } = row;
  const open = () => (session.sheet.value = { kind: "message", id: message.id });
  const press = useMemo(() => new LongPress(open), [session, message.id]);
  const snapshot = session.snapshot.value;
  const usable = snapshot !== null && actionsOn(message, snapshot).length > 0;
  return (
    <li
      class="line"
      data-id={message.id}
      data-testid="message"
      data-headed={headed}
      data-mine={mine}
      data-to-you={toYou}
      data-target={session.chat.target.value === message.id}
      {...(usable ? press.handlers : {})}
    >
      {headed && <Head message={message} mine={mine} />}
      {message.reply_to > 0 && !message.deleted && <Quote id={message.reply_to} />}
      {toYou && <span class="line-to">{words.toYou}</span>}
      {message.deleted ? <Tombstone message={message} /> : <Text message={message} />}
      {usable && (
        <button
          type="button"
          class="icon-button line-more"
          data-testid="message-more"
          aria-label={words.actions(message.from?.name ?? "")}
          tabIndex={stop ? 0 : -1}
          onClick={open}
        >
          <Icon name="more" />
        </button>
      )}
    </li>
  );
}

/** Who says it and when. The badge is of the role they have now, never of what they call themselves. */
function Head({ message, mine }: { message: Message; mine: boolean }) {
  const { client, snapshot } = useSession();
  const { room } = useStrings();
  const shell = useShell();
  const locale = shell.locale.value;
  const { from } = message;
  if (from === null) return null;
  const person = snapshot.value === null ? null : findPerson(snapshot.value, from.id);
  return (
    <div class="line-head">
      <span class="line-face"><FaceView id={from.id} />{person !== null && <RoleBadge person={person} />}</span>
      <span class="line-who">
        <strong><bdi>{from.name}</bdi>{mine && <span class="soft"> · {room.you}</span>}</strong>
        <span class="soft line-pair">{pairOf(from, locale)}</span>
      </span>
      <time class="soft figures line-time" dateTime={new Date(message.sent_ms).toISOString()}>
        {clock(message.sent_ms - client.clockOffsetMs, shell.zone.value, locale)}
      </time>
    </div>
  );
}

/** The words, as text and nothing else; only the names they speak to are set off. */
function Text({ message }: { message: Message }) {
  const { chat, snapshot } = useSession();
  if (snapshot.value === null) return null;
  const { you } = snapshot.value;
  if (message.mentions.length === 0) return <p class="line-text" dir="auto">{message.text}</p>;
  const spokenTo = peopleKnown(snapshot.value, chat.log.value).filter(({ id }) => message.mentions.includes(id));
  return (
    <p class="line-text" dir="auto">
      {piecesOf(message.text, spokenTo).map(({ text, to }, i) =>
        to === "" ? text : <bdi key={i} class="mentioned" data-you={to === you.id}>{text}</bdi>,
      )}
    </p>
  );
}

/** What is left of a deleted message: its place, and who took it away. */
function Tombstone({ message }: { message: Message }) {
  const { snapshot } = useSession();
  const words = useStrings().chat;
  const by = message.deleted_by;
  const name = snapshot.value === null ? "" : (findPerson(snapshot.value, by)?.name ?? "");
  const text = by === message.from?.id ? words.deleted : name === "" ? words.deletedByOther : words.deletedBy(name);
  return <p class="line-text line-gone soft"><bdi>{text}</bdi></p>;
}

/** The message that is answered, in one line; a tap goes there. */
function Quote({ id }: { id: number }) {
  const { chat, snapshot } = useSession();
  const words = useStrings().chat;
  const quoted = findMessage(chat.log.value, id);
  const hidden = quoted !== null && (snapshot.value?.blocked ?? []).includes(quoted.from?.id ?? "");
  const name = quoted?.from?.name ?? "";
  const text = quoted === null || hidden ? words.quotedGone : quoted.deleted ? words.deleted : quoted.text;
  return (
    <button type="button" class="line-quote" onClick={() => void chat.goTo(id)}>
      <span class="hidden">{words.quoted}</span>
      {quoted !== null && !hidden && <strong><bdi>{name}</bdi></strong>}
      <span dir="auto">{text}</span>
    </button>
  );
}
