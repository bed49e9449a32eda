"use client";

import { useEffect, useRef, useState } from "react";

import { useHydrated } from "../lib/use-hydrated";
import { Field, type BaseFieldProps } from "./Field";
import { useEnteredValue } from "./form-context";
import { Input } from "./Input";
import { asWallClock, withOffset } from "./instant";

export interface DateTimeFieldProps extends BaseFieldProps {
  /** What stands in it at first: an ISO 8601 instant, or a wall-clock time as `YYYY-MM-DDTHH:MM`. */
  defaultValue?: string;
  /** The earliest allowed, as `YYYY-MM-DDTHH:MM`. */
  min?: string;
  /** The latest allowed, as `YYYY-MM-DDTHH:MM`. */
  max?: string;
  /** Seconds between the times offered; 900 is a quarter of an hour. */
  step?: number;
}

/**
 * A moment. The person picks a time on their own clock; the form sends it with the offset of their zone, so the server
 * gets an unambiguous instant. Until the script has loaded the control itself carries the name and sends the time without
 * an offset, which the server reads as UTC.
 */
export function DateTimeField({ defaultValue, min, max, step, ...field }: DateTimeFieldProps) {
  const hydrated = useHydrated();
  const input = useRef<HTMLInputElement>(null);
  const [local, setLocal] = useState("");
  const start = useEnteredValue(field.name, defaultValue);
  const shown = start === undefined ? undefined : asWallClock(start, hydrated ? "local" : "utc");

  useEffect(() => {
    const element = input.current;
    const read = () => setLocal(element?.value ?? "");
    // A reset event comes before the values change.
    const readAfterReset = () => setTimeout(read);
    read();
    element?.form?.addEventListener("reset", readAfterReset);
    return () => element?.form?.removeEventListener("reset", readAfterReset);
  }, [shown]);

  return (
    <Field {...field}>
      <Input
        ref={input}
        type="datetime-local"
        name={hydrated ? `${field.name}Local` : field.name}
        exactDefault={shown}
        min={min}
        max={max}
        step={step}
        onInput={(event) => setLocal(event.currentTarget.value)}
        className="max-w-72 tabular-nums"
      />
      {hydrated && <input type="hidden" name={field.name} value={withOffset(local)} />}
    </Field>
  );
}
