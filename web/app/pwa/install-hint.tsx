import { useShell, useWords } from "../context";
import { Icon } from "../ui/icon";
import "../styles/settings.css";

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
    <div class="banner install-hint" data-testid="install-hint">
      <Icon name="lamp" />
      <div>{way === "ios" ? words.ios : words.text}</div>
      <div class="actions">
        {way === "ask" && <button type="button" class="button primary" data-testid="install" onClick={take}>{words.button}</button>}
        <button type="button" class="button" data-testid="install-dismiss" onClick={close}>{words.dismiss}</button>
      </div>
    </div>
  );
}
