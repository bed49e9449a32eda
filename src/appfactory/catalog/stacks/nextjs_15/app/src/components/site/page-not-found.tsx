import { site } from "@/_generated/navigation";
import { PrimaryButton } from "@/components/ui/primitives/buttons";

/** What stands in the place of a page that is not there, or not there for this visitor. */
export function PageNotFound() {
  return (
    <div className="mx-auto grid w-full max-w-7xl justify-items-start gap-6 px-5 py-16 sm:px-8 lg:px-12">
      <div className="grid gap-2">
        <p className="font-mono text-sm text-muted-foreground">404</p>
        <h1 className="text-4xl leading-tight">This page does not exist</h1>
        <p className="max-w-[52ch] text-muted-foreground">
          It may have moved, or it may not be yours to see.
        </p>
      </div>
      <PrimaryButton href={site.home}>Go to the start page</PrimaryButton>
    </div>
  );
}
