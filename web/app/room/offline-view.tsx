import { useShell, useWords } from "../context";
import { Icon } from "../ui/icon";

/** A room's link without a network: that nothing is lost, and that it goes on by itself. */
export function OfflineView() {
  const { router } = useShell();
  const { offline: words } = useWords("settings");
  return (
    <main id="main" class="page ended" data-testid="offline">
      <Icon name="signal" />
      <h1>{words.title}</h1>
      <p role="status">{words.room}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => router.go({ page: "lobby" })}>{words.lobby}</button>
      </div>
    </main>
  );
}
