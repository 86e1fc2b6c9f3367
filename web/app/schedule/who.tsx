import type { Plan, PlanInstance } from "@sdk";
import { useShell, useWords } from "../context";
import { count } from "../format";
import { goingText } from "./pieces";
import { useAsked } from "./use";

/** Who comes, as far as one may know; nobody is needed to say anything. */
export function Who({ plan, session }: { plan: Plan; session: PlanInstance }) {
  const words = useWords("schedule");
  const locale = useShell().locale.value;
  const asked = useAsked(`who ${plan.id} ${session.on} ${session.going} ${session.waiting} ${session.you}`, (plans) => plans.replies(plan.id, session.on));
  const names = asked.value?.going_names ?? [];
  const more = session.going - names.length;
  return (
    <section aria-labelledby="who" data-testid="who">
      <h2 id="who" class="section-title">{words.page.who}</h2>
      {session.going === 0 ? <p class="soft">{words.page.nobody}</p> : (
        <>
          <p class="figures">{goingText(session, words, locale)}</p>
          <ul class="names">
            {names.map((name, i) => <li key={i} class="tag"><bdi>{name}</bdi></li>)}
            {names.length > 0 && more > 0 && <li class="soft">{words.page.more(count(more, locale))}</li>}
          </ul>
        </>
      )}
      {session.waiting > 0 && <p class="soft figures">{words.page.waiting(session.waiting, count(session.waiting, locale))}</p>}
      {(asked.value?.waiting_names.length ?? 0) > 0 && (
        <ul class="names">{asked.value?.waiting_names.map((name, i) => <li key={i} class="tag"><bdi>{name}</bdi></li>)}</ul>
      )}
    </section>
  );
}
