"use client";

import { FieldErrors } from "@appfactory/ui/forms/FieldErrors";
import { useEnteredValue, useFieldErrors } from "@appfactory/ui/forms/form-context";
import { classNames } from "@appfactory/ui/lib/class-names";
import { useId } from "react";

export interface MapTable {
  /** What tells it apart; what is sent when it is chosen. */
  id: string;
  /** What stands on it, e.g. "G3". */
  label: string;
  /** How many can sit. */
  seats: number;
  /** Whether it can be chosen. */
  available: boolean;
  /** Distance of its middle from the left, in percent of the room. */
  x: number;
  /** Distance of its middle from the top, in percent of the room. */
  y: number;
  /** Its outline. */
  shape?: "round" | "square";
}

export interface TableMapProps {
  /** The tables of the room. */
  tables: readonly MapTable[];
  /** The key in the form's data. */
  name?: string;
  /** What is asked. */
  label?: string;
  /** The table chosen at first. */
  defaultValue?: string;
  /** The smallest table that will do; smaller ones can't be chosen. */
  partySize?: number;
  /** Whether the form refuses to be sent without a choice. */
  required?: boolean;
  /** What is wrong; without it, what the form around says about this name. */
  errors?: readonly string[];
  /** Size of a table, e.g. `seats {count}`. */
  seatsLabel?: string;
  /** Said of a table that can be chosen. */
  freeLabel?: string;
  /** Said of a table that can't be chosen. */
  takenLabel?: string;
}

/** A plan of the room on which one table is chosen: radio buttons, so keyboard and forms need nothing more. */
export function TableMap({
  tables,
  name = "tableId",
  label = "Choose a table",
  defaultValue,
  partySize = 1,
  required = false,
  errors,
  seatsLabel = "seats {count}",
  freeLabel = "Free",
  takenLabel = "Taken",
}: TableMapProps) {
  const id = useId();
  const shownErrors = useFieldErrors(name, errors);
  const chosen = useEnteredValue(name, defaultValue);
  const invalid = shownErrors.length > 0;
  return (
    <fieldset
      role="radiogroup"
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? `${id}-error` : undefined}
      className="grid gap-3"
    >
      <legend className="pb-2 text-[0.9375rem] font-semibold">{label}</legend>
      <div className="relative aspect-4/3 w-full max-w-3xl rounded-lg border border-input bg-muted">
        {tables.map((table) => {
          const free = table.available && table.seats >= partySize;
          const seats = seatsLabel.replace("{count}", String(table.seats));
          return (
            <Place
              key={table.id}
              table={table}
              name={name}
              free={free}
              chosen={table.id === chosen}
              required={required}
              description={`${table.label}, ${seats}, ${free ? freeLabel : takenLabel}`}
            />
          );
        })}
      </div>
      <p aria-hidden="true" className="flex gap-6 text-sm text-muted-foreground">
        <span className="flex items-center gap-2">
          <span className="size-3 rounded-full border-2 border-primary bg-card" />
          {freeLabel}
        </span>
        <span className="flex items-center gap-2">
          <span className="size-3 rounded-full border-2 border-dashed border-input" />
          {takenLabel}
        </span>
      </p>
      <FieldErrors id={`${id}-error`} errors={shownErrors} />
    </fieldset>
  );
}

interface PlaceProps {
  table: MapTable;
  name: string;
  free: boolean;
  chosen: boolean;
  required: boolean;
  description: string;
}

function Place({ table, name, free, chosen, required, description }: PlaceProps) {
  return (
    <label
      style={{ left: `${table.x}%`, top: `${table.y}%` }}
      className={classNames(
        "absolute grid aspect-square w-[clamp(3rem,11%,5rem)] -translate-x-1/2 -translate-y-1/2 place-content-center border-2 text-center leading-tight",
        "border-primary bg-card text-card-foreground has-checked:bg-primary has-checked:text-primary-foreground",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring",
        "has-disabled:border-dashed has-disabled:border-input has-disabled:bg-transparent has-disabled:text-muted-foreground",
        table.seats > 4 && "w-[clamp(3.5rem,15%,6.5rem)]",
        table.shape === "square" ? "rounded-md" : "rounded-full",
        free
          ? "cursor-pointer hover:bg-secondary has-checked:hover:bg-primary"
          : "cursor-not-allowed",
      )}
    >
      <input
        type="radio"
        name={name}
        value={table.id}
        disabled={!free}
        defaultChecked={chosen}
        required={required}
        aria-label={description}
        className="sr-only"
      />
      <span aria-hidden="true" className="font-display text-lg">
        {table.label}
      </span>
      <span aria-hidden="true" className="text-xs tabular-nums">
        {table.seats}
      </span>
    </label>
  );
}
