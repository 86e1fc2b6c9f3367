import { useState } from "preact/hooks";
import { useShell, useWords } from "../context";
import { ZoneSelect } from "./pieces";
import { type PlanDraft, startOf } from "./plan-draft";
import { wallsOf } from "./rule";
import { dateIn, dayTime, patternText, timeOf } from "./say";
import { clockChange, dateOf, instantOf } from "./wall";
import { otherZone } from "./zones";

/** How far ahead changes of the clocks are looked for: beyond the next one everywhere. */
const weeks = 32;

/** What the clocks of the other side will show, and from when on something else. */
export function OthersSee({ draft }: { draft: PlanDraft }) {
  const words = useWords("schedule");
  const locale = useShell().locale.value;
  const here = useShell().zone.value;
  const [chosen, setChosen] = useState("");
  const start = startOf(draft);
  const instants = wallsOf(draft.pattern, start, weeks).map((wall) => instantOf(wall, draft.zone));
  const first = instants[0] ?? Number.NaN;
  if (!Number.isFinite(first)) return null;
  const other = chosen || otherZone(draft.wish.languages, draft.zone);
  const zones = [...new Set([draft.zone, other, here])].filter((zone) => zone !== "");
  const times = words.time;
  return (
    <section class="card others-see" aria-label={words.form.others} data-testid="others-see">
      <h3 class="section-title">{words.form.others}</h3>
      <p>{patternText(draft.pattern, dateOf(start), words, locale)}</p>
      <ul class="figures">
        {zones.map((zone) => <li key={zone}>{times.there(dayTime(first, zone, locale), words.place(zone))}</li>)}
      </ul>
      {zones.map((zone) => {
        const change = clockChange(instants, zone);
        if (change === null) return null;
        const said = times.change(dateIn(change.ms, zone, locale), timeOf(change.ms, zone, locale), words.place(zone));
        return <p key={zone} class="hint" data-testid="clock-change">{said}</p>;
      })}
      <ZoneSelect label={words.form.elsewhere} value={other} testid="elsewhere" onChange={setChosen} />
    </section>
  );
}
