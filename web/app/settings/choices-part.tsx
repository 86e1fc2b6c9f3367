import { useShell, useStrings, useWords } from "../context";
import { Check, Choices } from "../ui/fields";
import { LocaleSelect } from "../ui/locale-select";
import { themes } from "./theme";

/** How the app looks and which language it speaks. */
export function LookPart() {
  const shell = useShell();
  const { look } = useWords("settings");
  return (
    <section class="settings-part" aria-labelledby="look">
      <h2 id="look">{look.heading}</h2>
      <LocaleSelect />
      <Choices
        label={look.theme}
        options={themes.map((value) => ({ value, label: look.themes[value] }))}
        value={shell.theme.value}
        testid="theme"
        onChange={(theme) => shell.setTheme(theme)}
      />
    </section>
  );
}

/** What sounds and what is read out: the same choices as in a room. */
export function QuietChoices() {
  const shell = useShell();
  const { room } = useStrings();
  return (
    <>
      <Check label={room.announce} checked={shell.announces.value} testid="announce" onChange={(on) => shell.setAnnounces(on)} />
      <Check label={room.chime} checked={shell.chimes.value} testid="chime" onChange={(on) => shell.setChimes(on)} />
      <Check label={room.lowDelay} checked={shell.lowDelay.value} testid="low-delay" onChange={(on) => shell.setLowDelay(on)} />
      <p class="hint">{room.lowDelayHint}</p>
    </>
  );
}
