import type { Scope } from "./scope";
import { type Shell, ShellWorker } from "./worker";

/** Written in by plugins/service-worker.ts. */
declare const __SHELL__: Shell;

new ShellWorker(self as unknown as Scope, __SHELL__).start();
