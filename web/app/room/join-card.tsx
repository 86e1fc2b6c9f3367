import { useEffect, useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { count } from "../format";
import { checkProfile, ProfileFields, ZoneNote } from "../lobby/profile-fields";
import { RoomLanguages } from "../lobby/room-card";
import type { RoomListing } from "@sdk";
import { errorText } from "../strings";
import { Icon } from "../ui/icon";

/** What a link leads to: the room's name and one card, prefilled, so that the second tap is already sound. */
export function JoinCard({ room, fault, busy }: { room: string; fault: string; busy: boolean }) {
  const shell = useShell();
  const strings = useStrings();
  const [profile, setProfile] = useState(shell.profile.peek());
  const checked = checkProfile(profile, strings);
  const refused = fault === "" ? "" : errorText(strings, fault);
  const faults = checked.name === "" && fault !== "invalid_profile" ? { ...checked, name: refused } : checked;
  const join = (event: Event) => {
    event.preventDefault();
    if (busy || checked.name !== "" || checked.speaks !== "") return;
    shell.setProfile(profile);
    void shell.enter(room);
  };
  return (
    <main id="main" class="page join">
      <BackButton />
      <RoomPreview id={room} />
      <form class="card form" onSubmit={join} noValidate>
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

function BackButton() {
  const shell = useShell();
  const strings = useStrings();
  const back = () => {
    shell.drop();
    shell.router.go({ page: "lobby" });
  };
  return <button type="button" class="link-button back" onClick={back}><Icon name="back" />{strings.app.back}</button>;
}

/** What the lobby knows of the room. Joining does not wait for it, nor does it fail when this does. */
function RoomPreview({ id }: { id: string }) {
  const shell = useShell();
  const strings = useStrings();
  const locale = shell.locale.value;
  const [room, setRoom] = useState<RoomListing | null>(null);
  const [gone, setGone] = useState(false);
  useEffect(() => {
    let wanted = true;
    shell.services.room(id).then(
      (found) => wanted && setRoom(found),
      (fault: { code?: string }) => wanted && setGone(fault.code === "not_found"),
    );
    return () => {
      wanted = false;
    };
  }, [shell, id]);
  if (gone) return <p class="note" role="status">{strings.join.gone}</p>;
  if (room === null) return <h1>{strings.join.room}</h1>;
  return (
    <header class="preview">
      <h1><bdi>{room.title}</bdi></h1>
      <p class="soft">
        <RoomLanguages tags={room.languages} />
        {" · "}<span class="figures">{strings.lobby.listeners(count(room.listeners, locale), room.listeners)}</span>
        {room.host_name !== "" && <> · <bdi>{strings.lobby.hostedBy(room.host_name)}</bdi></>}
      </p>
      {room.topic !== "" && <p class="soft"><bdi>{room.topic}</bdi></p>}
    </header>
  );
}
