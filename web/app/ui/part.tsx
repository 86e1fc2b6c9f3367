import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { Sheet } from "./sheet";

/** A part of the app that is a file of its own, fetched when it is first drawn or, better, a little before. */
export interface Part<P> {
  /**
   * Fetches it. Never rejects: what stands in its place says so. Trying again may not help, since browsers remember a
   * file that failed; a reload does.
   */
  fetch(): Promise<void>;
  View: ComponentType<P>;
}

/** What stands in the place of a part gets its props, and whether it cannot come, as after a new version was put up. */
export type Standby<P> = ComponentType<P & { failed: boolean }>;

/** Makes a part of what imports it and of what stands in its place. The one way in which components come late. */
export function part<P extends object>(load: () => Promise<ComponentType<P>>, Stand: Standby<P>): Part<P> {
  let Loaded: ComponentType<P> | null = null;
  const fetch = async () => {
    Loaded ??= await load().catch(() => null);
  };
  const View = (props: P) => {
    const [state, setState] = useState<"coming" | "here" | "failed">("coming");
    useEffect(() => {
      if (state !== "coming") return;
      let gone = false;
      // Also when it came between the drawing and now: somebody else may have fetched it, and nobody would draw again.
      void fetch().then(() => gone || setState(Loaded === null ? "failed" : "here"));
      return () => {
        gone = true;
      };
    }, []);
    return Loaded === null ? <Stand {...props} failed={state === "failed"} /> : <Loaded {...props} />;
  };
  return { fetch, View };
}

/** Makes a part of a sheet. */
export function sheetPart<P extends { onClose: () => void }>(load: () => Promise<ComponentType<P>>): Part<P> {
  return part(load, SheetStand);
}

/** At once, and a sheet itself: the next Tab must not wander off in the room behind it. */
function SheetStand({ failed, onClose }: { failed: boolean; onClose: () => void }) {
  const { app } = useStrings();
  return (
    <Sheet title={failed ? app.partFailed : app.partComing} onClose={onClose}>
      {failed ? <PartFailed /> : <p class="soft" role="status" data-testid="coming">{app.partComingText}</p>}
    </Sheet>
  );
}

/** Why a part is missing, and the one thing that helps. */
export function PartFailed() {
  const { window } = useShell();
  const { app, ended } = useStrings();
  return (
    <>
      <p role="alert">{app.partFailedText}</p>
      <div class="actions">
        <button type="button" class="button primary" data-testid="reload" onClick={() => window.location.reload()}>
          {ended.reload}
        </button>
      </div>
    </>
  );
}
