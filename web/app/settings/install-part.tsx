import { useShell, useWords } from "../context";
import { Icon } from "../ui/icon";

/** How the app comes to the home screen, where that can be done. */
export function InstallPart() {
  const { install } = useShell();
  const { install: words } = useWords("settings");
  const way = install.way.value;
  if (way === "none") return null;
  return (
    <section class="settings-part" aria-labelledby="install">
      <h2 id="install">{words.heading}</h2>
      <p>{way === "done" ? words.done : way === "ios" ? words.ios : words.text}</p>
      {way === "ask" && (
        <button type="button" class="button" data-testid="install" onClick={() => void install.ask()}><Icon name="down" />{words.button}</button>
      )}
    </section>
  );
}
