import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Icon } from "../ui/icon";
import { ShowAll } from "./filter-row";
import { ListNews } from "./list-news";
import { RoomCard } from "./room-card";
import { isOpen } from "./rooms";

/** The live rooms, or a word about why there are none. It is kept up to date while it is on the screen. */
export function RoomListView() {
  const shell = useShell();
  const { lobby, app, discover } = useStrings();
  useEffect(() => shell.rooms.watch(), [shell]);
  const { status, rooms, stale, more } = shell.rooms.list.value;

  if (!shell.online.value && rooms.length === 0) return <Quiet icon="signal" title={lobby.offline} text="" />;
  if (status === "loading") return <p class="quiet" role="status">{lobby.loading}</p>;
  if (status === "failed") {
    return (
      <Quiet icon="signal" title={lobby.failedTitle} text={lobby.failedText}>
        <button type="button" class="button" onClick={() => shell.rooms.refresh()}>{app.retry}</button>
      </Quiet>
    );
  }
  if (rooms.length === 0 && !isOpen(shell.rooms.filter.value)) {
    return <Quiet icon="lamp" title={discover.filter.none} text={discover.filter.noneText}><ShowAll /></Quiet>;
  }
  if (rooms.length === 0) return <Quiet icon="lamp" title={lobby.emptyTitle} text={lobby.emptyText} />;
  return (
    <>
      {stale && <p class="note" role="status" data-testid="stale">{lobby.stale}</p>}
      <StillList>{rooms.map((room) => <RoomCard key={room.id} room={room} />)}</StillList>
      {more && (
        <button type="button" class="button wide" data-testid="more-rooms" onClick={() => shell.rooms.showMore()}>
          {discover.list.more}
        </button>
      )}
      <ListNews />
    </>
  );
}

/** The list, which says when somebody has a finger or the focus on it. */
function StillList({ children }: { children: ComponentChildren }) {
  const { still } = useShell().rooms;
  const list = useRef<HTMLUListElement>(null);
  // A card that is moved loses the focus in every browser: it gets it back.
  const { activeElement } = document;
  const focused = activeElement instanceof HTMLElement && list.current?.contains(activeElement) === true ? activeElement : null;
  useLayoutEffect(() => {
    if (focused?.isConnected === true && document.activeElement !== focused) focused.focus({ preventScroll: true });
  });
  useEffect(() => () => {
    still.leave("pointer");
    still.leave("focus");
  }, [still]);
  const left = (event: FocusEvent) => list.current?.contains(event.relatedTarget as Node | null) !== true && still.leave("focus");
  return (
    <ul
      ref={list}
      class="room-list"
      onPointerEnter={() => still.enter("pointer")}
      onPointerLeave={() => still.leave("pointer")}
      onFocusIn={() => still.enter("focus")}
      onFocusOut={left}
    >
      {children}
    </ul>
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
