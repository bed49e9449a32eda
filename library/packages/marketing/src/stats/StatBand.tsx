import { StatTile } from "@appfactory/ui/primitives/stat-tile/StatTile";

export interface StatBandItem {
  /** What is counted. */
  label: string;
  /** The figure as it is shown. */
  value: string | number;
}

export interface StatBandProps {
  /** Two to four figures. */
  items: readonly StatBandItem[];
  /** Name of the whole for assistive technology. */
  label?: string;
}

/** A few figures in a row. */
export function StatBand({ items, label = "In figures" }: StatBandProps) {
  return (
    <section
      aria-label={label}
      className="mx-auto grid max-w-7xl gap-8 px-5 py-14 sm:px-8 md:auto-cols-fr md:grid-flow-col lg:px-12"
    >
      {items.map((item) => (
        <StatTile key={item.label} label={item.label} value={item.value} />
      ))}
    </section>
  );
}
