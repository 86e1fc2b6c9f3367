import type { Snapshot } from "@sdk";
import { useRoomWords } from "../console/use-room-words";
import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { RoomLanguages } from "../lobby/room-card";
import { pathOf } from "../router";
import { Icon } from "../ui/icon";
import { wordedPart } from "../ui/worded-part";
import { peopleCount } from "./view";

/** Most rooms have none. Nothing stands in its place: the line is news, and not needed to be here. */
const duty = wordedPart("duty", async () => (await import("./duty/duty-line")).DutyLine, () => null);

/** Title, languages and people, and the things that are not urgent: rules, share and settings. */
export function RoomHeader() {
  const snapshot = useSession().snapshot.value;
  return snapshot === null ? null : <Head snapshot={snapshot} />;
}

function Head({ snapshot }: { snapshot: Snapshot }) {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const share = useShare();
  const { room } = snapshot;
  const words = useRoomWords(room);
  const people = peopleCount(snapshot);
  return (
    <header class="room-head">
      <div class="room-head-text">
        <h1 tabIndex={-1} data-testid="room-title"><bdi lang={words.language}>{words.title}</bdi></h1>
        <p class="soft">
          <RoomLanguages tags={room.languages} />
          <span class="figures"> · <span data-testid="count">{strings.room.people(count(people, locale), people)}</span></span>
          {room.locked && <span class="locked-tag"> · <Icon name="lock" />{strings.desk.lockedTag}</span>}
          {room.topic !== "" && <> · <bdi>{room.topic}</bdi></>}
        </p>
        {snapshot.duty !== null && <duty.View snapshot={snapshot} />}
      </div>
      {words.rules !== "" && (
        <button
          type="button"
          class="icon-button"
          aria-label={strings.rules.open}
          data-testid="rules"
          onClick={() => (session.sheet.value = { kind: "rules", opens: false })}
        >
          <Icon name="book" />
        </button>
      )}
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
