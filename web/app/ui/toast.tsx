import { useShell, useStrings } from "../context";
import { Icon } from "./icon";

/**
 * The short message at the bottom. Its place is always in the page, so that a screen reader hears what appears in it; a
 * sheet brings its own, since nothing outside a modal dialog can be reached.
 */
export function ToastPlace() {
  const shell = useShell();
  const strings = useStrings();
  const toast = shell.toast.value;
  return (
    <div class="toast-place">
      <div role="status">{toast !== null && <p class="toast">{toast.text}</p>}</div>
      {toast !== null && (
        <div class="toast-actions">
          {toast.action !== undefined && (
            <button
              type="button"
              class="link-button"
              data-testid="toast-action"
              aria-keyshortcuts={toast.action.undo === true ? "Control+Z" : undefined}
              onClick={() => shell.act()}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label={strings.app.dismiss} onClick={() => shell.hush()}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
