import { Search } from "lucide-react";

import { controlLook } from "../../forms/control-look";
import { classNames } from "../../lib/class-names";
import { buttonLook } from "../../primitives/buttons/button-look";

export interface SearchBoxProps {
  /** The page that shows the results. */
  action: string;
  /** The parameter that carries the words. */
  name?: string;
  /** What is searched, for assistive technology. */
  label?: string;
  /** An example of what to look for. */
  placeholder?: string;
  /** What was looked for. */
  defaultValue?: string;
  /** Label of the button. */
  submitLabel?: string;
  /** Other parameters to keep, by name. */
  keep?: Readonly<Record<string, string>>;
  /** Classes that override the form's own. */
  className?: string;
}

/** A search that works by address, so that results can be linked and no script is needed. */
export function SearchBox({
  action,
  name = "q",
  label = "Search",
  placeholder,
  defaultValue,
  submitLabel = "Search",
  keep = {},
  className,
}: SearchBoxProps) {
  return (
    <form
      role="search"
      action={action}
      method="get"
      className={classNames("flex w-full max-w-xl gap-2", className)}
    >
      {Object.entries(keep).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <div className="relative min-w-0 flex-1">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted-foreground"
        />
        <input
          type="search"
          name={name}
          aria-label={label}
          placeholder={placeholder}
          defaultValue={defaultValue}
          className={classNames(controlLook, "pl-9")}
        />
      </div>
      <button type="submit" className={buttonLook("secondary")}>
        {submitLabel}
      </button>
    </form>
  );
}
