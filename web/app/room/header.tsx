import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { RoomLanguages } from "../lobby/room-card";
import { pathOf } from "../router";
import { Icon } from "../ui/icon";
import { peopleCount } from "./view";

/** Title, languages and people, and the two things that are not urgent: share and settings. */
export function RoomHeader() {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const share = useShare();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const { room } = snapshot;
  const people = peopleCount(snapshot);
  return (
    <header class="room-head">
      <div class="room-head-text">
        <h1 tabIndex={-1} data-testid="room-title"><bdi>{room.title}</bdi></h1>
        <p class="soft">
          <RoomLanguages tags={room.languages} />
          <span class="figures"> · <span data-testid="count">{strings.room.people(count(people, locale), people)}</span></span>
          {room.topic !== "" && <> · <bdi>{room.topic}</bdi></>}
        </p>
      </div>
      <button type="button" class="icon-button" aria-label={strings.room.shareRoom} data-testid="share" onClick={share}>
        <Icon name="share" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={strings.room.settings}
        data-testid="settings"
        onClick={() => (session.sheet.value = { kind: "settings" })}
      >
        <Icon name="settings" />
      </button>
    </header>
  );
}

/** Shares the link with the phone's own sheet where there is one, else copies it. */
export function useShare(): () => void {
  const session = useSession();
  const shell = useShell();
  return () => {
    const { navigator, location } = shell.window;
    const url = location.origin + pathOf({ page: "room", id: session.room });
    const words = shell.strings.peek().room;
    const copy = () => navigator.clipboard.writeText(url).then(() => shell.tell(words.copied));
    const failed = () => shell.tell(words.copyFailed);
    // The clipboard is absent on pages opened without https.
    if (typeof navigator.share === "function" && navigator.maxTouchPoints > 0) {
      const title = session.snapshot.peek()?.room.title ?? "";
      navigator.share({ title, url }).catch((fault: unknown) => {
        if ((fault as DOMException).name !== "AbortError") failed();
      });
    } else if (navigator.clipboard === undefined) {
      failed();
    } else {
      copy().catch(failed);
    }
  };
}
