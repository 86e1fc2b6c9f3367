import { useState } from "preact/hooks";
import type { Plan, PlanInstance } from "@sdk";
import { useShell, useStrings, useWords } from "../context";
import { Sheet } from "../ui/sheet";
import { useAct } from "./act";
import { BothTimes, SessionTags } from "./pieces";
import { PlainField } from "./plan-form";
import { dayTime } from "./say";
import { dateOf, instantOf } from "./wall";

interface DatesProps {
  plan: Plan;
  now: number;
  onChanged: (plan: Plan) => void;
}

/** The dates ahead; the host may cancel, move and restore each. */
export function Dates({ plan, now, onChanged }: DatesProps) {
  const { page } = useWords("schedule");
  const here = useShell().zone.value;
  const ahead = plan.instances.filter((one) => one.end_ms > now);
  if (ahead.length === 0 || (ahead.length === 1 && !plan.yours) || plan.cancelled) return null;
  return (
    <section aria-labelledby="dates">
      <h2 id="dates" class="section-title">{page.dates}</h2>
      <ul class="dates">
        {ahead.map((one) => (
          <li key={one.on} data-testid="date" data-cancelled={one.cancelled || undefined}>
            <span class="date-when"><BothTimes session={one} here={here} day /> <SessionTags session={one} /></span>
            {plan.yours && one.start_ms > now && <DateActs plan={plan} session={one} onChanged={onChanged} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the host may do with one date, each with its way back. */
function DateActs({ plan, session, onChanged }: { plan: Plan; session: PlanInstance; onChanged: (plan: Plan) => void }) {
  const shell = useShell();
  const { host } = useWords("schedule");
  const { app } = useStrings();
  const locale = shell.locale.value;
  const act = useAct();
  const here = useShell().zone.value;
  const [moving, setMoving] = useState(false);
  const { on } = session;
  const done = (changed: Plan | null, text: string, undo?: (at: Plan) => Promise<void>) => {
    if (changed === null) return;
    onChanged(changed);
    shell.planned.value++;
    shell.tell(text, undo && { label: app.undo, undo: true, run: () => void undo(changed) });
  };
  const restore = async (at: Plan) => done(await act((plans) => plans.restore(at, on)), host.didRestore);
  const cancel = async () => done(await act((plans) => plans.cancelOne(plan, on)), host.didCancel, restore);
  const move = async (to: string) => {
    setMoving(false);
    done(await act((plans) => plans.move(plan, on, to)), host.didMove, restore);
  };
  const of = (what: string) => `${what}, ${dayTime(session.start_ms, here, locale)}`;
  return (
    <span class="date-acts">
      {!session.cancelled && (
        <>
          <button type="button" class="link-button" aria-label={of(host.move)} data-testid="move-date" onClick={() => setMoving(true)}>{host.move}</button>
          <button type="button" class="link-button" aria-label={of(host.cancelOne)} data-testid="cancel-date" onClick={() => void cancel()}>{host.cancelOne}</button>
        </>
      )}
      {(session.cancelled || session.moved) && (
        <button type="button" class="link-button" aria-label={of(host.restore)} data-testid="restore-date" onClick={() => void restore(plan)}>{host.restore}</button>
      )}
      {moving && <MoveSheet session={session} onMove={(to) => void move(to)} onClose={() => setMoving(false)} />}
    </span>
  );
}

/** Another day or hour for one date, by the host's clock. */
function MoveSheet({ session, onMove, onClose }: { session: PlanInstance; onMove: (to: string) => void; onClose: () => void }) {
  const words = useWords("schedule");
  const { host, form, time: times } = words;
  const locale = useShell().locale.value;
  const here = useShell().zone.value;
  const [date, setDate] = useState(dateOf(session.wall));
  const [time, setTime] = useState(session.wall.slice(11, 16));
  const wall = `${date}T${time}`;
  const ms = instantOf(wall, session.zone);
  const past = ms <= Date.now();
  const send = (event: Event) => {
    event.preventDefault();
    if (Number.isFinite(ms) && !past) onMove(wall);
  };
  return (
    <Sheet title={host.moveTitle} onClose={onClose}>
      <form class="form" onSubmit={send} noValidate>
        <div class="when-row">
          <PlainField kind="date" label={form.date} value={date} onChange={setDate} />
          <PlainField kind="time" label={form.time} value={time} onChange={setTime} />
        </div>
        <p class={past ? "error" : "soft"} role={past ? "alert" : undefined}>
          {past ? form.past : `${times.there(dayTime(ms, session.zone, locale), words.place(session.zone))} · ${times.here(dayTime(ms, here, locale))}`}
        </p>
        <button type="submit" class="button primary wide" data-testid="save-move">{host.move}</button>
      </form>
    </Sheet>
  );
}
