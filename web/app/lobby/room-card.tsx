import { useRoomWords } from "../console/use-room-words";
import { useShell, useStrings } from "../context";
import { count, isolate, languageName, ownName } from "../format";
import type { Keep, LobbyRoom } from "@sdk";
import { pathOf } from "../router";
import type { Strings } from "../strings";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";
import { whyText } from "./why";

/** Writes the languages of a room as 中文 ⇄ English, each in its own name. */
export function RoomLanguages({ tags }: { tags: string[] }) {
  return (
    <span class="languages">
      {tags.map((tag, i) => (
        <span key={tag}>
          {i > 0 && <span class="exchange"> ⇄ </span>}
          <bdi lang={tag}>{ownName(tag)}</bdi>
        </span>
      ))}
    </span>
  );
}

/** One live room of the lobby. With a known profile one tap goes in; otherwise it leads to the card. */
export function RoomCard({ room }: { room: LobbyRoom }) {
  const shell = useShell();
  const strings = useStrings();
  const words = strings.lobby;
  const { card, needs } = strings.discover;
  // What the person can give first: it is to them that the room calls.
  const needed = room.why.needed || (room.needs[0] ?? "");
  const locale = shell.locale.value;
  const written = useRoomWords(room);
  const other = otherTitle(room, written.language);
  const full = room.speakers + room.listeners >= room.capacity;
  const visit = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the person wants another tab
    event.preventDefault();
    if (shell.known.peek()) void shell.visit(room.id);
    else shell.router.go({ page: "room", id: room.id });
  };
  return (
    <li>
      <a class="room-card" href={pathOf({ page: "room", id: room.id })} onClick={visit} data-testid="room">
        <FaceView id={room.id} />
        <span class="room-card-text">
          <span class="room-card-head">
            <RoomLanguages tags={room.languages} />
            <RoomManner room={room} />
          </span>
          <strong class="room-title"><bdi lang={written.language}>{written.title}</bdi></strong>
          {other !== undefined && <bdi class="soft" lang={other.language}>{other.title}</bdi>}
          {room.topic !== "" && <span class="soft"><bdi>{room.topic}</bdi></span>}
          <span class="soft">{room.host_name === "" ? words.noHost : words.hostedBy(isolate(room.host_name))}</span>
          <RoomTags room={room} />
        </span>
        <span class="room-card-counts figures">
          <span><Icon name="mic" />{words.speakers(count(room.speakers, locale), count(room.seats, locale))}</span>
          <span><Icon name="ear" />{words.listeners(count(room.listeners, locale), room.listeners)}</span>
          {full && <span class="tag">{words.full}</span>}
          {room.waiting_room && <span><Icon name="door" />{card.waits}</span>}
          {room.kept.length > 0 && <span>{keptText(room.kept, strings.discover, locale)}</span>}
        </span>
        <span class="room-card-why">
          {needed !== "" && <span class="needs-badge"><Icon name="mic" />{needs(languageName(needed, locale))}</span>}
          <span>{whyText(room.why, strings, locale)}</span>
        </span>
      </a>
    </li>
  );
}

/** The title in another of the room's languages, beside the one the person reads first. */
function otherTitle({ title, languages, translations }: LobbyRoom, shown: string): { language: string; title: string } | undefined {
  const titles = [{ language: languages[0] ?? "", title }, ...translations];
  const first = titles.find(({ language }) => language === shown)?.title ?? title;
  return titles.find((one) => one.language !== shown && one.title !== "" && one.title !== first);
}

/** For whom seats are kept: of one it says for whom, of more how many. */
function keptText(kept: Keep[], { card, create }: Strings["discover"], locale: string): string {
  const [only] = kept;
  if (only === undefined || kept.length > 1) return card.kept(count(kept.length, locale), kept.length);
  const name = languageName(only.language, locale);
  return only.for === "native" ? create.native(name) : create.learner(name);
}

/** For whom the room is and how people speak there, and the language of the round that runs. */
function RoomManner({ room: { level, pace, round } }: { room: LobbyRoom }) {
  const locale = useShell().locale.value;
  const { card, create } = useStrings().discover;
  const manner = [level === "" ? "" : level, pace === "" ? "" : create.paces[pace]].filter((word) => word !== "");
  return (
    <>
      {manner.length > 0 && <span class="soft">{manner.join(" · ")}</span>}
      {round !== "" && <span class="round-now"><Icon name="round" />{card.round(languageName(round, locale))}</span>}
    </>
  );
}

/** How many topics a card shows. */
const shownTags = 3;

function RoomTags({ room: { tags } }: { room: LobbyRoom }) {
  if (tags.length === 0) return null;
  return <span class="room-tags">{tags.slice(0, shownTags).map((tag) => <bdi key={tag} class="tag">{tag}</bdi>)}</span>;
}
