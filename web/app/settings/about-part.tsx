import { useEffect, useState } from "preact/hooks";
import type { About } from "@sdk";
import { useShell, useStrings, useWords } from "../context";

type Known = { state: "looking" } | { state: "old" } | { state: "failed" } | { state: "known"; about: About };

/** What this app is, which server it talks to, and whether there is a newer app. */
export function AboutPart() {
  const { about: words } = useWords("settings");
  return (
    <section class="settings-part" aria-labelledby="about">
      <h2 id="about">{words.heading}</h2>
      <p>{words.text}</p>
      <NewVersion />
      <ServerVersion />
    </section>
  );
}

/** Asked anew when the network is back. */
function ServerVersion() {
  const shell = useShell();
  const { app } = useStrings();
  const { about: words } = useWords("settings");
  const [known, setKnown] = useState<Known>({ state: "looking" });
  const [tries, setTries] = useState(0);
  const online = shell.online.value;
  useEffect(() => {
    let wanted = true;
    setKnown({ state: "looking" });
    shell.services.about().then(
      (about) => wanted && setKnown({ state: "known", about }),
      (fault: { code?: string }) => wanted && setKnown({ state: fault.code === "not_found" ? "old" : "failed" }),
    );
    return () => {
      wanted = false;
    };
  }, [shell, online, tries]);
  if (known.state === "known") {
    return (
      <dl class="facts figures" data-testid="about">
        <dt>{words.version}</dt><dd><bdi>{known.about.version || words.unknown}</bdi></dd>
        <dt>{words.zones}</dt><dd><bdi>{known.about.zone_data || words.unknown}</bdi></dd>
      </dl>
    );
  }
  return (
    <div class="check-sound" role="status" data-testid="about">
      <p class="soft">{words[known.state]}</p>
      {known.state === "failed" && <button type="button" class="button" onClick={() => setTries(tries + 1)}>{app.retry}</button>}
    </div>
  );
}

/** A newer app that is here already and begins when the person likes. */
function NewVersion() {
  const shell = useShell();
  const { update } = useWords("settings");
  const renew = shell.renewal.value;
  if (renew === null) return null;
  return (
    <div class="note" data-testid="new-version">
      <span>{update.ready}</span>
      <button type="button" class="button primary" onClick={renew}>{update.reload}</button>
    </div>
  );
}
