export interface FieldErrorsProps {
  /** The id that a control's `aria-describedby` names. */
  id: string;
  /** What is wrong; nothing is shown when there is nothing. */
  errors: readonly string[];
}

/** What is wrong with one field, right at it. */
export function FieldErrors({ id, errors }: FieldErrorsProps) {
  if (errors.length === 0) return null;
  return (
    <ul id={id} className="text-sm leading-snug font-medium text-destructive">
      {errors.map((error) => (
        <li key={error}>{error}</li>
      ))}
    </ul>
  );
}
