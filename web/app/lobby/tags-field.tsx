import { useId, useState } from "preact/hooks";
import { useStrings } from "../context";
import { Icon } from "../ui/icon";
import { tagBounds, withTags } from "./wish";

interface TagsFieldProps {
  tags: string[];
  fault: string;
  onChange: (tags: string[]) => void;
}

/** What the room talks about, in a few words of one's own: each becomes a chip that goes away with one tap. */
export function TagsField({ tags, fault, onChange }: TagsFieldProps) {
  const words = useStrings().discover.create;
  const id = useId();
  const [typed, setTyped] = useState("");
  const take = (text: string) => {
    onChange(withTags(tags, text));
    setTyped("");
  };
  const key = (event: KeyboardEvent) => {
    // A composition ends with Enter too; that word is not finished yet.
    if (event.key !== "Enter" || event.isComposing || typed.trim() === "") return;
    event.preventDefault();
    take(typed);
  };
  return (
    <div class="field">
      <label class="label" for={id}>{words.tags}</label>
      {tags.length > 0 && (
        <div class="chips">
          {tags.map((tag) => (
            <button key={tag} type="button" class="chip" aria-label={words.removeTag(tag)} onClick={() => onChange(tags.filter((other) => other !== tag))}>
              <bdi>{tag}</bdi>
              <Icon name="close" />
            </button>
          ))}
        </div>
      )}
      {tags.length < tagBounds.most && (
        <input
          id={id}
          type="text"
          dir="auto"
          value={typed}
          enterkeyhint="done"
          data-testid="tags"
          aria-describedby={`${id}-note`}
          onInput={(event) => (/[,，、]/.test(event.currentTarget.value) ? take(event.currentTarget.value) : setTyped(event.currentTarget.value))}
          onKeyDown={key}
          onBlur={() => typed.trim() !== "" && take(typed)}
        />
      )}
      <p id={`${id}-note`} class={fault === "" ? "hint" : "error"} role={fault === "" ? undefined : "alert"}>{fault === "" ? words.tagsHint : fault}</p>
    </div>
  );
}
