"use client";

import { Field, Input, type BaseFieldProps } from "@appfactory/ui/forms";
import { IconButton } from "@appfactory/ui/primitives/buttons";
import { Minus, Plus } from "lucide-react";
import { useRef } from "react";

export interface QuantityFieldProps extends BaseFieldProps {
  /** How many at first. */
  defaultValue?: number;
  /** The fewest. */
  min?: number;
  /** The most. */
  max?: number;
  /** Name of the button that takes one off. */
  fewerLabel?: string;
  /** Name of the button that adds one. */
  moreLabel?: string;
}

/** How many, with a button to either side. */
export function QuantityField({
  defaultValue = 1,
  min = 1,
  max = 99,
  fewerLabel = "One fewer",
  moreLabel = "One more",
  ...field
}: QuantityFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Field {...field}>
      <div className="flex w-fit items-center rounded-md border border-input bg-card">
        <IconButton label={fewerLabel} onClick={() => input.current?.stepDown()}>
          <Minus />
        </IconButton>
        <Input
          ref={input}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          defaultValue={String(defaultValue)}
          className="w-14 [appearance:textfield] rounded-none border-transparent bg-transparent px-0 text-center tabular-nums [&::-webkit-inner-spin-button]:appearance-none"
        />
        <IconButton label={moreLabel} onClick={() => input.current?.stepUp()}>
          <Plus />
        </IconButton>
      </div>
    </Field>
  );
}
