import type { Metadata } from "next";

import { currentActor } from "@/auth";
import { HeroSplit } from "@/components/ui/primitives/heroes/hero-split/component";
import { StatTile } from "@/components/ui/primitives/stat-tile/StatTile";
import { countBooks } from "@/domains/catalog/queries";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const actor = await currentActor();
  const books = await countBooks(actor);
  return (
    <>
      <HeroSplit title="book shop" cta="Books" ctaHref="/books" />
      <div className="mx-auto w-full max-w-7xl px-5 py-12 sm:px-8 lg:px-12 grid gap-8 sm:grid-cols-2 lg:grid-cols-3">
        <StatTile label="Books" value={books} href="/books" />
      </div>
    </>
  );
}
