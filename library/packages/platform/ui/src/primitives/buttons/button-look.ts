import { classNames } from "../../lib/class-names";

const base =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-md border px-5 py-2 text-[0.9375rem] font-semibold leading-tight " +
  "transition-colors duration-150 select-none " +
  "disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0";

const tones = {
  primary:
    "border-primary bg-primary text-primary-foreground enabled:hover:bg-primary/90 [a&]:hover:bg-primary/90",
  secondary:
    "border-input bg-transparent text-foreground enabled:hover:bg-secondary [a&]:hover:bg-secondary",
  danger:
    "border-destructive bg-transparent text-destructive enabled:hover:bg-destructive enabled:hover:text-destructive-foreground",
  destructive:
    "border-destructive bg-destructive text-destructive-foreground enabled:hover:bg-destructive/90",
  icon: "size-11 border-transparent bg-transparent p-0 text-foreground enabled:hover:bg-secondary [&_svg]:size-5",
};

export type ButtonTone = keyof typeof tones;

export function buttonLook(tone: ButtonTone, className?: string): string {
  return classNames(base, tones[tone], className);
}
