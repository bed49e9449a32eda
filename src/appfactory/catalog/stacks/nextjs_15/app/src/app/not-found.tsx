import type { Metadata } from "next";

import { currentActor } from "@/auth";
import { MarketingFrame } from "@/components/site/marketing-frame";
import { PageNotFound } from "@/components/site/page-not-found";

export const metadata: Metadata = { title: "Page not found" };

export default async function NotFound() {
  return (
    <MarketingFrame actor={await currentActor()}>
      <PageNotFound />
    </MarketingFrame>
  );
}
