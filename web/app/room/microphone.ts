import { signal } from "@preact/signals";

/** What the switch needs of a room. */
export interface MicrophoneCommands {
  mute(): Promise<void>;
  unmute(): Promise<void>;
}

/**
 * Brings the microphone to the wanted state, one command at a time. A person who holds the space bar for a moment
 * wants it open and shut again before the first answer is there: the last wish wins, and none is sent twice.
 */
export class MicrophoneSwitch {
  /** True while a command is under way. */
  readonly busy = signal(false);
  private wanted = false;

  constructor(
    private readonly commands: MicrophoneCommands,
    private readonly isOpen: () => boolean,
    private readonly failed: (fault: unknown) => void,
  ) {}

  /** Opens or closes the microphone; resolves when nothing is left to do. */
  async want(open: boolean): Promise<void> {
    this.wanted = open;
    if (this.busy.value) return;
    this.busy.value = true;
    // The snapshot follows the answer by an event, so what was answered is remembered here meanwhile.
    let actual = this.isOpen();
    try {
      while (this.wanted !== actual) {
        const next = this.wanted;
        await (next ? this.commands.unmute() : this.commands.mute());
        actual = next;
      }
    } catch (fault) {
      this.failed(fault);
    } finally {
      this.busy.value = false;
    }
  }

  /** Turns an open microphone off and a closed one on; what is under way counts as done. */
  toggle(): Promise<void> {
    const open = this.busy.value ? this.wanted : this.isOpen();
    return this.want(!open);
  }
}
