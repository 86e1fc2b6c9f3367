import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Participant, Seat, Snapshot } from "@sdk";
import { SeatTurn } from "../console/turn-row";
import { turnPhase } from "../console/turns";
import { useNow, useSession, useShell, useStrings } from "../context";
import { clock, duration, isNight, languageName, list, pairOf, withLevel } from "../format";
import type { Strings } from "../strings";
import { FaceView } from "../ui/face-view";
import { Icon, type IconName } from "../ui/icon";
import { FreeSeat } from "./free-seat";
import { learns } from "./lang";
import { LongPress } from "./long-press";
import { AskChip } from "./reactions/shown";
import { barOf, spokenBy, spokenText } from "./talk/spoken";
import { TalkBar } from "./talk/talk-time";
import { type MicrophoneWord, microphoneOf } from "./view";

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
export function SeatView({ seat, first, snapshot }: { seat: Seat; first: boolean; snapshot: Snapshot }) {
  if (seat.occupant !== null) return <TakenSeat person={seat.occupant} />;
  return <FreeSeat seat={seat} first={first} snapshot={snapshot} />;
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
  const blocked = session.snapshot.value?.blocked.includes(person.id) ?? false;
  const hushed = session.isHushed(person.id);
  const said = blocked ? strings.seats.blockedWord : hushed ? strings.person.silent : microphone.word(strings);
  const open = () => (session.sheet.value = { kind: "person", id: person.id });
  const press = useMemo(() => new LongPress(open), [session, person.id]);
  return (
    <li class="seat" data-state={blocked ? "blocked" : hushed ? "hushed" : word} data-testid={`seat-${person.seat}`} data-participant={person.id}>
      <button
        type="button"
        class="seat-face"
        data-testid={`open-seat-${person.seat}`}
        aria-label={useSeatLabel(person, said)}
        onClick={open}
        {...press.handlers}
      >
        <Ring person={person} live={word === "open" || word === "speaking"} />
        <RoleBadge person={person} />
        {learns(person, session.rounds.language.value) && <span class="learning-dot" data-testid="learning" />}
      </button>
      <AskChip id={person.id} />
      <span class="seat-name" aria-hidden="true"><bdi>{person.name}</bdi>{you && <span class="soft"> · {strings.room.you}</span>}</span>
      <SeatTalk person={person} />
      <span class="seat-pair" aria-hidden="true">{pairOf(person)}</span>
      {person.turn_ends_ms > 0 ? <SeatTurn person={person}><LocalTime person={person} /></SeatTurn> : <LocalTime person={person} />}
      <span class="seat-microphone" aria-hidden="true"><Icon name={blocked || hushed ? "silent" : microphone.icon} />{said}</span>
    </li>
  );
}

/** How much somebody has talked beside the one who has most: a thin bar, the longest is that one's. */
function SeatTalk({ person }: { person: Participant }) {
  const snapshot = useSession().snapshot.value;
  const part = snapshot === null ? null : barOf(snapshot, person.id);
  return <span class="seat-talk" data-testid={part === null ? undefined : "seat-talk"}>{part !== null && <TalkBar part={part} />}</span>;
}

/** What is not seen in a face: the role, a muted chat, that one has blocked them. */
export function useMarks(person: Participant, blocked: boolean): string[] {
  const { room, acts, seats } = useStrings();
  const role = person.role === "host" ? room.host : person.role === "moderator" ? room.moderator : "";
  return [role, person.chat_muted ? acts.chatMutedMark : "", blocked ? seats.blockedWord : ""].filter((word) => word !== "");
}

/** Everything a seat shows, in one sentence for a screen reader. */
function useSeatLabel(person: Participant, microphone: string): string {
  const strings = useStrings();
  const session = useSession();
  const locale = useShell().locale.value;
  const now = useNow(30_000) + session.client.clockOffsetMs;
  const names = (tags: string[]) => list(tags.map((tag) => languageName(tag, locale)), locale);
  const learnt = list(person.learns.map((tag) => withLevel(languageName(tag, locale), person, tag)), locale);
  const snapshot = session.snapshot.value;
  const spoken = snapshot === null ? 0 : (spokenBy(snapshot.talk, person.id) ?? 0);
  const time = clock(now, person.time_zone, locale);
  const role = person.role === "host" ? strings.room.host : person.role === "moderator" ? strings.room.moderator : "";
  const phase = turnPhase(person.turn_ends_ms, now);
  const ending = phase === "running" || phase === "ending";
  const parts = [
    person.name,
    role,
    microphone,
    strings.room.speaksLearns(names(person.speaks), learnt),
    learns(person, session.rounds.language.value) ? strings.exchange.line.learns : "",
    spoken > 0 ? strings.exchange.talk.spoke(spokenText(spoken, strings, locale)) : "",
    ending ? strings.turns.running(duration(person.turn_ends_ms - now, locale)) : "",
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
