import { HeroFullscreen } from "@/components/ui/primitives/heroes/hero-fullscreen/component";

export default function HomePage() {
  return (
    <HeroFullscreen
      title="Sample"
      subtitle="The template, by itself"
      cta="Things"
      ctaHref="/things"
    />
  );
}
