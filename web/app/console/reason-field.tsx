import { type Reason, reasons } from "@sdk";
import { useStrings } from "../context";
import { reasonText } from "../strings";
import { Choices } from "../ui/fields";

interface ReasonFieldProps {
  label: string;
  value: Reason | null;
  /** The word for no reason, where none is needed. */
  optional?: string;
  onChange: (reason: Reason | null) => void;
}

/** The reasons people give, as words. */
export function ReasonField({ label, value, optional, onChange }: ReasonFieldProps) {
  const strings = useStrings();
  const given = reasons.map((code): { value: Reason | null; label: string } => ({ value: code, label: reasonText(strings, code) }));
  const options = optional === undefined ? given : [{ value: null, label: optional }, ...given];
  return <Choices label={label} options={options} value={value} testid="reason" onChange={onChange} />;
}
