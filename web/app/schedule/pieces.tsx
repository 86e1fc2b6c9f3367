import type { ComponentChildren } from "preact";
import { useId, useMemo } from "preact/hooks";
import type { PlanHead, PlanInstance, Session } from "@sdk";
import { roomWords } from "../console/room-words";
import { useShell, useWords } from "../context";
import { count, isolate } from "../format";
import { RoomLanguages } from "../lobby/room-card";
import { pathOf } from "../router";
import { FaceView } from "../ui/face-view";
import { Icon, type IconName } from "../ui/icon";
import { dayTime, otherTime, timeOf, untilText, wallSaid } from "./say";
import { wallOf } from "./wall";
import { zonesWith } from "./zones";

/** A calm place where something would be. */
export function Quiet({ icon, title, text = "", children }: { icon: IconName; title: string; text?: string; children?: ComponentChildren }) {
  return (
    <div class="quiet" role="status">
      <Icon name={icon} />
      <strong>{title}</strong>
      {text !== "" && <p>{text}</p>}
      {children}
    </div>
  );
}

/** A plan's title in the first of the viewer's languages. */
export function PlanTitle({ plan }: { plan: Pick<PlanHead, "title" | "languages" | "translations"> }) {
  const shell = useShell();
  const { title, language } = roomWords(plan, [shell.locale.value, ...shell.profile.value.speaks]);
  return <bdi lang={language}>{title}</bdi>;
}

interface BothTimesProps {
  session: Pick<PlanInstance, "start_ms" | "wall" | "zone">;
  here: string;
  /** Also the day here; in a list its heading says it. */
  day?: boolean;
}

/** The viewer's time, and the host's beside it where it is another one. The host's is as the server says it. */
export function BothTimes({ session: { start_ms, wall, zone }, here, day = false }: BothTimesProps) {
  const words = useWords("schedule");
  const locale = useShell().locale.value;
  const own = day ? dayTime(start_ms, here, locale) : timeOf(start_ms, here, locale);
  if (wallOf(start_ms, here) === wall) return <strong class="figures">{own}</strong>;
  const known = wallOf(start_ms, zone) === wall;
  const other = known ? otherTime(start_ms, zone, here, locale) : wallSaid(wall, locale);
  return (
    <span class="figures">
      <strong>{words.time.here(own)}</strong>
      {" · "}{words.time.there(other, words.place(zone))}
    </span>
  );
}

/** How long there is to a session, or that it is on. */
export function startsText({ start_ms, end_ms }: Pick<PlanInstance, "start_ms" | "end_ms">, now: number, words: ReturnType<typeof useWords<"schedule">>, locale: string): string {
  if (now >= end_ms) return words.time.over;
  return now >= start_ms ? words.time.now : words.time.starts(untilText(start_ms, now, locale));
}

/** How many come. */
export function goingText(session: PlanInstance, words: ReturnType<typeof useWords<"schedule">>, locale: string): string {
  const going = count(session.going, locale);
  return session.limit > 0 ? words.agenda.of(going, count(session.limit, locale)) : words.agenda.going(session.going, going);
}

/** One session in a list: a link to its page. */
export function SessionCard({ session, here, now }: { session: Session; here: string; now: number }) {
  const shell = useShell();
  const words = useWords("schedule");
  const locale = shell.locale.value;
  const { plan } = session;
  const visit = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the person wants another tab
    event.preventDefault();
    shell.router.go({ page: "room", id: plan.id });
  };
  return (
    <li>
      <a class="room-card" href={pathOf({ page: "room", id: plan.id })} onClick={visit} data-testid="session">
        <FaceView id={plan.id} />
        <span class="room-card-text">
          <BothTimes session={session} here={here} />
          <strong class="room-title"><PlanTitle plan={plan} /></strong>
          <span><RoomLanguages tags={plan.languages} /></span>
          {plan.owner_name !== "" && <span class="soft">{words.agenda.by(isolate(plan.owner_name))}</span>}
        </span>
        <span class="room-card-counts figures">
          <span><Icon name="later" />{plan.open ? words.agenda.open : startsText(session, now, words, locale)}</span>
          <span><Icon name="people" />{goingText(session, words, locale)}</span>
          <SessionTags session={session} />
        </span>
      </a>
    </li>
  );
}

/** What is special about a session for who looks. */
export function SessionTags({ session }: { session: PlanInstance & { plan?: PlanHead } }) {
  const { agenda } = useWords("schedule");
  const locale = useShell().locale.value;
  const tags = [
    session.cancelled && agenda.cancelled,
    session.moved && !session.cancelled && agenda.moved,
    session.plan?.yours && agenda.yours,
    session.you === "going" && agenda.youGo,
    session.you === "waiting" && agenda.youWait(count(session.your_place, locale)),
  ].filter((tag): tag is string => typeof tag === "string");
  return <>{tags.map((tag) => <span key={tag} class="tag">{tag}</span>)}</>;
}

interface ZoneSelectProps {
  label: string;
  value: string;
  testid: string;
  onChange: (zone: string) => void;
}

/** A time zone, by its place in the words of the app's language. */
export function ZoneSelect({ label, value, testid, onChange }: ZoneSelectProps) {
  const { place } = useWords("schedule");
  const locale = useShell().locale.value;
  const id = useId();
  const zones = useMemo(() => {
    const named = zonesWith([value]).map((zone) => [zone, place(zone)] as const);
    return named.sort(([, a], [, b]) => a.localeCompare(b, locale));
  }, [value, place, locale]);
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select id={id} value={value} data-testid={testid} onChange={(event) => onChange(event.currentTarget.value)}>
        {zones.map(([zone, name]) => <option key={zone} value={zone}>{name}</option>)}
      </select>
    </div>
  );
}
