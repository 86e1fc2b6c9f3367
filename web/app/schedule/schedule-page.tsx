import { useWords } from "../context";
import { BackToRooms } from "../ui/page-part";

/** What is on in the next weeks. */
export function SchedulePage() {
  const words = useWords("schedule");
  return (
    <main id="main" class="page">
      <BackToRooms />
      <h1>{words.heading}</h1>
    </main>
  );
}
