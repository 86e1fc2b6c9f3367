import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { RoomCard } from "./room-card";

/** The live rooms, or a word about why there are none. It reads the list again while it is on the screen. */
export function RoomListView() {
  const shell = useShell();
  const { lobby, app } = useStrings();
  useEffect(() => shell.rooms.watch(), [shell]);
  const { status, rooms, stale } = shell.rooms.list.value;

  if (!shell.online.value && rooms.length === 0) return <Quiet icon="signal" title={lobby.offline} text="" />;
  if (status === "loading") return <p class="quiet" role="status">{lobby.loading}</p>;
  if (status === "failed") {
    return (
      <Quiet icon="signal" title={lobby.failedTitle} text={lobby.failedText}>
        <button type="button" class="button" onClick={() => void shell.rooms.refresh()}>{app.retry}</button>
      </Quiet>
    );
  }
  if (rooms.length === 0) return <Quiet icon="lamp" title={lobby.emptyTitle} text={lobby.emptyText} />;
  return (
    <>
      {stale && <p class="note" role="status" data-testid="stale">{lobby.stale}</p>}
      <ul class="room-list">{rooms.map((room) => <RoomCard key={room.id} room={room} />)}</ul>
    </>
  );
}

interface QuietProps {
  icon: "signal" | "lamp";
  title: string;
  text: string;
  children?: ComponentChildren;
}

/** A calm place where a list would be. */
function Quiet({ icon, title, text, children }: QuietProps) {
  return (
    <div class="quiet" role="status">
      <Icon name={icon} />
      <strong>{title}</strong>
      {text !== "" && <p>{text}</p>}
      {children}
    </div>
  );
}
