import { useState } from "preact/hooks";
import type { Participant, Snapshot } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { clock, count, isNight, pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";
import { Sheet } from "../ui/sheet";
import { useInvite } from "./hands";
import { RoleBadge } from "./seat";
import { findPerson, handPosition, invitationOf, mayActOn } from "./view";

/** One person: who they are, how loud they are for me, and what I may do. */
export function PersonSheet({ id, picked, onClose }: { id: string; picked: Participant | undefined; onClose: () => void }) {
  const session = useSession();
  const snapshot = session.snapshot.value;
  const person = snapshot === null ? null : (findPerson(snapshot, id) ?? picked ?? null);
  if (snapshot === null || person === null) return null;
  return (
    <Sheet title={person.name} onClose={onClose}>
      <div class="person">
        <span class="person-face"><FaceView id={person.id} /><RoleBadge person={person} /></span>
        <div>
          <p>{pairOf(person)}</p>
          <TwoClocks person={person} />
        </div>
      </div>
      {person.seat >= 0 && person.id !== snapshot.you.id && <Volume person={person} />}
      <Actions person={person} snapshot={snapshot} onClose={onClose} />
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
  const mine = clock(now, shell.profile.value.time_zone, locale);
  return (
    <p class="soft figures two-clocks">
      {person.id !== session.snapshot.value?.you.id && mine !== "" && <span>{words.yourTime(mine)}</span>}
      <span>{isNight(now, person.time_zone) && <Icon name="moon" />}{words.theirTime(theirs)}</span>
    </p>
  );
}

/** How loud this person is on this device alone. */
function Volume({ person }: { person: Participant }) {
  const session = useSession();
  const { person: words } = useStrings();
  const locale = useShell().locale.value;
  const [volume, setVolume] = useState(session.client.getVolume(person.id));
  const change = (event: { currentTarget: HTMLInputElement }) => {
    const chosen = Number(event.currentTarget.value) / 100;
    session.client.setVolume(person.id, chosen);
    setVolume(chosen);
  };
  return (
    <label class="field">
      <span class="label">{words.volume}</span>
      <span class="volume">
        <input type="range" min="0" max="100" step="5" value={Math.round(volume * 100)} onInput={change} data-testid="volume" />
        <output class="figures">{volume === 0 ? words.silent : `${count(Math.round(volume * 100), locale)} %`}</output>
      </span>
    </label>
  );
}

interface ActionsProps {
  person: Participant;
  snapshot: Snapshot;
  onClose: () => void;
}

/** What a host or moderator may do with this person. Nothing here asks "are you sure": a mute is lifted by the same button. */
function Actions({ person, snapshot, onClose }: ActionsProps) {
  const session = useSession();
  const shell = useShell();
  const { person: words, app } = useStrings();
  if (!mayActOn(snapshot.you, person)) return null;
  if (person.seat < 0) return <OffStage person={person} snapshot={snapshot} onClose={onClose} />;
  const set = (muted: boolean) => session.run(() => session.client.muteParticipant(person.id, muted));
  const mute = async () => {
    onClose();
    const muted = !person.mute.host;
    if (!(await set(muted))) return;
    shell.tell(muted ? words.muted(person.name) : words.released(person.name), { label: app.undo, run: () => void set(!muted) });
  };
  return (
    <button type="button" class="button wide" data-testid="mute-person" onClick={() => void mute()}>
      <Icon name={person.mute.host ? "mic" : "micOff"} />{person.mute.host ? words.release : words.mute}
    </button>
  );
}

/** What may be done with a listener: invite, and lower a hand that is up. */
function OffStage({ person, snapshot, onClose }: ActionsProps) {
  const session = useSession();
  const shell = useShell();
  const invite = useInvite();
  const { person: words } = useStrings();
  const ask = () => {
    onClose();
    void invite(person.id, person.name);
  };
  const lower = async () => {
    onClose();
    if (await session.run(() => session.client.lowerHand(person.id))) shell.tell(words.lowered(person.name));
  };
  return (
    <div class="actions">
      {handPosition(snapshot, person.id) > 0 && (
        <button type="button" class="button" data-testid="lower-hand" onClick={() => void lower()}>{words.lower}</button>
      )}
      {invitationOf(snapshot, person.id) === null && (
        <button type="button" class="button primary" data-testid="invite-person" onClick={ask}>{words.invite}</button>
      )}
    </div>
  );
}
