import { useShell, useWords } from "../context";
import { Icon } from "../ui/icon";

/** Says once that the app can be kept. */
export function InstallHint() {
  const shell = useShell();
  const { install: words } = useWords("settings");
  const way = shell.install.way.value;
  const close = () => (shell.hintsInstall.value = false);
  const take = () => {
    close();
    void shell.install.ask();
  };
  return (
    <div class="note" data-testid="install-hint">
      <Icon name="lamp" />
      <p>{way === "ios" ? words.ios : words.text}</p>
      {way === "ask" && <button type="button" class="button primary" data-testid="install" onClick={take}>{words.button}</button>}
      <button type="button" class="button" data-testid="install-dismiss" onClick={close}>{words.dismiss}</button>
    </div>
  );
}
