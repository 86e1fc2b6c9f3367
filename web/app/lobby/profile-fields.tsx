import { useId } from "preact/hooks";
import { cefrLevels, type CefrLevel, type Profile } from "@sdk";
import { useNow, useShell, useStrings } from "../context";
import { clock, count, graphemes, languageName, ownName, zoneName } from "../format";
import { maxName, nameFault } from "../memory";
import type { Strings } from "../strings";
import { useDrawn } from "../ui/after-paint";
import { Check } from "../ui/fields";
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
  const discover = strings.discover.profile;
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
        hint={discover.levelHint}
        beside={(tag) => <LevelSelect profile={profile} tag={tag} onChange={onChange} />}
        onChange={(learns) => onChange({ ...profile, learns, levels: profile.levels.filter(({ language }) => learns.includes(language)) })}
      />
    </>
  );
}

interface LevelSelectProps {
  profile: Profile;
  tag: string;
  onChange: (profile: Profile) => void;
}

/** How well the person knows a language they learn; they need not say. */
function LevelSelect({ profile, tag, onChange }: LevelSelectProps) {
  const locale = useShell().locale.value;
  const words = useStrings().discover.profile;
  const drawn = useDrawn();
  const others = profile.levels.filter(({ language }) => language !== tag);
  const choose = (level: string) =>
    onChange({ ...profile, levels: level === "" ? others : [...others, { language: tag, level: level as CefrLevel }] });
  return (
    <select
      class="level-select"
      aria-label={words.level(drawn ? languageName(tag, locale) : ownName(tag))}
      value={profile.levels.find(({ language }) => language === tag)?.level ?? ""}
      data-testid={`level-${tag}`}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{words.noLevel}</option>
      {cefrLevels.map((level) => <option key={level} value={level}>{level}</option>)}
    </select>
  );
}

/** Whether the person is counted among who is awake. */
export function CountField({ profile, onChange }: { profile: Profile; onChange: (profile: Profile) => void }) {
  const words = useStrings().discover.profile;
  const { hidden, ...shown } = profile;
  return (
    <div>
      <Check
        label={words.count}
        checked={hidden !== true}
        testid="count-me"
        onChange={(counted) => onChange(counted ? shown : { ...shown, hidden: true })}
      />
      <p class="hint">{words.countHint}</p>
    </div>
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
  const words = useStrings().profile;
  // What a browser knows of zones is the dearest it knows: on a slow phone the first view does not wait for it.
  const drawn = useDrawn();
  return (
    <div class="hint figures">
      {drawn ? <OwnTime /> : <p>…</p>}
      <p>{words.zoneNote}</p>
    </div>
  );
}

function OwnTime() {
  const locale = useShell().locale.value;
  const words = useStrings().profile;
  const now = useNow(30_000);
  const zone = useShell().zone.value;
  const time = clock(now, zone, locale);
  return time === "" ? null : <p>{words.zone(time, zoneName(now, zone, locale))}</p>;
}
