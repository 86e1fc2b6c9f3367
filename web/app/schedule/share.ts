import type { PlanHead } from "@sdk";
import { pathOf } from "../router";
import type { Shell } from "../shell";
import { copyText } from "./calendar";

/** Shares a plan's link with the phone's own sheet where there is one, else copies it. */
export function shareLink(shell: Shell, plan: Pick<PlanHead, "id" | "title">): void {
  const { navigator, location } = shell.window;
  const url = location.origin + pathOf({ page: "room", id: plan.id });
  const words = shell.strings.peek().room;
  if (typeof navigator.share === "function" && navigator.maxTouchPoints > 0) {
    navigator.share({ title: plan.title, url }).catch((fault: unknown) => {
      if ((fault as DOMException).name !== "AbortError") shell.tell(words.copyFailed);
    });
    return;
  }
  void copyText(navigator, url).then((copied) => shell.tell(copied ? words.copied : words.copyFailed));
}
