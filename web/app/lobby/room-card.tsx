import { useRoomWords } from "../console/use-room-words";
import { useShell, useStrings } from "../context";
import { count, ownName } from "../format";
import type { RoomListing } from "@sdk";
import { pathOf } from "../router";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";

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
export function RoomCard({ room }: { room: RoomListing }) {
  const shell = useShell();
  const strings = useStrings();
  const words = strings.lobby;
  const locale = shell.locale.value;
  const written = useRoomWords(room);
  const full = room.speakers + room.listeners >= room.capacity;
  const visit = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the person wants another tab
    event.preventDefault();
    if (shell.known.peek()) void shell.enter(room.id);
    else shell.router.go({ page: "room", id: room.id });
  };
  return (
    <li>
      <a class="room-card" href={pathOf({ page: "room", id: room.id })} onClick={visit} data-testid="room">
        <FaceView id={room.id} />
        <span class="room-card-text">
          <RoomLanguages tags={room.languages} />
          <strong class="room-title"><bdi lang={written.language}>{written.title}</bdi></strong>
          {room.topic !== "" && <span class="soft"><bdi>{room.topic}</bdi></span>}
          <span class="soft"><bdi>{room.host_name === "" ? words.noHost : words.hostedBy(room.host_name)}</bdi></span>
        </span>
        <span class="room-card-counts figures">
          <span><Icon name="mic" />{words.speakers(count(room.speakers, locale), count(room.seats, locale))}</span>
          <span><Icon name="ear" />{words.listeners(count(room.listeners, locale), room.listeners)}</span>
          {full && <span class="tag">{words.full}</span>}
        </span>
      </a>
    </li>
  );
}
