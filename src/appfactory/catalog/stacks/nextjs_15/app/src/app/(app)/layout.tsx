import type { ReactNode } from "react";

import { requireActor } from "@/auth";
import { WorkspaceFrame } from "@/components/site/workspace-frame";

export default async function AppLayout({ children }: { children: ReactNode }) {
  return <WorkspaceFrame actor={await requireActor()}>{children}</WorkspaceFrame>;
}
