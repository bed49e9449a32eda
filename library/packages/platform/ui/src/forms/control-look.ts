/** The look shared by everything one types into. 16 px text, or iOS zooms in on focus. */
export const controlLook =
  "block w-full min-h-11 rounded-md border border-input bg-card px-3 py-2 text-base text-card-foreground " +
  "placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:bg-muted " +
  "aria-invalid:border-destructive aria-invalid:outline-1 aria-invalid:outline-destructive " +
  "focus-visible:outline-2 focus-visible:outline-offset-1 focus-visible:outline-ring";
