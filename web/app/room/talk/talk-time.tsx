import { useId } from "preact/hooks";
import type { Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { languageName } from "../../format";
import { Check } from "../../ui/fields";
import { FaceView } from "../../ui/face-view";
import { spokenText, talkRows, type TalkRow, totalOf } from "./spoken";

/** Who has talked for how long tonight, by person and by language, and whether one's own is shown. */
export function TalkTime({ snapshot, titled }: { snapshot: Snapshot; titled: boolean }) {
  const session = useSession();
  const { talk: words } = useStrings().exchange;
  const id = useId();
  const hidden = snapshot.talk.hidden.includes(snapshot.you.id);
  // Somebody may well have spoken who does not show it.
  const silent = totalOf(snapshot.talk.languages) === 0 && totalOf(snapshot.you_voiced) === 0 && snapshot.talk.hidden.length === 0;
  return (
    <section class="talk" aria-labelledby={titled ? id : undefined} data-testid="talk-time">
      {titled && <h3 class="section-title" id={id}>{words.heading}</h3>}
      {silent
        ? <p class="soft">{words.nobody}</p>
        : <><TalkBars snapshot={snapshot} /><Languages snapshot={snapshot} /></>}
      <Check label={words.hide} checked={hidden} testid="hide-talk" onChange={(hide) => void session.run(() => session.client.hideTalk(hide))} />
      <p class="hint">{words.hideHint}</p>
    </section>
  );
}

/** A row for each person on the stage, the longest bar for who has talked most. */
export function TalkBars({ snapshot }: { snapshot: Snapshot }) {
  return <ul class="talk-rows">{talkRows(snapshot).map((row) => <Row key={row.person.id} row={row} you={snapshot.you.id} />)}</ul>;
}

function Row({ row, you }: { row: TalkRow; you: string }) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const { person, ms, part } = row;
  return (
    <li class="talk-row" data-testid={`talk-${person.id}`}>
      <FaceView id={person.id} />
      <span class="talk-name"><bdi>{person.name}</bdi>{person.id === you && <span class="soft"> · {strings.room.you}</span>}</span>
      <span class="talk-minutes figures soft">{ms === null ? strings.exchange.talk.hidden : ms === 0 ? "–" : spokenText(ms, strings, locale)}</span>
      <TalkBar part={part} />
    </li>
  );
}

/** A bar that is drawn and says nothing: the words stand beside it. */
export function TalkBar({ part }: { part: number }) {
  return (
    <svg class="talk-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect width={Math.max(part * 100, part > 0 ? 2 : 0)} height="1" />
    </svg>
  );
}

/** What was said in each language, by everybody together. */
function Languages({ snapshot }: { snapshot: Snapshot }) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const { talk: words } = strings.exchange;
  const languages = snapshot.talk.languages.filter(({ ms }) => ms > 0);
  if (languages.length === 0) return null;
  return (
    <>
      <h4 class="section-title">{words.languages}</h4>
      <ul class="talk-languages">
        {languages.map(({ language, ms }) => (
          <li key={language}>
            <span>{language === "" ? words.noLanguage : languageName(language, locale)}</span>
            <span class="figures soft">{spokenText(ms, strings, locale)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
