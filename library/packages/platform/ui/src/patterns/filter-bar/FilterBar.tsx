import { ChevronDown } from "lucide-react";
import { useId } from "react";

import { controlLook } from "../../forms/control-look";
import type { SelectOption } from "../../forms/SelectField";
import { classNames } from "../../lib/class-names";
import { buttonLook } from "../../primitives/buttons/button-look";
import { Link } from "../../primitives/link/Link";

export interface Filter {
  /** The parameter of the address. */
  name: string;
  /** What is narrowed down. */
  label: string;
  /** What can be chosen. */
  options: readonly SelectOption[];
  /** What is chosen now. */
  value?: string;
}

export interface FilterBarProps {
  /** The page that shows the results. */
  action: string;
  /** The filters in order. */
  filters: readonly Filter[];
  /** Name of the whole for assistive technology. */
  label?: string;
  /** What a filter says that is off. */
  anyLabel?: string;
  /** Label of the button. */
  submitLabel?: string;
  /** Label of the link that takes all filters off; shown while one is on. */
  resetLabel?: string;
  /** Classes that override the form's own. */
  className?: string;
}

/** Narrows a list down by address, so that the result can be linked and no script is needed. */
export function FilterBar({
  action,
  filters,
  label = "Filters",
  anyLabel = "Any",
  submitLabel = "Apply",
  resetLabel = "Clear",
  className,
}: FilterBarProps) {
  const id = useId();
  const filtered = filters.some((filter) => filter.value !== undefined && filter.value !== "");
  return (
    <form
      action={action}
      method="get"
      aria-label={label}
      className={classNames("flex flex-wrap items-end gap-x-4 gap-y-3 border-y py-4", className)}
    >
      {filters.map((filter) => (
        <div key={filter.name} className="grid min-w-36 flex-1 gap-1 sm:flex-none">
          <label htmlFor={`${id}-${filter.name}`} className="text-sm text-muted-foreground">
            {filter.label}
          </label>
          <div className="relative">
            <select
              id={`${id}-${filter.name}`}
              name={filter.name}
              defaultValue={filter.value ?? ""}
              className={classNames(controlLook, "appearance-none pr-10")}
            >
              <option value="">{anyLabel}</option>
              {filter.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
            <ChevronDown
              aria-hidden="true"
              className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted-foreground"
            />
          </div>
        </div>
      ))}
      <button type="submit" className={buttonLook("secondary")}>
        {submitLabel}
      </button>
      {filtered && (
        <Link href={action} className="inline-flex min-h-11 items-center">
          {resetLabel}
        </Link>
      )}
    </form>
  );
}
