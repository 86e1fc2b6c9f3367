import { useEffect, useState } from "preact/hooks";
import { roomWords } from "../console/room-words";
import { useShell, useStrings } from "../context";
import { count, isolate } from "../format";
import { checkProfile, ProfileFields, ZoneNote } from "../lobby/profile-fields";
import { RoomLanguages } from "../lobby/room-card";
import type { RoomListing } from "@sdk";
import { errorText } from "../strings";
import { afterPaint } from "../ui/after-paint";
import { Icon } from "../ui/icon";
import { wordedPart } from "../ui/worded-part";
import { PageStand } from "../ui/page-part";

/** In the place of a card whose room nobody can be asked about. */
/** A room that is not open may be one that is planned. */
const planPart = wordedPart<{ id: string; onEnter: () => void }>(
  "schedule", async () => (await import("../schedule/plan-page")).PlanPage, PageStand,
);
const offlineView = wordedPart<object>("settings", async () => (await import("./offline-view")).OfflineView, () => null);

/** What a link leads to: the room's name and one card, prefilled, so that the second tap is already sound. */
export function JoinCard({ room, fault, busy }: { room: string; fault: string; busy: boolean }) {
  const shell = useShell();
  const strings = useStrings();
  const [profile, setProfile] = useState(shell.profile.peek());
  const listing = useListing(room);
  const [enters, setEnters] = useState(false);
  // Whoever is known goes in; others say who they are first.
  const enter = () => (shell.known.peek() ? void shell.visit(room) : setEnters(true));
  const prepare = () => shell.services.prepare();
  useEffect(() => {
    const cancel = afterPaint(prepare);
    return () => {
      cancel();
      shell.services.unprepare();
    };
  }, [shell]);
  const checked = checkProfile(profile, strings);
  const refused = fault === "" ? "" : errorText(strings, fault);
  // What the server refused stands at the name until the name is mended.
  const faults = checked.name === "" && fault !== "invalid_profile" ? { ...checked, name: refused } : checked;
  const join = (event: Event) => {
    event.preventDefault();
    if (busy || checked.name !== "" || checked.speaks !== "") return;
    shell.setProfile(profile);
    void shell.enter(room);
  };
  // Nobody should fill in a form for a door that is not there.
  if (listing === "gone" && !enters) return <planPart.View id={room} onEnter={enter} />;
  if (listing === "away" && !shell.online.value) return <offlineView.View />;
  return (
    <main id="main" class="page join">
      <BackButton />
      <RoomPreview room={typeof listing === "string" ? null : listing} />
      {/* Who has looked at the card for long needs it anew. */}
      <form class="card form" onSubmit={join} onPointerDown={prepare} onKeyDown={prepare} noValidate>
        <h2>{strings.profile.heading}</h2>
        <ProfileFields profile={profile} faults={faults} onChange={setProfile} />
        <button type="submit" class="button primary wide" aria-disabled={busy} data-testid="join">
          <Icon name="ear" />{busy ? strings.join.joining : strings.join.button}
        </button>
        <p class="hint">{strings.join.noMicrophone}</p>
        <ZoneNote />
      </form>
    </main>
  );
}

/** Back to the lobby, and out of a refused visit. */
function BackButton() {
  const shell = useShell();
  const strings = useStrings();
  const back = () => {
    shell.drop();
    shell.router.go({ page: "lobby" });
  };
  return <button type="button" class="link-button back" onClick={back}><Icon name="back" />{strings.app.back}</button>;
}

/** What the lobby knows of a room; "gone" when there is no such room, "away" when nobody can be asked. */
type Known = RoomListing | "gone" | "away";

/** Returns what the lobby knows of a room, null while it is asked. Asked again when the network comes back. */
export function useListing(id: string): Known | null {
  const shell = useShell();
  const [known, setKnown] = useState<Known | null>(null);
  const online = shell.online.value;
  useEffect(() => {
    let wanted = true;
    shell.services.room(id).then(
      (found) => wanted && setKnown(found),
      // Whatever fails here may work all the same in joining.
      (fault: { code?: string }) => wanted && setKnown((before) => (fault.code === "not_found" ? "gone" : (before ?? "away"))),
    );
    return () => {
      wanted = false;
    };
  }, [shell, id, online]);
  return known;
}

/** The room before the door is open. Joining does not wait for it. */
export function RoomPreview({ room, level = 1 }: { room: RoomListing | null; level?: 1 | 2 }) {
  const shell = useShell();
  const strings = useStrings();
  const locale = shell.locale.value;
  const Heading = level === 1 ? "h1" : "h2";
  if (room === null) return <h1>{strings.join.room}</h1>;
  const { title, language } = roomWords(room, [locale, ...shell.profile.value.speaks]);
  return (
    <header class="preview">
      <Heading><bdi lang={language}>{title}</bdi></Heading>
      <p class="soft">
        <RoomLanguages tags={room.languages} />
        {" · "}<span class="figures">{strings.lobby.listeners(count(room.listeners, locale), room.listeners)}</span>
        {room.host_name !== "" && <> · {strings.lobby.hostedBy(isolate(room.host_name))}</>}
      </p>
      {room.topic !== "" && <p class="soft"><bdi>{room.topic}</bdi></p>}
    </header>
  );
}
