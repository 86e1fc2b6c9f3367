import { useEffect, useState } from "preact/hooks";
import { roomWords } from "../console/room-words";
import { useShell, useStrings } from "../context";
import { count } from "../format";
import { checkProfile, ProfileFields, ZoneNote } from "../lobby/profile-fields";
import { RoomLanguages } from "../lobby/room-card";
import type { RoomListing } from "@sdk";
import { errorText } from "../strings";
import { Icon } from "../ui/icon";
import { wordedPart } from "../ui/worded-part";
import { EndedView } from "./ended-view";

/** In the place of a card whose room nobody can be asked about. */
const offlineView = wordedPart<object>("settings", async () => (await import("./offline-view")).OfflineView, () => null);

/** What a link leads to: the room's name and one card, prefilled, so that the second tap is already sound. */
export function JoinCard({ room, fault, busy }: { room: string; fault: string; busy: boolean }) {
  const shell = useShell();
  const strings = useStrings();
  const [profile, setProfile] = useState(shell.profile.peek());
  const listing = useListing(room);
  const prepare = () => shell.services.prepare();
  useEffect(() => {
    prepare();
    return () => shell.services.unprepare();
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
  if (listing === "gone") return <EndedView room={room} code="not_found" />;
  if (listing === "away" && !shell.online.value) return <offlineView.View />;
  return (
    <main id="main" class="page join">
      <BackButton />
      <RoomPreview room={listing === "away" ? null : listing} />
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
        {room.host_name !== "" && <> · <bdi>{strings.lobby.hostedBy(room.host_name)}</bdi></>}
      </p>
      {room.topic !== "" && <p class="soft"><bdi>{room.topic}</bdi></p>}
    </header>
  );
}
