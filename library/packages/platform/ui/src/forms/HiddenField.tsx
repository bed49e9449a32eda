export interface HiddenFieldProps {
  /** The key in the form's data. */
  name: string;
  /** What is sent. */
  value: string;
}

/** A value that is sent but not shown. The server must check it: anyone can change it. */
export function HiddenField({ name, value }: HiddenFieldProps) {
  return <input type="hidden" name={name} value={value} />;
}
