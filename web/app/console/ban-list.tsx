import { useEffect, useState } from "preact/hooks";
import type { Ban } from "@sdk";
import { useSession, useShell, useStrings } from "../context";
import { moment } from "../format";
import { reasonText, type Strings } from "../strings";
import { FaceView } from "../ui/face-view";

/** Who has to stay outside, why and how long, and the way back in for each. */
export function BanList() {
  const session = useSession();
  const shell = useShell();
  const { bans: words } = useStrings();
  const [bans, setBans] = useState<Ban[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => void session.client.listBans().then(setBans, () => setFailed(true)), [session]);
  const lift = async (ban: Ban) => {
    if (!(await session.run(() => session.client.liftBan(ban.id)))) return;
    setBans((before) => before?.filter(({ id }) => id !== ban.id) ?? null);
    shell.tell(words.lifted(ban.name || words.nameless));
  };
  if (failed) return <p class="error" role="alert">{words.failed}</p>;
  if (bans === null) return <p class="soft" role="status">{words.loading}</p>;
  if (bans.length === 0) return <p class="soft">{words.empty}</p>;
  return <ul class="people">{bans.map((ban) => <BanRow key={ban.id} ban={ban} onLift={() => void lift(ban)} />)}</ul>;
}

function BanRow({ ban, onLift }: { ban: Ban; onLift: () => void }) {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const { bans: words, reasons } = strings;
  const name = ban.name || words.nameless;
  const now = Date.now() + session.client.clockOffsetMs;
  const until = banText(strings, ban, moment(ban.expires_ms, now, locale));
  const parts = [until, ban.by_name === "" ? "" : words.by(ban.by_name)].filter((part) => part !== "");
  return (
    <li class="person-row" data-testid="ban">
      <span class="person-face"><FaceView id={ban.participant} /></span>
      <span class="person-text">
        <strong><bdi>{name}</bdi></strong>
        <span class="soft figures">{parts.join(" · ")}</span>
        {ban.reason !== "" && <span class="soft">{reasons.because(reasonText(strings, ban.reason))}</span>}
      </span>
      <button type="button" class="button" aria-label={words.liftWho(name)} data-testid="lift" onClick={onLift}>{words.lift}</button>
    </li>
  );
}

/** Says what kind of exclusion it is, and when it ends. */
export function banText({ bans: words }: Strings, ban: Pick<Ban, "kind" | "expires_ms">, end: string): string {
  if (ban.kind === "kick") return words.kick;
  if (ban.kind === "deny") return words.deny(end);
  return ban.expires_ms === 0 ? words.forGood : words.until(end);
}
