import { useShell, useStrings } from "../context";
import { type Locale, localeNames } from "../strings";
import { Icon } from "./icon";

/** The choice of the app's language; each is written in itself. */
export function LocaleSelect() {
  const shell = useShell();
  const strings = useStrings();
  return (
    <label class="locale-select">
      <Icon name="globe" />
      <span class="hidden">{strings.app.language}</span>
      <select
        data-testid="locale"
        value={shell.locale.value}
        onChange={(event) => void shell.chooseLocale(event.currentTarget.value as Locale)}
      >
        {Object.entries(localeNames).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
      </select>
    </label>
  );
}
