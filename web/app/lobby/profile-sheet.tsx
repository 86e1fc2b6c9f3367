import { useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Sheet } from "../ui/sheet";
import { checkProfile, CountField, ProfileFields, ZoneNote } from "./profile-fields";

interface ProfileSheetProps {
  /** What goes on once it is known who one is. */
  then?: "quick";
  onClose: () => void;
}

/** Nickname and languages, to change between rooms. */
export function ProfileSheet({ then, onClose }: ProfileSheetProps) {
  const shell = useShell();
  const strings = useStrings();
  const [profile, setProfile] = useState(shell.profile.peek());
  const faults = checkProfile(profile, strings);
  const save = (event: Event) => {
    event.preventDefault();
    if (faults.name !== "" || faults.speaks !== "") return;
    shell.setProfile(profile);
    onClose();
    const [give = ""] = profile.speaks;
    const [get = ""] = profile.learns;
    if (then === "quick" && get !== "") void shell.quickStart(give, get);
  };
  return (
    <Sheet title={strings.profile.heading} onClose={onClose}>
      <form class="form" onSubmit={save} noValidate>
        <ProfileFields profile={profile} faults={faults} onChange={setProfile} />
        <CountField profile={profile} onChange={setProfile} />
        <button type="submit" class="button primary wide" data-testid="save-profile">
          {then === "quick" && profile.learns.length > 0 ? strings.discover.quick.go : strings.profile.save}
        </button>
        <ZoneNote />
      </form>
    </Sheet>
  );
}
