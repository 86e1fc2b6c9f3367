import { cefrLevels, type CefrLevel, type Keep, type Pace, type RoomSettings } from "@sdk";
import { useShell, useStrings } from "../context";
import { duration, languageName } from "../format";
import type { RoomWish } from "../services";
import { Check, Choices } from "../ui/fields";
import { Icon } from "../ui/icon";
import { mostKept, roundMinutes } from "./wish";

interface FieldProps {
  wish: RoomWish;
  onChange: (wish: RoomWish) => void;
}

/** For whom the room is, and whether the languages take turns. */
export function ExchangeFields({ wish, onChange }: FieldProps) {
  const words = useStrings().discover.create;
  const locale = useShell().locale.value;
  const rounds = roundMinutes.map((minutes) => ({
    value: minutes * 60,
    label: minutes === 0 ? words.noRounds : words.each(duration(minutes * 60_000, locale)),
  }));
  const takeTurns = (seconds: number) => onChange({ ...wish, timetable: wish.languages.map((language) => ({ language, seconds })) });
  return (
    <>
      <Choices<CefrLevel | "">
        label={words.level}
        options={[{ value: "", label: words.anyLevel }, ...cefrLevels.map((level) => ({ value: level, label: level }))]}
        value={wish.level ?? ""}
        testid="wish-level"
        onChange={(level) => onChange({ ...wish, level })}
      />
      <Choices label={words.rounds} options={rounds} value={wish.timetable?.[0]?.seconds ?? 0} testid="wish-rounds" onChange={takeTurns} />
    </>
  );
}

/** How fast people speak there. */
export function PaceField({ wish, onChange }: FieldProps) {
  const words = useStrings().discover.create;
  const paces = (["slow", "natural", "fast"] as const).map((pace) => ({ value: pace, label: words.paces[pace] }));
  return (
    <Choices<Pace>
      label={words.pace}
      options={[{ value: "", label: words.anyPace }, ...paces]}
      value={wish.pace ?? ""}
      testid="wish-pace"
      onChange={(pace) => onChange({ ...wish, pace })}
    />
  );
}

/** How the line of hands goes, and for whom seats are kept. */
export function LineFields({ wish, onChange }: FieldProps) {
  const words = useStrings().discover.create;
  return (
    <>
      <Choices<RoomSettings["queue"]>
        label={words.queue}
        options={[{ value: "fair", label: words.fair }, { value: "first_come", label: words.firstCome }]}
        value={wish.queue ?? "fair"}
        testid="wish-queue"
        onChange={(queue) => onChange({ ...wish, queue })}
      />
      {(wish.mode ?? "apply") === "apply" && (
        <div>
          <Check label={words.next} checked={wish.turn_next ?? false} testid="wish-next" onChange={(turn_next) => onChange({ ...wish, turn_next })} />
          <p class="hint">{words.nextHint}</p>
        </div>
      )}
      <KeptField wish={wish} onChange={onChange} />
    </>
  );
}

/** Seats kept for somebody the room needs: chips that go away with one tap, and a choice that adds the next. */
function KeptField({ wish, onChange }: FieldProps) {
  const words = useStrings().discover.create;
  const locale = useShell().locale.value;
  const kept = (wish.kept ?? []).filter(({ language }) => wish.languages.includes(language));
  const sorts = wish.languages.flatMap((language) => (["native", "learner"] as const).map((kin) => ({ for: kin, language })));
  const nameOf = (one: Pick<Keep, "for" | "language">) => {
    const name = languageName(one.language, locale);
    return one.for === "native" ? words.nativeShort(name) : words.learnerShort(name);
  };
  const add = (event: { currentTarget: HTMLSelectElement }) => {
    const sort = sorts[Number(event.currentTarget.value)];
    event.currentTarget.value = "";
    if (sort !== undefined) onChange({ ...wish, kept: [...kept, { ...sort, seat: 0 }] });
  };
  return (
    <div class="field" role="group" aria-label={words.kept} data-testid="kept">
      <span class="label">{words.kept}</span>
      <div class="chips">
        {kept.map((one, i) => (
          <button key={i} type="button" class="chip" aria-label={words.removeKept(nameOf(one))} onClick={() => onChange({ ...wish, kept: kept.filter((_, j) => j !== i) })}>
            {nameOf(one)}
            <Icon name="close" />
          </button>
        ))}
        {kept.length < Math.min(mostKept, wish.seats - 1) && (
          <select class="chip-add" aria-label={words.kept} value="" data-testid="kept-add" onChange={add}>
            <option value="">{words.keptAdd}</option>
            {sorts.map((sort, i) => <option key={i} value={i}>{nameOf(sort)}</option>)}
          </select>
        )}
      </div>
    </div>
  );
}
