import { nextOf, phaseOf, type Round, type Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { languageName } from "../../format";
import { Icon } from "../../ui/icon";
import { isAlone, moderates } from "../view";
import { useLeft } from "./use-left";
import { balanceOf, endingMs, mayStart, roundClock, standingOf } from "./view";

/** Under the title: which language it is, for how long, what comes then, and what that means for the person here. */
export function RoundPlace() {
  const session = useSession();
  const snapshot = session.snapshot.value;
  const round = session.rounds.round.value;
  if (snapshot === null) return null;
  if (phaseOf(round) !== null) return <RoundBar round={round} snapshot={snapshot} />;
  return mayStart(snapshot, moderates(snapshot.you.role), isAlone(snapshot)) ? <StartButton /> : null;
}

function StartButton() {
  const session = useSession();
  const { round: words } = useStrings().exchange;
  return (
    <button type="button" class="button round-start" data-testid="start-rounds" onClick={() => (session.sheet.value = { kind: "rounds" })}>
      <Icon name="round" />{words.start}
    </button>
  );
}

function RoundBar({ round, snapshot }: { round: Round; snapshot: Snapshot }) {
  const session = useSession();
  const { round: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  const language = session.rounds.language.value;
  const next = nextOf(round)?.language ?? language;
  return (
    <section class="round-bar" role="group" aria-label={words.heading} data-testid="round-bar" data-language={language} data-paused={round.paused}>
      <div class="round-row">
        <span key={language} class="round-chip" data-testid="round-now"><Icon name="round" /><span>{words.now(languageName(language, locale))}</span></span>
        <RoundTime round={round} />
        <span class="round-next soft">{next !== language && words.next(languageName(next, locale))}</span>
        <button
          type="button"
          class="round-open"
          data-testid="open-rounds"
          aria-label={words.heading}
          aria-keyshortcuts={moderates(snapshot.you.role) ? "R" : undefined}
          onClick={() => (session.sheet.value = { kind: "rounds" })}
        />
      </div>
      <p class="round-you" data-testid="round-you"><MaySpeak snapshot={snapshot} language={language} /></p>
      <Balance round={round} snapshot={snapshot} />
    </section>
  );
}

/** The time left, for eyes alone: a screen reader that asks is told, and nobody hears each second. */
function RoundTime({ round }: { round: Round }) {
  const { round: words } = useStrings().exchange;
  const left = useLeft(round);
  const shown = roundClock(left);
  return (
    <span class="round-time figures" role="timer" aria-live="off" data-testid="round-left" data-ending={!round.paused && left <= endingMs}>
      <span aria-hidden="true">{round.paused ? <><Icon name="later" />{shown}</> : shown}</span>
      <span class="hidden">{round.paused ? words.paused(shown) : words.left(shown)}</span>
    </span>
  );
}

/** What the person here may speak now, in one sentence. */
function MaySpeak({ snapshot, language }: { snapshot: Snapshot; language: string }) {
  const { round: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  const standing = standingOf(snapshot.you, language);
  return <>{standing === "speaks" ? words.speaks(languageName(language, locale)) : words[standing]}</>;
}

/** How the talk so far falls on the languages: a line at the edge; the sheet has it in words. */
function Balance({ round, snapshot }: { round: Round; snapshot: Snapshot }) {
  const shares = balanceOf(round.phases, snapshot.talk.languages);
  if (shares === null) return null;
  return (
    <svg class="balance" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" data-testid="balance">
      {shares.map(({ language, part }, i) => {
        const before = shares.slice(0, i).reduce((sum, one) => sum + one.part, 0);
        return <rect key={language} x={before * 100} width={part * 100} height="1" data-share={i % 2} />;
      })}
    </svg>
  );
}
