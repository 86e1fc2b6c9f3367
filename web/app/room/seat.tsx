import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Participant, Seat } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { clock, count, isNight, languageName, list, pairOf } from "../format";
import type { Strings } from "../strings";
import { FaceView } from "../ui/face-view";
import { Icon, type IconName } from "../ui/icon";
import { useShare } from "./header";
import { LongPress } from "./long-press";
import { handPosition, invitationOf, isAlone, type MicrophoneWord, microphoneOf, moderates } from "./view";

/** What each state of a microphone is called and drawn as. */
const microphones: Record<MicrophoneWord, { icon: IconName; word: (strings: Strings) => string }> = {
  away: { icon: "signal", word: (strings) => strings.room.away },
  host_muted: { icon: "micOff", word: (strings) => strings.room.hostMuted },
  seat_muted: { icon: "micOff", word: (strings) => strings.room.seatMuted },
  muted: { icon: "micOff", word: (strings) => strings.room.microphoneOff },
  speaking: { icon: "wave", word: (strings) => strings.room.speaking },
  open: { icon: "mic", word: (strings) => strings.room.microphoneOn },
};

/** One place on the stage: a person, an invitation to take it, or a lock. */
export function SeatView({ seat, first }: { seat: Seat; first: boolean }) {
  if (seat.occupant !== null) return <TakenSeat person={seat.occupant} />;
  return seat.locked ? <LockedSeat /> : <FreeSeat index={seat.index} first={first} />;
}

/** A face inside the ring whose thickness is the voice. */
export function Ring({ person, live }: { person: Participant; live: boolean }) {
  const session = useSession();
  const ring = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!live || ring.current === null) return undefined;
    return session.levels.add(ring.current, person.id);
  }, [session, person.id, live]);
  return <span ref={ring} class="ring"><FaceView id={person.id} /></span>;
}

/** A person on the stage. The button says everything; what is written beneath it is for eyes alone. */
function TakenSeat({ person }: { person: Participant }) {
  const session = useSession();
  const strings = useStrings();
  const word = microphoneOf(person, session.speaking.value);
  const microphone = microphones[word];
  const you = session.snapshot.value?.you.id === person.id;
  const open = () => (session.sheet.value = { kind: "person", id: person.id });
  const press = useMemo(() => new LongPress(open), [session, person.id]);
  return (
    <li class="seat" data-state={word} data-testid={`seat-${person.seat}`} data-participant={person.id}>
      <button
        type="button"
        class="seat-face"
        data-testid={`open-seat-${person.seat}`}
        aria-label={useSeatLabel(person, microphone.word(strings))}
        onClick={open}
        {...press.handlers}
      >
        <Ring person={person} live={word === "open" || word === "speaking"} />
        <RoleBadge person={person} />
      </button>
      <span class="seat-name" aria-hidden="true"><bdi>{person.name}</bdi>{you && <span class="soft"> · {strings.room.you}</span>}</span>
      <span class="seat-pair" aria-hidden="true">{pairOf(person)}</span>
      <LocalTime person={person} />
      <span class="seat-microphone" aria-hidden="true"><Icon name={microphone.icon} />{microphone.word(strings)}</span>
    </li>
  );
}

/** Everything a seat shows, in one sentence for a screen reader. */
function useSeatLabel(person: Participant, microphone: string): string {
  const strings = useStrings();
  const session = useSession();
  const locale = useShell().locale.value;
  const now = useNow(30_000) + session.client.clockOffsetMs;
  const names = (tags: string[]) => list(tags.map((tag) => languageName(tag, locale)), locale);
  const time = clock(now, person.time_zone, locale);
  const role = person.role === "host" ? strings.room.host : person.role === "moderator" ? strings.room.moderator : "";
  const parts = [
    person.name,
    role,
    microphone,
    strings.room.speaksLearns(names(person.speaks), names(person.learns)),
    time === "" ? "" : strings.room.localTime(time),
    isNight(now, person.time_zone) ? strings.room.night : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Host and moderator badges: drawn from the role alone, never from a name. */
export function RoleBadge({ person }: { person: Participant }) {
  const strings = useStrings();
  if (person.role !== "host" && person.role !== "moderator") return null;
  const host = person.role === "host";
  return (
    <span class={`badge ${person.role}`} data-testid={`badge-${person.role}`}>
      <Icon name={host ? "host" : "shield"} />
      <span class="hidden">{host ? strings.room.host : strings.room.moderator}</span>
    </span>
  );
}

/** The person's own wall clock, with a moon at night. */
export function LocalTime({ person }: { person: Participant }) {
  const session = useSession();
  const locale = useShell().locale.value;
  const now = useNow(30_000) + session.client.clockOffsetMs;
  const time = clock(now, person.time_zone, locale);
  if (time === "") return <span class="seat-time" />;
  return (
    <span class="seat-time figures" aria-hidden="true">
      {isNight(now, person.time_zone) && <Icon name="moon" />}{time}
    </span>
  );
}

/** A free place. The first one says in words what all of them do; seven times the same word would be noise. */
function FreeSeat({ index, first }: { index: number; first: boolean }) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const use = useFreeSeat();
  const number = strings.room.seatNumber(count(index + 1, locale));
  return (
    <li class="seat free">
      {use === null ? (
        <span class="seat-face"><span class="ring" /></span>
      ) : (
        <button
          type="button"
          class="seat-face"
          tabIndex={first ? 0 : -1}
          aria-label={`${number}, ${strings.room.seatEmpty}: ${use.word}`}
          onClick={use.run}
        >
          <span class="ring"><Icon name="plus" /></span>
        </button>
      )}
      {first && <span class="seat-name soft">{use?.word ?? strings.room.seatEmpty}</span>}
    </li>
  );
}

/** What a free seat offers to the person here: share, invite, raise a hand; null for who has nothing to do with it. */
function useFreeSeat(): { word: string; run: () => void } | null {
  const session = useSession();
  const { room } = useStrings();
  const share = useShare();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const { you } = snapshot;
  if (isAlone(snapshot)) return { word: room.share, run: share };
  if (moderates(you.role)) return { word: room.seatInvite, run: () => (session.sheet.value = { kind: "people" }) };
  const waits = handPosition(snapshot, you.id) > 0 || invitationOf(snapshot, you.id) !== null;
  if (you.seat >= 0 || waits) return null;
  return { word: room.seatAsk, run: () => void session.run(() => session.client.raiseHand()) };
}

/** A place that the host keeps closed. */
function LockedSeat() {
  const strings = useStrings();
  return (
    <li class="seat free locked">
      <span class="seat-face"><span class="ring"><Icon name="lock" /></span></span>
      <span class="seat-name soft">{strings.room.seatLocked}</span>
    </li>
  );
}
