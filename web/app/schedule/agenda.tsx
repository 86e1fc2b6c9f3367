import { useId, useMemo, useState } from "preact/hooks";
import type { Session } from "@sdk";
import { useNow, useShell, useStrings, useWords } from "../context";
import { optionLabel, sorted } from "../languages";
import { errorText } from "../strings";
import { Quiet, SessionCard } from "./pieces";
import { dayOf } from "./say";
import { useAsked } from "./use";
import { dateOf, dayMs, wallOf } from "./wall";

/** How far ahead the list looks. */
const ahead = 28 * dayMs;
const most = 100;

/** What is on in the next weeks, by the viewer's days. */
export function Agenda() {
  const words = useWords("schedule");
  const [language, setLanguage] = useState("");
  const [from] = useState(() => Date.now());
  const asked = useAsked(`agenda ${language}`, (plans) =>
    plans.agenda({ from_ms: from, to_ms: from + ahead, limit: most, ...(language !== "" && { language }) }));
  return (
    <div class="form">
      <LanguageChoice value={language} onChange={setLanguage} />
      {asked.value?.stale === true && <p class="note" role="status">{words.agenda.stale}</p>}
      <Listed asked={asked} sessions={asked.value?.instances ?? null} />
    </div>
  );
}

function LanguageChoice({ value, onChange }: { value: string; onChange: (tag: string) => void }) {
  const { agenda } = useWords("schedule");
  const locale = useShell().locale.value;
  const id = useId();
  return (
    <div class="field agenda-language">
      <label class="label" for={id}>{agenda.language}</label>
      <select id={id} value={value} data-testid="agenda-language" onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{agenda.anyLanguage}</option>
        {sorted(locale).map((tag) => <option key={tag} value={tag}>{optionLabel(tag, locale)}</option>)}
      </select>
    </div>
  );
}

function Listed({ asked, sessions }: { asked: { fault: string; again: () => void }; sessions: Session[] | null }) {
  const words = useWords("schedule");
  if (sessions === null) return <NotYet asked={asked} />;
  if (sessions.length === 0) return <Quiet icon="lamp" title={words.agenda.emptyTitle} text={words.agenda.emptyText} />;
  return <Days sessions={sessions} />;
}

/** In the place of what has not come: it is on its way, or why it is not. */
export function NotYet({ asked: { fault, again } }: { asked: { fault: string; again: () => void } }) {
  const shell = useShell();
  const strings = useStrings();
  const { agenda } = useWords("schedule");
  if (!shell.online.value) return <Quiet icon="signal" title={agenda.offline} />;
  if (fault === "") return <p class="quiet" role="status">{agenda.loading}</p>;
  return (
    <Quiet icon="signal" title={agenda.failedTitle} text={errorText(strings, fault)}>
      <button type="button" class="button" data-testid="again" onClick={again}>{strings.app.retry}</button>
    </Quiet>
  );
}

/** Sessions under the days they are on where the viewer is now. */
export function Days({ sessions }: { sessions: Session[] }) {
  const locale = useShell().locale.value;
  const here = useShell().zone.value;
  const now = useNow(15_000);
  const days = useMemo(() => byDay(sessions, here), [sessions, here]);
  return (
    <div class="days">
      {days.map(([date, those]) => (
        <section key={date} aria-label={dayOf(those[0]!.start_ms, here, locale)}>
          <h2 class="day-title" aria-hidden="true">{dayOf(those[0]!.start_ms, here, locale)}</h2>
          <ul class="room-list">
            {those.map((session) => <SessionCard key={`${session.plan.id} ${session.on}`} session={session} here={here} now={now} />)}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Groups sessions by their date in a zone, soonest first. */
export function byDay(sessions: readonly Session[], zone: string): [string, Session[]][] {
  const days = new Map<string, Session[]>();
  for (const session of [...sessions].sort((a, b) => a.start_ms - b.start_ms)) {
    const date = dateOf(wallOf(session.start_ms, zone) || wallOf(session.start_ms, "UTC"));
    days.set(date, [...(days.get(date) ?? []), session]);
  }
  return [...days];
}
