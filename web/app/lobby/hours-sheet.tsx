import { useEffect, useState } from "preact/hooks";
import type { Busiest } from "@sdk";
import { useNow, useShell, useStrings } from "../context";
import { count, hourIn, languageName } from "../format";
import { Sheet } from "../ui/sheet";
import { type OwnHour, ownHours } from "./day";

/** Below this many people in the fullest hour a drawing would show chance. */
const enough = 1;

/** At which hours of the person's own day the speakers of two languages are here. */
export function HoursSheet({ pair, onClose }: { pair: [string, string]; onClose: () => void }) {
  const shell = useShell();
  const words = useStrings().discover.hours;
  const [busiest, setBusiest] = useState<Busiest | "loading" | "failed">("loading");
  const [first, second] = pair;
  useEffect(() => {
    let gone = false;
    shell.services.awake([first, second]).then(
      (answer) => gone || setBusiest(answer),
      () => gone || setBusiest("failed"),
    );
    return () => {
      gone = true;
    };
  }, [shell, first, second]);
  return (
    <Sheet title={words.heading} onClose={onClose}>
      {busiest === "loading" && <p class="soft" role="status">{words.loading}</p>}
      {busiest === "failed" && <p role="alert">{words.failed}</p>}
      {typeof busiest === "object" && <Hours busiest={busiest} />}
    </Sheet>
  );
}

function Hours({ busiest: { hours } }: { busiest: Busiest }) {
  const shell = useShell();
  const locale = shell.locale.value;
  const words = useStrings().discover.hours;
  const now = useNow(60_000);
  const zone = shell.zone.value;
  const day = ownHours(hours, now, zone);
  const most = Math.max(...day.flatMap(({ counts }) => counts));
  if (!(most >= enough)) return <p class="soft" role="status">{words.few}</p>;
  const names = hours.map(({ language }) => languageName(language, locale));
  const present = hourIn(now, zone);
  return (
    <>
      <p class="soft">{words.text}</p>
      <ul class="hours-legend" aria-hidden="true">
        {names.map((name, i) => <li key={name}><span class="swatch" data-language={i} />{name}</li>)}
      </ul>
      <div class="hours" aria-hidden="true">
        {day.map((hour) => <HourBars key={hour.hour} hour={hour} most={most} present={present} />)}
      </div>
      <HoursTable day={day} names={names} />
    </>
  );
}

/** The bars of one hour, a language each. Every sixth hour is named beneath, if "now" leaves it the place. */
function HourBars({ hour: { hour, counts }, most, present }: { hour: OwnHour; most: number; present: number }) {
  const words = useStrings().discover.hours;
  const now = hour === present;
  const named = hour % 6 === 0 && Math.abs(hour - present) > 2;
  return (
    <div class="hour" data-now={now || undefined}>
      <div class="bars">
        {counts.map((value, i) => <span key={i} class="swatch" data-language={i} style={{ "--share": String(value / most) }} />)}
      </div>
      <span class="figures">{now ? words.now : named ? String(hour) : ""}</span>
    </div>
  );
}

/** The same for those who hear the page. */
function HoursTable({ day, names }: { day: OwnHour[]; names: string[] }) {
  const locale = useShell().locale.value;
  const words = useStrings().discover.hours;
  return (
    <div class="hidden">
      <table>
        <caption>{words.text}</caption>
        <thead>
          <tr>
            <th scope="col">{words.hour}</th>
            {names.map((name) => <th key={name} scope="col">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {day.map(({ hour, counts }) => (
            <tr key={hour}>
              <th scope="row">{`${hour}:00`}</th>
              {counts.map((value, i) => <td key={i}>{count(Math.round(value), locale)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
