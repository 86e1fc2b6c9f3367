import { useEffect, useRef, useState } from "preact/hooks";
import type { OverlapSlot } from "@sdk";
import { useShell, useStrings, useWords } from "../context";
import { count, ownName } from "../format";
import { ProfileSheet } from "../lobby/profile-sheet";
import { Choices } from "../ui/fields";
import { Icon } from "../ui/icon";
import { useAct } from "./act";
import { NotYet } from "./agenda";
import { wakingOf } from "./hours";
import { HoursTable } from "./hours-table";
import { ZoneSelect } from "./pieces";
import { freshDraft, lengths, planToSend } from "./plan-draft";
import { lengthText, timeOf, wallSaid } from "./say";
import { useAsked } from "./use";
import { addDays, dateOf, wallOf } from "./wall";
import { otherZone } from "./zones";

interface Place {
  zone: string;
  /** Hours of the day. */
  from: number;
  to: number;
}

const usual = { from: 8, to: 23 };
const mostPlaces = 6;

/** Two places or more and when people there are awake; the hours they share, the kindest first. */
export function HoursFinder() {
  const shell = useShell();
  const words = useWords("schedule");
  const locale = shell.locale.value;
  const [places, setPlaces] = useState<Place[]>(() => {
    const here = shell.zone.peek() || "UTC";
    const { learns, speaks } = shell.profile.peek();
    return [{ zone: here, ...usual }, { zone: otherZone([...learns, ...speaks], here), ...usual }];
  });
  useFollowed(shell.zone.value, (before, here) => setPlaces((was) => was.map((one, i) => (i === 0 && one.zone === before ? { ...one, zone: here } : one))));
  const [week, setWeek] = useState(0);
  const [minutes, setMinutes] = useState(60);
  const [chosen, setChosen] = useState<OverlapSlot | null>(null);
  const from = addDays(dateOf(wallOf(Date.now(), places[0]!.zone) || wallOf(Date.now(), "UTC")), week * 7);
  const people = places.map(({ zone, from, to }) => ({ zone, awake: Array.from({ length: 7 }, () => wakingOf(from, to)) }));
  const asked = useAsked(JSON.stringify([people, from, minutes]), (plans) => plans.overlap(people, from, minutes));
  const change = (i: number, place: Place) => setPlaces(places.map((one, j) => (i === j ? place : one)));
  return (
    <div class="form hours-finder">
      <p class="soft">{words.hours.text}</p>
      <div class="places">
        {places.map((place, i) => (
          <PlaceFields
            key={i}
            number={count(i + 1, locale)}
            place={place}
            onChange={(next) => change(i, next)}
            {...(places.length > 2 && { onRemove: () => setPlaces(places.filter((_, j) => j !== i)) })}
          />
        ))}
        {places.length < mostPlaces && (
          <button type="button" class="button" data-testid="add-place" onClick={() => setPlaces([...places, { zone: "UTC", ...usual }])}>
            <Icon name="plus" />{words.hours.add}
          </button>
        )}
      </div>
      <Choices
        label={words.form.length}
        options={lengths.map((value) => ({ value: value as number, label: lengthText(value, locale) }))}
        value={minutes}
        testid="overlap-length"
        onChange={setMinutes}
      />
      {asked.value === null ? <NotYet asked={asked} /> : (
        <>
          <Best slots={asked.value.suggestions} places={places} minutes={minutes} />
          <section aria-labelledby="week">
            <div class="lobby-title">
              <h2 id="week" class="section-title">{words.hours.week}</h2>
              <div class="actions week-steps">
                <button type="button" class="button" aria-disabled={week === 0} data-testid="week-before" onClick={() => week > 0 && setWeek(week - 1)}>{words.hours.earlier}</button>
                <button type="button" class="button" aria-disabled={week >= 50} data-testid="week-after" onClick={() => week < 50 && setWeek(week + 1)}>{words.hours.later}</button>
              </div>
            </div>
            <HoursTable slots={asked.value.slots} from={from} zones={places.map(({ zone }) => zone)} onChoose={setChosen} chosen={chosen} />
          </section>
          {chosen !== null && <Chosen slot={chosen} places={places} minutes={minutes} />}
        </>
      )}
    </div>
  );
}

/** Tells of another zone that the person has come into, and of the one they were in before. */
function useFollowed(zone: string, moved: (before: string, here: string) => void): void {
  const before = useRef(zone);
  useEffect(() => {
    if (zone !== before.current) moved(before.current || "UTC", zone || "UTC");
    before.current = zone;
  }, [zone]);
}

interface PlaceProps {
  number: string;
  place: Place;
  onChange: (place: Place) => void;
  onRemove?: () => void;
}

