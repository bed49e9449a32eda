import { Skeleton } from "@/components/ui/patterns/skeleton/Skeleton";

export default function Loading() {
  return <Skeleton shape="table" count={5} />;
}
