import { useEffect, useState } from "preact/hooks";
import type { Plan, PlanInstance } from "@sdk";
import { useNow, useShell, useStrings, useWords } from "../context";
import { isolate } from "../format";
import { RoomLanguages } from "../lobby/room-card";
import { EndedView } from "../room/ended-view";
import { Icon } from "../ui/icon";
import { BackToRooms } from "../ui/page-part";
import { NotYet } from "./agenda";
import { CalendarSheet } from "./calendar";
import { Dates } from "./dates";
import { HostPart } from "./host-part";
import { BothTimes, PlanTitle } from "./pieces";
import { Reply } from "./reply";
import { nextOf } from "./plan-draft";
import { patternOf } from "./rule";
import { countdown, dateIn, lengthText, patternText, timeOf, untilText, wallSaid } from "./say";
import { shareLink } from "./share";
import { useAsked } from "./use";
import { clockChange, dateOf, wallOf } from "./wall";
import { Who } from "./who";
import "../styles/schedule.css";

/** A room that is not open: what is planned in it. Where nothing is planned there is no such room. */
export function PlanPage({ id, onEnter }: { id: string; onEnter: () => void }) {
  const asked = useAsked(`plan ${id}`, (plans) => plans.plan(id));
  const { page } = useWords("schedule");
  if (asked.value !== null) return <Planned plan={asked.value} onEnter={onEnter} onChanged={asked.take} again={asked.again} />;
  if (asked.fault === "not_found") return <EndedView room={id} code="not_found" />;
  return (
    <main id="main" class="page join" data-testid={asked.fault === "" ? "plan-loading" : "plan-failed"}>
      <BackToRooms />
      <h1>{page.loading}</h1>
      <NotYet asked={asked} />
    </main>
  );
}

interface PlannedProps {
  plan: Plan;
  onEnter: () => void;
  onChanged: (plan: Plan) => void;
  again: () => void;
}

function Planned({ plan, onEnter, onChanged, again }: PlannedProps) {
  const shell = useShell();
  const { app } = useStrings();
  const { page } = useWords("schedule");
  const [calendar, setCalendar] = useState(false);
  const now = useNow(1000);
  const next = nextOf(plan, now);
  useEffect(() => {
    document.title = `${plan.title} · ${app.name}`;
    return () => {
      document.title = app.name;
    };
  }, [plan.title, app]);
  useFresh(next, plan.open, again);
  const replaced = (instance: PlanInstance) =>
    onChanged({ ...plan, instances: plan.instances.map((one) => (one.on === instance.on ? instance : one)) });
  return (
    <main id="main" class="page join plan-page" data-testid="plan-page">
      <BackToRooms />
      <Head plan={plan} next={next} />
      <DoorOrTime plan={plan} next={next} now={now} onEnter={onEnter} />
      {!plan.cancelled && next !== undefined && !next.cancelled && <Reply plan={plan} session={next} onReplied={replaced} />}
      {next !== undefined && <Who plan={plan} session={next} />}
      <div class="actions">
        {!plan.cancelled && <button type="button" class="button" data-testid="calendar" onClick={() => setCalendar(true)}><Icon name="later" />{page.calendar}</button>}
        <button type="button" class="button" data-testid="share" onClick={() => shareLink(shell, plan)}><Icon name="share" />{page.share}</button>
      </div>
      {plan.yours && !plan.cancelled && <HostPart plan={plan} next={next} onChanged={onChanged} />}
      <Dates plan={plan} now={now} onChanged={onChanged} />
      {calendar && <CalendarSheet id={plan.id} title={plan.title} onClose={() => setCalendar(false)} />}
    </main>
  );
}

/** How often the page looks whether somebody has come or the room has opened. */
const lookMs = 30_000;

/** Looks anew every so often while the page is seen, and at the moment the doors open. */
function useFresh(next: PlanInstance | undefined, open: boolean, again: () => void): void {
  const { window } = useShell();
  const doors = next?.doors_ms ?? 0;
  useEffect(() => {
    const look = () => window.document.visibilityState === "visible" && again();
    const timer = setInterval(look, lookMs);
    const left = doors - Date.now();
    const once = left > 0 && left < 2 ** 31 ? setTimeout(again, left + 500) : undefined;
    window.document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      clearTimeout(once);
      window.document.removeEventListener("visibilitychange", look);
    };
  }, [doors, open]);
}

/** Title, languages, when by both clocks, how often, and what the clocks change ahead. */
function Head({ plan, next }: { plan: Plan; next: PlanInstance | undefined }) {
  const words = useWords("schedule");
  const locale = useShell().locale.value;
  const here = useShell().zone.value;
  const ahead = plan.instances.filter((one) => !one.cancelled && !one.moved && one.end_ms > Date.now()).map((one) => one.start_ms);
  const change = plan.rule === "" ? null : clockChange(ahead, here);
  return (
    <header class="preview">
      <h1><PlanTitle plan={plan} /></h1>
      <p><RoomLanguages tags={plan.languages} />{plan.owner_name !== "" && <span class="soft"> · {words.agenda.by(isolate(plan.owner_name))}</span>}</p>
      {next !== undefined && <p class="plan-when"><BothTimes session={next} here={here} day /></p>}
      <p class="soft">
        {patternText(patternOf(plan.rule), dateOf(plan.wall), words, locale)} · {words.page.length(lengthText(plan.minutes, locale))}
      </p>
      {change !== null && (
        <p class="hint" data-testid="clock-change">{words.time.changeHere(dateIn(change.ms, here, locale), timeOf(change.ms, here, locale))}</p>
      )}
      {next !== undefined && !sameClock(next) && (
        <p class="hint" data-testid="zone-differs">{words.time.differs(wallSaid(next.wall, locale), words.place(next.zone))}</p>
      )}
    </header>
  );
}

/** Reports whether this browser reckons the host's clock as the server does. */
export function sameClock({ start_ms, wall, zone }: PlanInstance): boolean {
  return wallOf(start_ms, zone) === wall;
}

interface DoorProps {
  plan: Plan;
  next: PlanInstance | undefined;
  now: number;
  onEnter: () => void;
}

/** What is the matter now: the door, the time until it opens, or that there is none. */
function DoorOrTime({ plan, next, now, onEnter }: DoorProps) {
  const { page } = useWords("schedule");
  const locale = useShell().locale.value;
  if (plan.cancelled) return <p class="note" role="status" data-testid="plan-cancelled">{page.cancelledTitle}</p>;
  if (next === undefined && !plan.open) return <p class="note" role="status" data-testid="plan-over">{page.over}</p>;
  if (plan.open || (next !== undefined && !next.cancelled && now >= next.doors_ms)) {
    return (
      <section class="card door" data-testid="doors">
        <p role="status"><strong>{plan.open ? page.live : page.doors}</strong>{!plan.open && <><br /><span class="soft">{page.waitsHost}</span></>}</p>
        <button type="button" class="button primary wide" data-testid="enter" onClick={onEnter}><Icon name="door" />{page.enter}</button>
      </section>
    );
  }
  if (next === undefined) return null;
  if (next.cancelled) return <p class="note" role="status">{page.cancelledOne}</p>;
  const seconds = countdown(next.doors_ms, now);
  return (
    <p class="until figures" role="timer" data-testid="until">
      {page.opens(untilText(next.doors_ms, now, locale))}
      {seconds !== "" && <span class="soft" aria-hidden="true"> {seconds}</span>}
    </p>
  );
}
