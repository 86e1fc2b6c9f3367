import { useShell, useWords } from "../context";
import type { LateStrings } from "../strings/late";
import { errorText } from "../strings";
import type { Plans } from "./plans";

/** Returns the words of a refusal about meetups; null for a code that says nothing of its own there. */
export function planFault(words: LateStrings["schedule"], code: string): string | null {
  return Object.hasOwn(words.errors, code) ? words.errors[code as keyof typeof words.errors] : null;
}

/** Does something at the server; a refusal is told. Reports what came of it, null when it was refused. */
export function useAct(): <T>(work: (plans: Plans) => Promise<T>) => Promise<T | null> {
  const shell = useShell();
  const words = useWords("schedule");
  return async (work) => {
    try {
      return await work(await shell.services.plans());
    } catch (fault) {
      const code = (fault as { code?: string }).code ?? "network";
      shell.tell(planFault(words, code) ?? errorText(shell.strings.peek(), code));
      return null;
    }
  };
}