/** One of the places, and from when to when one is awake there. */
function PlaceFields({ number, place, onChange, onRemove }: PlaceProps) {
  const { hours, place: name } = useWords("schedule");
  const locale = useShell().locale.value;
  const said = (hour: number) => timeOf(Date.UTC(2026, 0, 1, hour), "UTC", locale);
  const choice = (label: string, value: number, testid: string, change: (hour: number) => void) => (
    <select aria-label={label} value={String(value)} data-testid={testid} onChange={(event) => change(Number(event.currentTarget.value))}>
      {Array.from({ length: 24 }, (_, hour) => <option key={hour} value={String(hour)}>{said(hour)}</option>)}
    </select>
  );
  return (
    <div class="card place">
      <ZoneSelect label={hours.person(number)} value={place.zone} testid={`place-${number}`} onChange={(zone) => onChange({ ...place, zone })} />
      <div class="awake-row" role="group" aria-label={hours.awake(name(place.zone))}>
        <Icon name="sun" />
        {choice(hours.from(name(place.zone)), place.from, `awake-from-${number}`, (from) => onChange({ ...place, from }))}
        <span aria-hidden="true">–</span>
        {choice(hours.to(name(place.zone)), place.to, `awake-to-${number}`, (to) => onChange({ ...place, to }))}
        {onRemove !== undefined && (
          <button type="button" class="icon-button" aria-label={hours.remove(name(place.zone))} onClick={onRemove}><Icon name="close" /></button>
        )}
      </div>
    </div>
  );
}

interface SlotsProps {
  slots: readonly OverlapSlot[];
  places: readonly Place[];
  minutes: number;
}

const shownBest = 5;

function Best({ slots, places, minutes }: SlotsProps) {
  const { hours } = useWords("schedule");
  const ahead = slots.filter(({ start_ms }) => start_ms > Date.now());
  return (
    <section aria-labelledby="best">
      <h2 id="best" class="section-title">{hours.best}</h2>
      {ahead.length === 0 && <p class="soft" role="status">{hours.none}</p>}
      <ul class="dates">
        {ahead.slice(0, shownBest).map((slot) => (
          <li key={slot.start_ms}><SlotTimes slot={slot} places={places} /><ScheduleThis slot={slot} places={places} minutes={minutes} testid="schedule-best" /></li>
        ))}
      </ul>
    </section>
  );
}

function Chosen({ slot, places, minutes }: { slot: OverlapSlot; places: readonly Place[]; minutes: number }) {
  const { hours } = useWords("schedule");
  return (
    <section class="card chosen" aria-label={hours.chosen} data-testid="chosen">
      <div aria-live="polite"><SlotTimes slot={slot} places={places} /></div>
      {slot.start_ms > Date.now() && <ScheduleThis slot={slot} places={places} minutes={minutes} testid="schedule-chosen" />}
    </section>
  );
}

/** What every clock shows, each with its day. */
function SlotTimes({ slot, places }: { slot: OverlapSlot; places: readonly Place[] }) {
  const words = useWords("schedule");
  const locale = useShell().locale.value;
  return (
    <ul class="figures slot-times">
      {places.map(({ zone }, i) => <li key={i}>{words.time.there(wallSaid(slot.walls[i] ?? "", locale), words.place(zone))}</li>)}
    </ul>
  );
}

/** Plans a meetup at an hour with one tap, for those who get its link; all of it can be changed afterwards, or undone. */
function ScheduleThis({ slot, places, minutes, testid }: { slot: OverlapSlot; places: readonly Place[]; minutes: number; testid: string }) {
  const shell = useShell();
  const { app } = useStrings();
  const { hours, form, host } = useWords("schedule");
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const plan = async () => {
    const profile = shell.present();
    const languages = [...new Set([profile.speaks[0] ?? "en", profile.learns[0] ?? "zh", "en", "zh"])].slice(0, 2);
    const zone = places[0]!.zone;
    const wall = slot.walls[0] ?? "";
    const wish = { title: languages.map(ownName).join(" ⇄ "), languages, topic: "", seats: 8 };
    const draft = { ...freshDraft(wish, zone, Date.now()), date: dateOf(wall), time: wall.slice(11, 16), minutes, listed: false };
    const made = await act((plans) => plans.create({ ...planToSend(draft), profile }));
    if (made === null) return;
    shell.planned.value++;
    shell.router.go({ page: "room", id: made.id });
    const undo = async () => {
      if ((await act((plans) => plans.cancel(made))) !== null) shell.tell(host.didCancelAll);
      shell.router.go({ page: "schedule" });
    };
    shell.tell(form.made, { label: app.undo, undo: true, run: () => void undo() });
  };
  const named = () => {
    setAsking(false);
    if (shell.known.peek()) void plan();
  };
  return (
    <>
      <button type="button" class="button" data-testid={testid} onClick={() => (shell.known.peek() ? void plan() : setAsking(true))}>
        <Icon name="later" />{hours.schedule}
      </button>
      {asking && <ProfileSheet onClose={named} />}
    </>
  );
}
