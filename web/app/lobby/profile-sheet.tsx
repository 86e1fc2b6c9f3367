import { useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Sheet } from "../ui/sheet";
import { checkProfile, ProfileFields, ZoneNote } from "./profile-fields";

/** Nickname and languages, to change between rooms. */
export function ProfileSheet({ onClose }: { onClose: () => void }) {
  const shell = useShell();
  const strings = useStrings();
  const [profile, setProfile] = useState(shell.profile.peek());
  const faults = checkProfile(profile, strings);
  const save = (event: Event) => {
    event.preventDefault();
    if (faults.name !== "" || faults.speaks !== "") return;
    shell.setProfile(profile);
    onClose();
  };
  return (
    <Sheet title={strings.profile.heading} onClose={onClose}>
      <form class="form" onSubmit={save} noValidate>
        <ProfileFields profile={profile} faults={faults} onChange={setProfile} />
        <button type="submit" class="button primary wide">{strings.profile.save}</button>
        <ZoneNote />
      </form>
    </Sheet>
  );
}
