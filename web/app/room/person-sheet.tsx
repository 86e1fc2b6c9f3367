import { useState } from "preact/hooks";
import type { Participant, Snapshot } from "@sdk";
import { PersonActs } from "../console/person-acts";
import { useNow, useSession, useShell, useStrings } from "../context";
import { clock, count, isNight, ownZone, pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { Check } from "../ui/fields";
import { Icon } from "../ui/icon";
import { GoneSheet, Sheet } from "../ui/sheet";
import { RoleBadge, useMarks } from "./seat";
import { spokenText, spokenTo } from "./talk/spoken";
import { findPerson } from "./view";

/** One person: who they are, how loud they are for me, and what I may do. */
export function PersonSheet({ id, picked, onClose }: { id: string; picked: Participant | undefined; onClose: () => void }) {
  const session = useSession();
  const locale = useShell().locale.value;
  const snapshot = session.snapshot.value;
  const person = snapshot === null ? null : (findPerson(snapshot, id) ?? picked ?? null);
  if (snapshot === null || person === null) return <GoneSheet onClose={onClose} />;
  const blocked = snapshot.blocked.includes(id);
  return (
    <Sheet title={person.name} onClose={onClose}>
      <div class="person">
        <span class="person-face"><FaceView id={person.id} /><RoleBadge person={person} /></span>
        <div>
          <p>{pairOf(person, locale)}</p>
          <TwoClocks person={person} />
          <Marks person={person} blocked={blocked} />
          <Spoken person={person} snapshot={snapshot} />
        </div>
      </div>
      <PersonActs person={person} snapshot={snapshot} onClose={onClose}>
        {person.seat >= 0 && person.id !== snapshot.you.id && <Volume person={person} blocked={blocked} />}
      </PersonActs>
    </Sheet>
  );
}

/** Their time with mine beside it: "21:30 yours  8:30 am there". */
function TwoClocks({ person }: { person: Participant }) {
  const session = useSession();
  const { person: words } = useStrings();
  const shell = useShell();
  const locale = shell.locale.value;
  const now = useNow(30_000) + session.client.clockOffsetMs;
  const theirs = clock(now, person.time_zone, locale);
  if (theirs === "") return null;
  const mine = clock(now, ownZone(), locale);
  return (
    <p class="soft figures two-clocks">
      {person.id !== session.snapshot.value?.you.id && mine !== "" && <span>{words.yourTime(mine)}</span>}
      <span>{isNight(now, person.time_zone) && <Icon name="moon" />}{words.theirTime(theirs)}</span>
    </p>
  );
}

/** What the face and the clocks do not say: role, muted chat, blocked. */
function Marks({ person, blocked }: { person: Participant; blocked: boolean }) {
  const words = useMarks(person, blocked);
  return words.length === 0 ? null : <p class="soft">{words.join(" · ")}</p>;
}

/** What they have said tonight, and the way to what everybody has. */
function Spoken({ person, snapshot }: { person: Participant; snapshot: Snapshot }) {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const { talk: words } = strings.exchange;
  const ms = spokenTo(snapshot, person.id);
  if (ms === null || ms === 0) return null;
  const time = spokenText(ms, strings, locale);
  return (
    <button type="button" class="link-button spoken figures" data-testid="person-talk" onClick={() => (session.sheet.value = { kind: "rounds" })}>
      <Icon name="scale" />{person.id === snapshot.you.id ? words.you(time) : words.spoke(time)}
    </button>
  );
}

/** How loud this person is on this device alone, now and on later visits; who is blocked is silent whatever was chosen. */
function Volume({ person, blocked }: { person: Participant; blocked: boolean }) {
  const session = useSession();
  const { person: words } = useStrings();
  const locale = useShell().locale.value;
  const [volume, setVolume] = useState(session.client.getVolume(person.id));
  const change = (event: { currentTarget: HTMLInputElement }) => {
    const chosen = Number(event.currentTarget.value) / 100;
    session.client.setVolume(person.id, chosen);
    // Who turns it up wants to hear them.
    if (session.isHushed(person.id)) session.hush(person.id, false);
    setVolume(chosen);
  };
  if (blocked) return null;
  const hushed = session.isHushed(person.id);
  return (
    <div>
      <label class="field">
        <span class="label">{words.volume}</span>
        <span class="volume">
          <input type="range" min="0" max="100" step="5" value={Math.round(volume * 100)} onInput={change} data-testid="volume" />
          <output class="figures">{hushed || volume === 0 ? words.silent : `${count(Math.round(volume * 100), locale)} %`}</output>
        </span>
      </label>
      <Check label={words.hush} checked={hushed} testid="hush" onChange={(on) => session.hush(person.id, on)} />
    </div>
  );
}
