import { useId } from "preact/hooks";

interface TextFieldProps {
  label: string;
  placeholder?: string;
  value: string;
  fault?: string;
  testid: string;
  /** The language of what is written, for its letters and its spelling. */
  lang?: string;
  /** Several lines. */
  lines?: number;
  onChange: (value: string) => void;
}

/** Text with its fault beneath it, read out when it appears. */
export function TextField({ label, placeholder = "", value, fault = "", testid, lang, lines = 1, onChange }: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    dir: "auto" as const,
    value,
    placeholder,
    ...(lang !== undefined && lang !== "" && { lang }),
    "data-testid": testid,
    "aria-invalid": fault !== "",
    "aria-describedby": `${id}-note`,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      {lines === 1 ? <input type="text" {...shared} /> : <textarea rows={lines} {...shared} />}
      <p id={`${id}-note`} class="error" role={fault === "" ? undefined : "alert"}>{fault}</p>
    </div>
  );
}

interface Option<T> {
  value: T;
  label: string;
}

interface ChoiceProps<T> {
  label: string;
  options: readonly Option<T>[];
  value: T;
  testid: string;
  onChange: (value: T) => void;
}

/** One of a few, all of them in sight, as chips to tap; arrow keys change it, as in any group of radio buttons. */
export function Choices<T extends string | number | null>({ label, options, value, testid, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="choices" data-testid={testid}>
      <legend class="label">{label}</legend>
      {options.map((option) => (
        <label key={String(option.value)} class="choice">
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            data-testid={`${testid}-${option.value}`}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of many, in the phone's own list. */
export function SelectField<T extends number>({ label, options, value, testid, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select id={id} value={String(value)} data-testid={testid} onChange={(event) => onChange(Number(event.currentTarget.value) as T)}>
        {options.map((option) => <option key={option.value} value={String(option.value)}>{option.label}</option>)}
      </select>
    </div>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  testid: string;
  onChange: (checked: boolean) => void;
}

/** Yes or no. */
export function Check({ label, checked, testid, onChange }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} data-testid={testid} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
