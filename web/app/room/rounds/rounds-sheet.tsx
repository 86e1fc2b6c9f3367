import { useEffect, useState } from "preact/hooks";
import { nextOf, type Pack, phaseOf, type Round, type Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { duration, intlTag, languageName } from "../../format";
import { Choices } from "../../ui/fields";
import { Icon } from "../../ui/icon";
import { GoneSheet, Sheet } from "../../ui/sheet";
import { PackField } from "../cards/pack-field";
import { TalkTime } from "../talk/talk-time";
import { moderates } from "../view";
import { useLeft } from "./use-left";
import { balanceOf, endingMs, extensions, lengths, roundClock, timetableOf } from "./view";

/** The rounds and the talk time: for leaders with everything that runs them, for everyone else to read. */
export function RoundsSheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { round: words, talk } = useStrings().exchange;
  const snapshot = session.snapshot.value;
  const round = session.rounds.round.value;
  if (snapshot === null) return <GoneSheet onClose={onClose} />;
  const leads = moderates(snapshot.you.role);
  const runs = phaseOf(round) !== null;
  return (
    <Sheet title={runs || leads ? words.heading : talk.heading} onClose={onClose}>
      {runs && <Present round={round} snapshot={snapshot} />}
      {leads && (runs ? <Controls round={round} onClose={onClose} /> : <StartForm snapshot={snapshot} onClose={onClose} />)}
      <TalkTime snapshot={snapshot} titled={runs || leads} />
    </Sheet>
  );
}

/** Which language it is, in the largest figures of the app, and how the languages stand. */
function Present({ round, snapshot }: { round: Round; snapshot: Snapshot }) {
  const session = useSession();
  const { round: words, talk } = useStrings().exchange;
  const locale = useShell().locale.value;
  const left = useLeft(round);
  const language = session.rounds.language.value;
  const next = nextOf(round)?.language ?? language;
  const shares = balanceOf(round.phases, snapshot.talk.languages);
  const percent = new Intl.NumberFormat(intlTag(locale), { style: "percent" });
  const shown = shares?.map((share) => talk.share(languageName(share.language, locale), percent.format(share.part))) ?? [];
  return (
    <div class="round-present" data-testid="round-present">
      <p class="round-big figures" role="timer" aria-live="off" data-ending={!round.paused && left <= endingMs}>{roundClock(left)}</p>
      <p><strong>{words.now(languageName(language, locale))}</strong>{next !== language && <span class="soft"> · {words.next(languageName(next, locale))}</span>}</p>
      {round.paused && <p class="soft">{words.pausedShort}</p>}
      {shown.length > 0 && <p class="soft figures">{talk.balance(shown.join(" · "))}</p>}
    </div>
  );
}

/** More time, a pause, the next language, the end. What is done shows in the sheet itself. */
function Controls({ round, onClose }: { round: Round; onClose: () => void }) {
  const session = useSession();
  const shell = useShell();
  const { round: words } = useStrings().exchange;
  const locale = shell.locale.value;
  const { client } = session;
  const stop = async () => {
    const { phases, pack } = round;
    if (!(await session.run(() => client.stopRounds()))) return;
    onClose();
    const { app, exchange } = shell.strings.peek();
    const again = () => void session.run(() => client.startRounds(phases, pack));
    shell.tell(exchange.round.over, { label: app.undo, run: again, undo: true });
  };
  return (
    <div class="act-list">
      <div class="actions">
        {extensions.map((seconds) => (
          <button key={seconds} type="button" class="button" data-testid={`round-more-${seconds}`} onClick={() => void session.run(() => client.extendRound(seconds))}>
            {words.plus(duration(seconds * 1000, locale))}
          </button>
        ))}
        <button type="button" class="button" aria-pressed={round.paused} data-testid="round-pause" onClick={() => void session.run(() => client.pauseRounds(!round.paused))}>
          {round.paused ? words.resume : words.pause}
        </button>
      </div>
      <button type="button" class="button primary wide" data-testid="round-skip" onClick={() => void session.run(() => client.skipRound())}>
        <Icon name="round" />{words.skip}
      </button>
      <button type="button" class="button wide" data-testid="round-stop" onClick={() => void stop()}>{words.end}</button>
    </div>
  );
}

/** How long each language gets, and whether cards come with it. */
function StartForm({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const session = useSession();
  const { round: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  const { languages, timetable } = snapshot.room;
  const own = timetable.length > 0;
  const [minutes, setMinutes] = useState<number>(own ? 0 : 10);
  const [pack, setPack] = useState("");
  const packs = usePacks();
  const options = [...(own ? [{ value: 0, label: words.own }] : []), ...lengths.map((value) => ({ value, label: duration(value * 60_000, locale) }))];
  const start = async (event: Event) => {
    event.preventDefault();
    const phases = minutes === 0 ? [] : timetableOf(languages, minutes);
    if (await session.run(() => session.client.startRounds(phases, pack))) onClose();
  };
  return (
    <form class="form" onSubmit={(event) => void start(event)}>
      <Choices label={words.length} options={options} value={minutes} testid="round-length" onChange={setMinutes} />
      {packs.length > 0 && <PackField label={words.cards} none={words.noCards} packs={packs} value={pack} onChange={setPack} />}
      <button type="submit" class="button primary wide" data-testid="round-go"><Icon name="round" />{words.start}</button>
    </form>
  );
}

/** The packs there are; none while they are read, or when they cannot be. */
function usePacks(): Pack[] {
  const { client } = useSession();
  const [packs, setPacks] = useState<Pack[]>([]);
  useEffect(() => {
    let gone = false;
    client.listPacks().then((read) => gone || setPacks(read), () => undefined);
    return () => {
      gone = true;
    };
  }, [client]);
  return packs;
}
