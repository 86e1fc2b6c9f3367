import { useEffect, useRef, useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { count } from "../format";
import { News } from "./news";

/** Tells a screen reader that the list is another one, politely and not too often. */
export function ListNews() {
  const shell = useShell();
  const words = useStrings().discover.list;
  const news = useRef(new News());
  const [text, setText] = useState("");
  const { rooms } = shell.rooms.list.value;
  const order = rooms.map((room) => room.id).join(" ");
  useEffect(() => {
    const say = () => {
      const wait = news.current.next(Date.now(), order);
      if (wait === 0) setText(words.changed(words.count(count(rooms.length, shell.locale.peek()), rooms.length)));
      return wait;
    };
    const wait = say();
    if (wait <= 0) return;
    // A change within the pause is told when the pause is over.
    const later = setTimeout(say, wait);
    return () => clearTimeout(later);
  }, [order, words]);
  return <p class="hidden" aria-live="polite" data-testid="list-news">{text}</p>;
}
