import { useId } from "preact/hooks";
import type { Profile } from "@sdk";
import { useNow, useShell, useStrings } from "../context";
import { clock, count, graphemes, ownZone, zoneName } from "../format";
import { maxName, nameFault } from "../memory";
import type { Strings } from "../strings";
import { LanguageField } from "./language-field";

/** What is wrong with a profile, in words; empty when it is ready to be sent. */
export interface ProfileFaults {
  name: string;
  speaks: string;
}

/** Checks a profile the way the server will, as far as a browser can. */
export function checkProfile(profile: Profile, strings: Strings): ProfileFaults {
  const fault = nameFault(profile.name);
  return {
    name: fault === null ? "" : fault === "long" ? strings.profile.nameTooLong : strings.profile.nameEmpty,
    speaks: profile.speaks.length === 0 ? strings.profile.speaksEmpty : "",
  };
}

interface ProfileFieldsProps {
  profile: Profile;
  faults: ProfileFaults;
  onChange: (profile: Profile) => void;
}

/** Nickname and languages, all prefilled. */
export function ProfileFields({ profile, faults, onChange }: ProfileFieldsProps) {
  const strings = useStrings();
  const words = strings.profile;
  const taken = { speaks: profile.learns, learns: profile.speaks };
  return (
    <>
      <NameField name={profile.name} fault={faults.name} onChange={(name) => onChange({ ...profile, name })} />
      <LanguageField
        label={words.speaks}
        value={profile.speaks}
        taken={taken.speaks}
        error={faults.speaks}
        testid="speaks"
        onChange={(speaks) => onChange({ ...profile, speaks })}
      />
      <LanguageField
        label={words.learns}
        value={profile.learns}
        taken={taken.learns}
        testid="learns"
        onChange={(learns) => onChange({ ...profile, learns })}
      />
    </>
  );
}

/** The nickname. What is left is counted only when it becomes little. */
function NameField({ name, fault, onChange }: { name: string; fault: string; onChange: (name: string) => void }) {
  const shell = useShell();
  const words = useStrings().profile;
  const id = useId();
  const left = maxName - graphemes(name.trim());
  return (
    <div class="field">
      <label class="label" for={id}>{words.name}</label>
      <input
        id={id}
        data-testid="nickname"
        type="text"
        value={name}
        dir="auto"
        autocomplete="nickname"
        enterkeyhint="go"
        aria-invalid={fault !== ""}
        aria-describedby={`${id}-note`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-note`} class={fault === "" ? "hint" : "error"} role={fault === "" ? undefined : "alert"}>
        {fault !== "" ? fault : left < 8 ? words.nameHint(count(Math.max(0, left), shell.locale.value)) : ""}
      </p>
    </div>
  );
}

/** The time zone, found by itself: shown, with what others see of it, under the button of the form. */
export function ZoneNote() {
  const locale = useShell().locale.value;
  const words = useStrings().profile;
  const now = useNow(30_000);
  const zone = ownZone();
  const time = clock(now, zone, locale);
  return (
    <div class="hint figures">
      {time !== "" && <p>{words.zone(time, zoneName(now, zone, locale))}</p>}
      <p>{words.zoneNote}</p>
    </div>
  );
}
