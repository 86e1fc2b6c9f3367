import { useState } from "preact/hooks";
import type { NewFeed } from "@sdk";
import { useShell, useStrings, useWords } from "../context";
import { Icon } from "../ui/icon";
import { Sheet } from "../ui/sheet";
import { useAct } from "./act";
import { dateIn } from "./say";
import { useAsked } from "./use";

/** A plan in one's own calendar: once as a file, or kept up to date. */
export function CalendarSheet({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const { page } = useWords("schedule");
  const plans = useAsked("calendar", async (plans) => plans);
  return (
    <Sheet title={page.calendar} onClose={onClose}>
      {plans.value !== null && (
        <a class="button wide" href={plans.value.calendar(id)} download={`${id}.ics`} data-testid="calendar-file">
          <Icon name="down" />{page.file}
        </a>
      )}
      <CalendarFeed plan={id} titles={new Map([[id, title]])} />
    </Sheet>
  );
}

/** A secret calendar address: made, shown once, and ended. Those made before can be ended too. */
export function CalendarFeed({ plan, titles }: { plan: string; titles: ReadonlyMap<string, string> }) {
  const shell = useShell();
  const { page } = useWords("schedule");
  const locale = shell.locale.value;
  const here = useShell().zone.value;
  const act = useAct();
  const [made, setMade] = useState<NewFeed | null>(null);
  const feeds = useAsked("feeds", (plans) => plans.feeds());
  const make = async () => {
    setMade(await act((plans) => plans.makeFeed(plan)));
    feeds.again();
  };
  const revoke = async (id: string) => {
    if ((await act((plans) => plans.revokeFeed(id).then(() => true))) === null) return;
    if (made?.id === id) setMade(null);
    feeds.again();
    shell.tell(page.revoked);
  };
  const older = (feeds.value ?? []).filter((feed) => feed.id !== made?.id && (plan === "" || feed.plan === plan));
  const name = (of: string) => (of === "" ? page.feedAll : page.feedOf(titles.get(of) ?? "…"));
  return (
    <section class="card form" aria-label={page.feeds}>
      {made === null ? (
        <>
          <button type="button" class="button" data-testid="subscribe" onClick={() => void make()}><Icon name="round" />{page.subscribe}</button>
          <p class="hint">{page.subscribeHint}</p>
        </>
      ) : (
        <MadeFeed feed={made} onRevoke={() => void revoke(made.id)} />
      )}
      {older.length > 0 && (
        <ul class="feeds">
          {older.map((feed) => (
            <li key={feed.id}>
              <span>{name(feed.plan)} <span class="soft">{page.feedSince(dateIn(feed.created_ms, here, locale))}</span></span>
              <button type="button" class="button" data-testid="revoke" onClick={() => void revoke(feed.id)}>{page.revoke}</button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function MadeFeed({ feed, onRevoke }: { feed: NewFeed; onRevoke: () => void }) {
  const shell = useShell();
  const { room } = useStrings();
  const { page } = useWords("schedule");
  const copy = async () => {
    const copied = await copyText(shell.window.navigator, feed.url);
    shell.tell(copied ? room.copied : room.copyFailed);
  };
  return (
    <>
      <p role="status">{page.feedReady}</p>
      <p class="address" dir="ltr">{feed.url}</p>
      <div class="actions">
        <a class="button primary" href={feed.webcal} data-testid="open-feed">{page.openFeed}</a>
        <button type="button" class="button" data-testid="copy-feed" onClick={() => void copy()}><Icon name="copy" />{page.copyFeed}</button>
        <button type="button" class="button" data-testid="revoke-new" onClick={onRevoke}>{page.revoke}</button>
      </div>
    </>
  );
}

/** Copies; false where there is no clipboard, as on pages opened without https. */
export async function copyText(navigator: Navigator, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
