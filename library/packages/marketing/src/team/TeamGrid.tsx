import { Avatar } from "@appfactory/ui/primitives/avatar/Avatar";
import { Section } from "@appfactory/ui/primitives/section/Section";

export interface TeamMember {
  /** Who it is. */
  name: string;
  /** What they do. */
  role: string;
  /** Address of a picture. */
  imageUrl?: string;
}

export interface TeamGridProps {
  /** The people in order. */
  members: readonly TeamMember[];
  /** Heading of the section. */
  title?: string;
  /** A sentence below the heading. */
  intro?: string;
}

/** The people behind it. */
export function TeamGrid({ members, title = "Who is here", intro }: TeamGridProps) {
  return (
    <Section title={title} intro={intro} layout="beside">
      <ul className="grid gap-x-10 border-t sm:grid-cols-2">
        {members.map((member) => (
          <li key={member.name} className="flex items-center gap-4 border-b py-4">
            <Avatar name={member.name} imageUrl={member.imageUrl} size={56} decorative />
            <div>
              <p className="font-display text-xl leading-snug">{member.name}</p>
              <p className="text-[0.9375rem] text-muted-foreground">{member.role}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
