import { useWords } from "../context";
import { BackToRooms } from "../ui/page-part";

/** What a person has set, on one page. */
export function SettingsPage() {
  const words = useWords("settings");
  return (
    <main id="main" class="page">
      <BackToRooms />
      <h1>{words.heading}</h1>
    </main>
  );
}
