import { useShell, useWords } from "../context";
import type { Plan, Session } from "@sdk";
import { Days, NotYet } from "./agenda";
import { CalendarFeed } from "./calendar";
import { Quiet } from "./pieces";
import { useAsked } from "./use";

/** What the person comes to and what they planned, and the calendar address of it all. */
export function Mine() {
  const shell = useShell();
  const { agenda } = useWords("schedule");
  const asked = useAsked("mine", (plans) => plans.mine());
  if (asked.value === null) return <NotYet asked={asked} />;
  const { coming, plans } = asked.value;
  const planned = nextOf(plans);
  if (coming.length + planned.length === 0) return <Quiet icon="lamp" title={agenda.mineEmptyTitle} text={agenda.mineEmptyText} />;
  return (
    <div class="form">
      {coming.length > 0 && <section aria-label={agenda.coming}><h2 class="section-title">{agenda.coming}</h2><Days sessions={coming} /></section>}
      {planned.length > 0 && <section aria-label={agenda.planned}><h2 class="section-title">{agenda.planned}</h2><Days sessions={planned} /></section>}
      {shell.services.loadToken() !== "" && <CalendarFeed plan="" titles={titlesOf(plans, coming)} />}
    </div>
  );
}

/** The next session of each plan. */
function nextOf(plans: readonly Plan[]): Session[] {
  return plans.flatMap((plan) => {
    const next = plan.instances.find((one) => !one.cancelled && one.end_ms > Date.now());
    return next === undefined || plan.cancelled ? [] : [{ ...next, plan }];
  });
}

function titlesOf(plans: readonly Plan[], coming: readonly Session[]): Map<string, string> {
  return new Map([...plans, ...coming.map(({ plan }) => plan)].map(({ id, title }) => [id, title]));
}
