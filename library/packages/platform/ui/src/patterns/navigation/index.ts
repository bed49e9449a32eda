export { Breadcrumbs, type BreadcrumbItem, type BreadcrumbsProps } from "./Breadcrumbs";
export { Footer, type FooterProps } from "./Footer";
export { MobileNav, type MobileNavProps } from "./MobileNav";
export type { NavGroup, NavItem } from "./nav-item";
export { SideNav, type SideNavProps } from "./SideNav";
export { SkipLink, type SkipLinkProps } from "./SkipLink";
export { TopBar, type TopBarProps } from "./TopBar";
