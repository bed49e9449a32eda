import type { ReactNode } from "react";

import { currentActor } from "@/auth";
import { MarketingFrame } from "@/components/site/marketing-frame";

export default async function MarketingLayout({ children }: { children: ReactNode }) {
  return <MarketingFrame actor={await currentActor()}>{children}</MarketingFrame>;
}
