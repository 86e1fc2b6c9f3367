import { useEffect, useRef, useState } from "preact/hooks";
import { useShell, useStrings, useWords } from "../context";
import { pairOf } from "../format";
import { ProfileSheet } from "../lobby/profile-sheet";
import { Icon } from "../ui/icon";
import { AboutPart } from "./about-part";
import { LookPart, QuietChoices } from "./choices-part";
import { DevicePicker } from "./device-picker";
import { ForgetPart } from "./forget-part";
import { InstallPart } from "./install-part";
import { RemindersPart } from "./reminders-part";

/** Everything that can be chosen outside a room, one part below the other. */
export function SettingsPage() {
  const shell = useShell();
  const strings = useStrings();
  const words = useWords("settings");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${words.heading} · ${strings.app.name}`;
    return () => {
      document.title = strings.app.name;
    };
  }, [words, strings]);
  return (
    <main id="main" class="page settings" data-testid="settings-page">
      <button type="button" class="link-button back" data-testid="back" onClick={() => shell.router.go({ page: "lobby" })}>
        <Icon name="back" />{strings.app.back}
      </button>
      <h1 ref={heading} tabIndex={-1}>{words.heading}</h1>
      <YouPart />
      <LookPart />
      <section class="settings-part" aria-labelledby="devices">
        <h2 id="devices">{words.devices.heading}</h2>
        <DevicePicker />
      </section>
      <section class="settings-part" aria-labelledby="quiet">
        <h2 id="quiet">{words.quiet}</h2>
        <QuietChoices />
      </section>
      <RemindersPart />
      <InstallPart />
      <AboutPart />
      <ForgetPart />
    </main>
  );
}

/** Who one is here, and the way to change it. */
function YouPart() {
  const shell = useShell();
  const words = useWords("settings");
  const [open, setOpen] = useState(false);
  const profile = shell.profile.value;
  return (
    <section class="settings-part" aria-labelledby="you">
      <h2 id="you">{words.you}</h2>
      {shell.known.value ? (
        <p><strong><bdi>{profile.name}</bdi></strong><br /><span class="soft">{pairOf(profile)}</span></p>
      ) : (
        <p class="soft">{words.unknown}</p>
      )}
      <button type="button" class="button" data-testid="profile" onClick={() => setOpen(true)}>{words.editProfile}</button>
      {open && <ProfileSheet onClose={() => setOpen(false)} />}
    </section>
  );
}
